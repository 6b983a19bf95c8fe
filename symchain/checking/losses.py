"""What was lost: the samples of each output, and what a user is told of them."""

from __future__ import annotations

import math
from itertools import chain
from statistics import median

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

BOUND = 16  # ulp that a result may err
SENSITIVE = 4  # times what the function moves with its inputs
LOST = 1e-9  # relative error that is worth a warning
BITS = 53


class Sample:
    """One result at one point: what came, the truth, how far apart in ulp, whether too far."""

    __slots__ = ("failing", "got", "point", "truth", "ulps")

    def __init__(
        self, point: dict[str, float], got: float, truth: float, ulps: float, failing: bool
    ) -> None:
        self.point = point
        self.got = got
        self.truth = truth
        self.ulps = ulps
        self.failing = failing

    @property
    def is_sensitive(self) -> bool:
        """Whether the error is large only because the function moves so much with its inputs."""
        return self.ulps > BOUND and not self.failing

    @property
    def is_broken(self) -> bool:
        """Whether there was no finite number, or one of the wrong sign."""
        return self.failing and (not math.isfinite(self.got) or self.got * self.truth < 0)

    @property
    def is_lost(self) -> bool:
        """Whether more than 1e-9 of the result is lost, and not by the function's sensitivity."""
        return self.failing and not abs(self.got - self.truth) <= LOST * abs(self.truth)

    @property
    def bits(self) -> float:
        """How many of the 53 bits are lost."""
        return min(float(BITS), math.log2(max(1.0, self.ulps)))

    @property
    def place(self) -> str:
        """The point as a message names it."""
        from symchain.evaluation.points import place

        return place(self.point)

    def __str__(self) -> str:
        got = f"{self.got!r}" if math.isfinite(self.got) else "no number"
        return f"{self.place.strip()} it gives {got}, the true value is {self.truth!r}"


class Losses:
    """The errors of one output, or of all: their median, 99th percentile, worst, and counts."""

    def __init__(self, what: str, samples: Sequence[Sample]) -> None:
        self.what = what
        self.samples = list(samples)

    @property
    def median(self) -> float:
        return median([sample.ulps for sample in self.samples])

    @property
    def percentile(self) -> float:
        """The error that 99 of 100 results do not exceed."""
        errors = sorted([sample.ulps for sample in self.samples])
        return errors[math.ceil(0.99 * len(errors)) - 1]

    @property
    def worst(self) -> Sample:
        """The largest error; one of the function's own before one of its sensitivity."""
        return max(self.samples, key=lambda sample: (not sample.is_sensitive, sample.ulps))

    @property
    def failing(self) -> int:
        return sum([sample.failing for sample in self.samples])

    @property
    def broken(self) -> int:
        return sum([sample.is_broken for sample in self.samples])

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain data; the error of no number is infinite."""
        worst = self.worst
        return {
            "samples": len(self.samples),
            "median_ulp": self.median,
            "percentile_99_ulp": self.percentile,
            "worst_ulp": worst.ulps,
            "worst_at": worst.point,
            "got": worst.got,
            "expected": worst.truth,
            "failing": self.failing,
            "not_finite_or_wrong_sign": self.broken,
        }


class Accuracy:
    """What was measured: the samples of each output, by its name."""

    def __init__(self) -> None:
        self.outputs: dict[str, list[Sample]] = {}

    def add(self, what: str, sample: Sample) -> None:
        """Notes a result of an output; of two functions at one point the worse one counts."""
        known = self.outputs.setdefault(what, [])
        if known and known[-1].point == sample.point:
            known[-1] = max(known[-1], sample, key=lambda each: each.ulps)
        else:
            known.append(sample)

    def each(self) -> Iterator[Losses]:
        """The errors of each output."""
        return (Losses(what, samples) for what, samples in self.outputs.items())

    @property
    def points(self) -> int:
        """At how many points there was something to compare."""
        return len({tuple(s.point.values()) for s in chain.from_iterable(self.outputs.values())})

    def summary(self) -> str:
        """The median and the worst error in one clause, without a line break."""
        if not self.outputs:
            return ""
        losses = Losses("", list(chain.from_iterable(self.outputs.values())))
        worst = max(self.each(), key=lambda each: (not each.worst.is_sensitive, each.worst.ulps))
        points = f"{self.points} point{'s' * (self.points != 1)}"
        error = f"{in_ulp(worst.worst.ulps)} ({worst.what}{worst.worst.place})"
        return f"accuracy at {points}: median {in_ulp(losses.median)}, worst {error}"

    def warnings(self) -> list[str]:
        """A sentence for each output of which more than 1e-9 is lost somewhere, and what to do."""
        found = []
        for each in self.each():
            lost = [sample for sample in each.samples if sample.is_lost]
            if lost:
                worst = max(lost, key=lambda sample: sample.ulps)
                where = f"{len(lost)} of {len(each.samples)} points"
                found.append(f"{each.what} is wrong beyond 1e-9 at {where}: {worst}")
        if found:
            found.append(
                "where such inputs do not matter, say which do, as in --range x=1:2; --accuracy "
                "shows where digits are lost"
            )
        return found

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain data."""
        return {
            "points": self.points,
            "outputs": {each.what: each.as_dict() for each in self.each()},
            "warnings": self.warnings(),
        }


def in_ulp(number: float) -> str:
    """An error in words."""
    if not math.isfinite(number):
        return "no number"
    return f"{number:.0f} ulp" if number < 1e4 else f"{number:.0e} ulp"
