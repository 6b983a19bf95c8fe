"""Contexts: what is known to hold where a step runs, as a tree of (condition, outcome)."""

from __future__ import annotations

FAR = 64  # contexts that are asked for a condition, from the inside out


class Contexts:
    """A tree: context 0 always runs; every other runs where, in its parent, a condition came out.

    `parents`, `conditions`, `outcomes` and `depths` are columns. Nearest common ancestors take
    O(log depth) steps by jump pointers (Myers, An applicative random-access stack, 1983).
    """

    __slots__ = ("_jumps", "_known", "conditions", "depths", "outcomes", "parents")

    def __init__(self) -> None:
        self.parents = [0]
        self.conditions = [-1]
        self.outcomes = [True]
        self.depths = [0]
        self._jumps = [0]
        self._known: dict[tuple[int, int, bool], int] = {}

    def __len__(self) -> int:
        return len(self.parents)

    def child(self, parent: int, condition: int, outcome: bool) -> int:
        """The context inside another in which a condition came out true or false."""
        key = (parent, condition, outcome)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = len(self.parents)
            jump = self._jumps[parent]
            is_even = (
                self.depths[parent] - self.depths[jump]
                == self.depths[jump] - self.depths[self._jumps[jump]]
            )
            self.parents.append(parent)
            self.conditions.append(condition)
            self.outcomes.append(outcome)
            self.depths.append(self.depths[parent] + 1)
            self._jumps.append(self._jumps[jump] if is_even else parent)
        return known

    def sibling(self, context: int) -> int | None:
        """The context of the other outcome, if there is one."""
        key = (self.parents[context], self.conditions[context], not self.outcomes[context])
        return self._known.get(key)

    def outcome(self, context: int, condition: int) -> bool | None:
        """How a condition came out in a context; None where that is not known (or far outside)."""
        for _ in range(FAR):
            if self.conditions[context] == condition:
                return self.outcomes[context]
            context = self.parents[context]
        return None

    def at_depth(self, context: int, depth: int) -> int:
        """The ancestor of a context at a depth (itself at its own)."""
        while self.depths[context] > depth:
            jump = self._jumps[context]
            context = jump if self.depths[jump] >= depth else self.parents[context]
        return context

    def holds(self, outer: int, inner: int) -> bool:
        """Whether a context is another or an ancestor of it."""
        return self.at_depth(inner, self.depths[outer]) == outer

    def common(self, a: int, b: int) -> int:
        """The nearest context that holds both."""
        depth = min(self.depths[a], self.depths[b])
        a, b = self.at_depth(a, depth), self.at_depth(b, depth)
        while a != b:
            if self._jumps[a] != self._jumps[b]:
                a, b = self._jumps[a], self._jumps[b]
            else:
                a, b = self.parents[a], self.parents[b]
        return a
