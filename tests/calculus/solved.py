"""Solved branches of the corpus's curves and systems: the truth by mpmath, from the equations only."""

import json
import pathlib
from itertools import pairwise

import mpmath

from symchain.evaluation.reference import Reference
from symchain.graph.graph import Graph
from symchain.parsing import parse

DATA = pathlib.Path(__file__).parent.parent / "data" / "implicit.jsonl"
GOLDEN = 0.6180339887498949


def rows(kind):
    lines = [json.loads(line) for line in DATA.read_text().splitlines()[1:]]
    return [row for row in lines if row["kind"] == kind]


class Branch:
    """Equations with numbers for all variables but the unknowns, which are found by iteration."""

    def __init__(self, equations, dependents, ranges, fraction):
        self.graph = Graph()
        names = list(ranges)
        nodes = [parse(text, variables=names, graph=self.graph).node for text in equations]
        self.sides = [self.graph.subtract(*self.graph.args[node]) for node in nodes]
        self.symbols = {name: self.graph.symbol(name) for name in names}
        self.dependents = list(dependents)
        self.reference = Reference(self.graph, self.sides)
        spread = {
            name: place(limits, fraction, i) for i, (name, limits) in enumerate(ranges.items())
        }
        self.given = {name: value for name, value in spread.items() if name not in dependents}
        self.start = [spread[name] for name in dependents]

    def residuals(self, unknowns, **moved):
        known = {**self.given, **moved, **dict(zip(self.dependents, unknowns, strict=True))}
        point = {self.symbols[name]: value for name, value in known.items()}
        return self.reference.values(point, mpmath.mp.dps)

    def scan(self, limits, count=120):
        """Starts at the first change of sign of the only equation within limits; or says no."""
        low, high = map(mpmath.mpf, limits)
        grid = [low + (high - low) * i / count for i in range(count + 1)]
        values = [self.residuals([y])[0] for y in grid]
        for (a, fa), (b, fb) in pairwise(zip(grid, values, strict=True)):
            if fa * fb < 0 and abs(fa) + abs(fb) < 1e9:
                for _ in range(30):
                    middle = (a + b) / 2
                    a, b = (middle, b) if self.residuals([middle])[0] * fa > 0 else (a, middle)
                self.start = [(a + b) / 2]
                return abs(self.residuals(self.start)[0]) < 1e-6 * (abs(fa) + abs(fb))
        return False

    def solve(self, **moved):
        """The unknowns, to the precision that is set; ValueError where the iteration fails."""
        if len(self.start) == 1:
            near = self.start[0] * (1 + mpmath.mpf("1e-9"))
            return [mpmath.findroot(self.alone(moved), (self.start[0], near), solver="secant")]
        everything = lambda *y: self.residuals(y, **moved)  # noqa: E731
        return list(mpmath.findroot(everything, self.start, maxsteps=30))

    def alone(self, moved):
        return lambda y: self.residuals([y], **moved)[0]

    def point(self):
        return {**self.given, **dict(zip(self.dependents, self.solve(), strict=True))}

    def slope(self, place, by, order=1):
        """The derivative of an unknown by a variable, by differences of the solved branch."""
        return mpmath.diff(lambda v: self.solve(**{by: v})[place], self.given[by], order)


def system(row):
    """A branch of a system, with its start moved to a solution."""
    single = row["deps"][0] if len(row["deps"]) == 1 else None
    for number in range(1, 20):
        branch = Branch(row["eqs"], row["deps"], row["vars"], 0.4 * number % 1)
        if single and not branch.scan(row["vars"][single]):
            continue
        if number > 3:  # nothing near the corpus's start: from (-2, 2)
            branch.start = [4 * mpmath.mpf(s * number % 1) - 2 for s in branch.start]
        try:
            branch.start = branch.solve()
        except (ValueError, ZeroDivisionError):
            continue
        return branch
    raise AssertionError(f"no point of {row['id']} was found")


def place(limits, fraction, number):
    low, high = limits
    return mpmath.mpf(low) + (mpmath.mpf(high) - low) * mpmath.mpf((fraction + number * GOLDEN) % 1)


def curve(row):
    """A branch of a curve with its start in the range of the unknown."""
    for number in range(1, 40):
        branch = Branch([row["eq"]], [row["y"]], row["vars"], 0.17 * number % 1)
        if branch.scan(row["vars"][row["y"]]):
            return branch
    raise AssertionError(f"no point of {row['id']} was found")


def relative(got, expected):
    return abs(got - expected) / max(abs(expected), mpmath.mpf(10) ** -12)
