"""How much a run does: everything, or what two minutes allow."""


class Scale:
    """`rounds` of turns of so many seconds, `points` in a batch; `is_full` takes what is slow."""

    def __init__(self, rounds, turn, points, is_full):
        self.rounds, self.turn, self.points, self.is_full = rounds, turn, points, is_full


FULL = Scale(rounds=9, turn=0.03, points=1_000_000, is_full=True)
QUICK = Scale(rounds=5, turn=0.02, points=200_000, is_full=False)
