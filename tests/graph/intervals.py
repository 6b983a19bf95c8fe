"""Random intervals and numbers in them, and whether a number is in one."""

from fractions import Fraction

import hypothesis.strategies as st

from symchain.graph.ranges import Range

ENDS = st.fractions(-5, 5, max_denominator=4)
PLACES = st.fractions(0, 1, max_denominator=24)


def contains(limits, value):
    """Whether a number, exact or of mpmath, is in an interval."""
    (low, low_open), (high, high_open) = limits.low, limits.high
    if low is not None:
        side = value * low[1] - low[0]
        if side < 0 or (side == 0 and low_open):
            return False
    if high is not None:
        side = high[0] - value * high[1]
        if side < 0 or (side == 0 and high_open):
            return False
    return not (limits.whole and value != int(value)) and not (limits.nonzero and value == 0)


@st.composite
def intervals(draw):
    """An interval with at least one number in it."""
    ends = [
        (None, True)
        if draw(st.integers(0, 3)) == 0
        else (draw(ENDS).as_integer_ratio(), draw(st.booleans()))
        for _ in range(2)
    ]
    made = Range(*ends, whole=draw(st.integers(0, 4)) == 0, nonzero=draw(st.integers(0, 4)) == 0)
    return Range() if made.is_empty else made


def members(limits):
    """Numbers in an interval: its ends, zero, whole numbers, what lies close to each."""
    low = Fraction(*limits.low[0]) if limits.low[0] else Fraction(-40)
    high = Fraction(*limits.high[0]) if limits.high[0] else Fraction(40)
    tried = [low, high, (low + high) / 2, Fraction(0), *map(Fraction, range(-7, 8))]
    tried += [x + step for x in tried for step in (Fraction(1, 999), Fraction(-1, 999))]
    return [x for x in tried if contains(limits, x)]
