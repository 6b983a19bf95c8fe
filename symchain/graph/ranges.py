"""Where a value can lie: an interval of exact numbers, open or closed, whole or not, zero or not.

Interval arithmetic over the real numbers (Moore, Interval Analysis, 1966): each result holds every
value that operands from the intervals can give, and may hold more. Ends of many digits are rounded
outward, so that an operation costs the same however deep the formula is.
"""

from __future__ import annotations

from symchain.graph import rational
from symchain.graph.rational import MINUS_ONE, ONE, ZERO, Rational

MOST_BITS = 128  # of an end; beyond it is rounded outward

# An end of an interval: a number, or None where there is none; and whether it is left out.
End = tuple[Rational | None, bool]
NONE: End = (None, True)


class Range:
    """The values from `low` to `high`, ends left out where open; maybe only whole, maybe not 0."""

    __slots__ = ("high", "low", "nonzero", "whole")

    def __init__(
        self, low: End = NONE, high: End = NONE, whole: bool = False, nonzero: bool = False
    ) -> None:
        self.low = _rounded_down(low)
        self.high = _mirrored(_rounded_down(_mirrored(high)))
        self.whole = whole
        if whole:
            self.low = _next_whole(self.low)
            self.high = _mirrored(_next_whole(_mirrored(self.high)))
        if nonzero and self.low == (ZERO, False):
            self.low = (ONE, False) if whole else (ZERO, True)
        if nonzero and self.high == (ZERO, False):
            self.high = (MINUS_ONE, False) if whole else (ZERO, True)
        self.nonzero = nonzero or self.is_positive or self.is_negative

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Range) and all(
            getattr(self, slot) == getattr(other, slot) for slot in Range.__slots__
        )

    def __hash__(self) -> int:
        return hash((self.low, self.high, self.whole, self.nonzero))

    def __repr__(self) -> str:
        opening, closing = "(["[not self.low[1]], ")]"[not self.high[1]]
        ends = [
            "oo" if end is None else f"{end[0]}/{end[1]}" for end in (self.low[0], self.high[0])
        ]
        words = " whole" * self.whole + " not 0" * self.nonzero
        return f"{opening}{ends[0]}, {ends[1]}{closing}{words}"

    # ---- what is known

    @property
    def is_empty(self) -> bool:
        """Whether no number is in it."""
        (low, low_open), (high, high_open) = self.low, self.high
        if low is None or high is None:
            return False
        return _less(high, low) or (low == high and (low_open or high_open))

    @property
    def point(self) -> Rational | None:
        """The only number in it, where there is one."""
        return self.low[0] if self.low == self.high and not self.low[1] else None

    @property
    def is_positive(self) -> bool:
        """Whether all of it is above 0."""
        return self._is_above(ZERO, strictly=True)

    @property
    def is_negative(self) -> bool:
        """Whether all of it is below 0."""
        return self._is_below(ZERO, strictly=True)

    @property
    def is_not_negative(self) -> bool:
        """Whether all of it is 0 or above."""
        return self._is_above(ZERO, strictly=False)

    @property
    def is_not_positive(self) -> bool:
        """Whether all of it is 0 or below."""
        return self._is_below(ZERO, strictly=False)

    def _is_above(self, value: Rational, strictly: bool) -> bool:
        low, is_open = self.low
        return low is not None and (_less(value, low) or (low == value and (is_open >= strictly)))

    def _is_below(self, value: Rational, strictly: bool) -> bool:
        high, is_open = self.high
        return high is not None and (
            _less(high, value) or (high == value and (is_open >= strictly))
        )

    def is_below(self, other: Range, strictly: bool = True) -> bool:
        """Whether every number in it is below every one in the other (or equal to it)."""
        high, low = self.high, other.low
        if high[0] is None or low[0] is None:
            return False
        touching = high[0] == low[0] and (not strictly or high[1] or low[1])
        return touching or _less(high[0], low[0])

    # ---- sets

    def intersection(self, other: Range) -> Range:
        """The numbers that are in both."""
        return Range(
            _higher(self.low, other.low),
            _mirrored(_higher(_mirrored(self.high), _mirrored(other.high))),
            self.whole or other.whole,
            self.nonzero or other.nonzero,
        )

    def union(self, other: Range) -> Range:
        """The numbers that are in one of them, and those between."""
        return Range(
            _lower(self.low, other.low),
            _mirrored(_lower(_mirrored(self.high), _mirrored(other.high))),
            self.whole and other.whole,
            self.nonzero and other.nonzero,
        )

    # ---- arithmetic

    def __neg__(self) -> Range:
        return Range(_mirrored(self.high), _mirrored(self.low), self.whole, self.nonzero)

    def __add__(self, other: Range) -> Range:
        if other.point == ZERO:
            return self
        if self.point == ZERO:
            return other
        return Range(
            _sum(self.low, other.low), _sum(self.high, other.high), self.whole and other.whole
        )

    def __sub__(self, other: Range) -> Range:
        return self + -other

    def __mul__(self, other: Range) -> Range:
        ends = [_product(a, i, b, j) for i, a in self._ends() for j, b in other._ends()]
        whole, nonzero = self.whole and other.whole, self.nonzero and other.nonzero
        return Range(_least(ends, -1), _mirrored(_least(ends, 1)), whole, nonzero)

    def _ends(self) -> tuple[tuple[int, End], tuple[int, End]]:
        """The ends, each with the sign that it has where it is no number."""
        return ((-1, self.low), (1, self.high))

    def inverse(self) -> Range:
        """One over the numbers in it."""
        if self.is_not_negative:
            return Range(_inverted(self.high), _inverted(self.low), nonzero=True)
        if self.is_not_positive:
            return -((-self).inverse())
        return Range(nonzero=True)

    def size(self) -> Range:
        """The absolute values of the numbers in it."""
        if self.is_not_negative:
            return self
        if self.is_not_positive:
            return -self
        highest = _mirrored(_lower(_mirrored(self.high), self.low))
        return Range((ZERO, self.nonzero), highest, self.whole, self.nonzero)

    def power(self, n: int) -> Range:
        """The n-th powers of the numbers in it, n a whole number above 0."""
        base = self if n % 2 else self.size()
        low, high = _raised(base.low, n, -1), _raised(base.high, n, 1)
        return Range(low, high, self.whole, self.nonzero)

    def maximum(self, other: Range) -> Range:
        """The larger of two numbers, one from each."""
        return Range(
            _higher(self.low, other.low),
            _mirrored(_lower(_mirrored(self.high), _mirrored(other.high))),
            self.whole and other.whole,
            (self.nonzero and other.nonzero) or self.is_positive or other.is_positive,
        )


