"""What a check found: how many points, which engines, the largest error and where."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Finding:
    """One comparison: what was compared, with which engine, where, and how far apart."""

    __slots__ = ("engine", "expected", "got", "point", "ulps", "what")

    def __init__(
        self,
        what: str,
        engine: str,
        point: dict[str, float],
        expected: float,
        got: float,
        ulps: float,
    ) -> None:
        self.what = what
        self.engine = engine
        self.point = point
        self.expected = expected
        self.got = got
        self.ulps = ulps

    def __str__(self) -> str:
        where = ", ".join(f"{name} = {value!r}" for name, value in list(self.point.items())[:8])
        more = ", ..." if len(self.point) > 8 else ""
        place = f" at {where}{more}" if where else ""
        return f"{self.what}{place}: got {self.got!r}, {self.engine} has {self.expected!r}"


class Verdict:
    """Whether a check passed, and on what grounds.

    `worst` is the comparison with the largest error in units in the last place; `failure` the
    first that disagreed; `notes` say what was skipped and why.
    """

    __slots__ = ("engines", "failure", "notes", "passed", "points", "worst")

    def __init__(self, points: int, engines: list[str]) -> None:
        self.passed = True
        self.points = points
        self.engines = engines
        self.worst: Finding | None = None
        self.failure: Finding | str | None = None
        self.notes: list[str] = []

    def fail(self, why: Finding | str) -> None:
        """Records that the check failed; the first reason stays."""
        self.passed = False
        self.failure = self.failure or why

    def add(self, finding: Finding) -> None:
        """Records a comparison that agreed."""
        if self.worst is None or finding.ulps > self.worst.ulps:
            self.worst = finding

    def summary(self) -> str:
        """How it was checked, in one sentence without a line break."""
        if not self.engines:
            return "nothing was checked"
        points = f"{self.points} point{'s' * (self.points != 1)}"
        error = "" if self.worst is None else f", largest error {self.worst.ulps:.1f} ulp"
        return f"checked at {points} against {', '.join(self.engines)}{error}"

    def __str__(self) -> str:
        lines = [f"{'passed' if self.passed else 'FAILED'}: {self.summary()}"]
        if self.failure is not None and not self.engines:
            lines = [f"FAILED: {self.failure}"]
        elif self.failure is not None:
            lines.append(f"  {self.failure}")
        elif self.worst is not None and self.worst.ulps > 0:
            lines.append(f"  largest error: {self.worst}")
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def as_dict(self) -> dict[str, Any]:
        """The verdict as plain data for JSON."""
        worst = self.worst
        return {
            "passed": self.passed,
            "points": self.points,
            "engines": self.engines,
            "largest_error_ulp": None if worst is None else worst.ulps,
            "worst": None if worst is None else str(worst),
            "failure": None if self.failure is None else str(self.failure),
            "notes": self.notes,
        }
