"""Contestants that compute the same, timed in turns, so that a drifting machine moves all of them.

The clock counts the processor time of all threads of the process, which other programs on the
machine do not lengthen; `wall` is for what runs on two processors.
"""

import statistics
import time
import timeit

import agreement

cpu, wall = time.process_time, time.perf_counter


class Contestant:
    """A function and its arguments; what is timed is one call.

    `read` makes of what the call returns an array of results x points; `units` are the calls that
    the function makes by itself.
    """

    def __init__(self, function, *arguments, read=agreement.flat, units=1):
        self.function, self.arguments, self.read, self.units = function, arguments, read, units

    def numbers(self):
        return self.read(self.function(*self.arguments))

    def timer(self, clock):
        names = "".join(f"a{place}, " for place in range(len(self.arguments)))
        setup = "function = made" + (f"; {names}= given" if names else "")
        given = {"made": self.function, "given": self.arguments}
        return timeit.Timer(f"function({names})", setup, clock, given)


def agreeing(contestants, exact, report, where, places=slice(None)):
    """The contestants that compute these numbers at some places of their points.

    Of the others it is said that they do not.
    """
    kept = {}
    for name, contestant in contestants.items():
        try:
            error = agreement.error(contestant.numbers()[:, places], exact)
        except Exception as failure:
            report.note(f"{where}: {name} failed: {type(failure).__name__}: {failure}")
            continue
        if error <= agreement.TOLERANCE:
            kept[name] = contestant
        else:
            report.note(f"{where}: {name} disagrees by {error:.2g} and was not timed")
    return kept


class Race:
    """The seconds of one call of each contestant in each round.

    A turn calls a contestant until about `turn` seconds have passed, and once at least.
    """

    def __init__(self, contestants, rounds, turn, clock=cpu):
        timers = {name: each.timer(clock) for name, each in contestants.items()}
        counts = {name: _count(timer, turn) for name, timer in timers.items()}
        self.seconds = {name: [] for name in timers}
        for _ in range(rounds):
            for name, timer in timers.items():
                calls = counts[name] * contestants[name].units
                self.seconds[name].append(timer.timeit(counts[name]) / calls)

    def best(self):
        """The seconds of the best round of each contestant."""
        return {name: min(rounds) for name, rounds in self.seconds.items()}

    def median(self, name):
        return statistics.median(self.seconds[name])

    def ratios(self, over, under):
        """The ratio of two contestants in each round; none where one of them is not there."""
        pair = self.seconds.get(over), self.seconds.get(under)
        return [a / b for a, b in zip(*pair, strict=True)] if all(pair) else []


def _count(timer, turn):
    """How many calls fill a turn."""
    timer.timeit(1)
    count, spent = 1, timer.timeit(1)
    while spent < turn / 10 and count < 10_000_000:
        count *= 4
        spent = timer.timeit(count)
    return max(1, round(count * turn / spent))