def interval(low: Rational | None, high: Rational | None, is_open: bool = False) -> Range:
    """The numbers from low to high."""
    return Range((low, is_open or low is None), (high, is_open or high is None))


def point(value: Rational) -> Range:
    """One number."""
    return Range((value, False), (value, False), value[1] == 1, value[0] != 0)


def read(text: str) -> Range:
    """The interval that a row of the table writes: "[0, oo)", "whole [-1, 1]", "nonzero (-oo, oo)".

    >>> read("[0, oo)")
    [0/1, oo)
    """
    kind = text.partition(" ")[0] if text[0].isalpha() else ""
    words = text.removeprefix(kind).strip()
    low, high = [_written(word.strip()) for word in words[1:-1].split(",")]
    ends = (low, words[0] == "("), (high, words[-1] == ")")
    return Range(*ends, whole=kind == "whole", nonzero=kind == "nonzero")


def _written(text: str) -> Rational | None:
    """An end as a row writes it; pi is rounded away from zero, which is outward for both ends."""
    sign = -1 if text.startswith("-") else 1
    text = text.removeprefix("-")
    if text == "oo":
        return None
    top, _, bottom = text.partition("/")
    value = (355, 113) if top == "pi" else (int(top), 1)
    return rational.rational(sign * value[0], value[1] * int(bottom or 1))


# ---- ends; what is said of low ends holds for high ones in the mirror


def _less(a: Rational, b: Rational) -> bool:
    return a[0] * b[1] < b[0] * a[1]


def _mirrored(end: End) -> End:
    value, is_open = end
    return end if value is None else ((-value[0], value[1]), is_open)


def _higher(a: End, b: End) -> End:
    """The low end of what is above both."""
    if a[0] is None or b[0] is None:
        return b if a[0] is None else a
    if a[0] == b[0]:
        return a[0], a[1] or b[1]
    return b if _less(a[0], b[0]) else a


def _lower(a: End, b: End) -> End:
    """The low end of what is above one of them."""
    if a[0] is None or b[0] is None:
        return NONE
    if a[0] == b[0]:
        return a[0], a[1] and b[1]
    return a if _less(a[0], b[0]) else b


def _sum(a: End, b: End) -> End:
    if a[0] is None or b[0] is None:
        return NONE
    return rational.add(a[0], b[0]), a[1] or b[1]


Limit = tuple[int, Rational, bool]  # -1 or 1 where there is no number, else 0; the number; open


def _product(a: End, i: int, b: End, j: int) -> Limit:
    """The product of two ends; i and j are their signs where they are no numbers."""
    if a[0] == ZERO or b[0] == ZERO:  # 0 times what is not bounded is 0
        attained = a == (ZERO, False) or b == (ZERO, False)
        return 0, ZERO, not attained
    if a[0] is not None and b[0] is not None:
        return 0, rational.multiply(a[0], b[0]), a[1] or b[1]
    first = i if a[0] is None else (1 if a[0][0] > 0 else -1)
    second = j if b[0] is None else (1 if b[0][0] > 0 else -1)
    return first * second, ZERO, True


def _least(limits: list[Limit], side: int) -> End:
    """The lowest of some limits for side -1; for side 1 the mirrored highest."""
    best: End | None = None
    for unbounded, value, is_open in limits:
        if unbounded == side:
            return NONE
        if unbounded:
            continue
        end: End = (value, is_open)
        end = end if side < 0 else _mirrored(end)
        best = end if best is None else _lower(best, end)
    return NONE if best is None else best


def _inverted(end: End) -> End:
    """One over an end that is not below zero."""
    value, is_open = end
    if value is None:
        return ZERO, True
    return NONE if value == ZERO else (rational.inverse(value), is_open)


def _raised(end: End, n: int, side: int) -> End:
    """The n-th power of the low end (side -1) or of the high end (side 1)."""
    value, is_open = end
    if value is None:
        return NONE
    if value[0] < 0:
        return _mirrored(_raised(_mirrored(end), n, -side))
    longest = max(value[0].bit_length(), value[1].bit_length())
    if longest < 2 or longest * n <= 8 * MOST_BITS:
        return rational.power(value, n), is_open
    if side < 0:  # x^n > x above 1, x^n > 0 below
        return (value, True) if _less(ONE, value) else (ZERO, True)
    return NONE if _less(ONE, value) else (value, True)


def _rounded_down(end: End) -> End:
    """A low end of few digits, that one or lower."""
    value = end[0]
    if value is None:
        return NONE
    top, bottom = value
    if max(top.bit_length(), bottom.bit_length()) <= MOST_BITS:
        return end
    whole = top // bottom
    if whole.bit_length() > MOST_BITS:
        return ((1 << (MOST_BITS - 1), 1), True) if whole > 0 else NONE
    return (whole, 1), True


def _next_whole(end: End) -> End:
    """The low end of the whole numbers above a low end."""
    value, is_open = end
    if value is None:
        return NONE
    whole = -(-value[0] // value[1])
    return (whole + (is_open and value[1] == 1), 1), False


ALL = Range()
POSITIVE = Range((ZERO, True))
NOT_NEGATIVE = Range((ZERO, False))
WHOLE = Range(whole=True)
NONZERO = Range(nonzero=True)
