"""The range of an operation's value, from the ranges of its arguments and the facts of its row."""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.ranges import (
    ALL,
    NOT_NEGATIVE,
    POSITIVE,
    Range,
    interval,
    point,
    read,
)
from symchain.graph.rational import MINUS_ONE, ONE, ZERO, Rational

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Bound = Callable[..., Range]

_READ: dict[str, Range] = {"": ALL}


def bound(op: Op, args: Sequence[Range]) -> Range:
    """The range of an operation's value where it has one."""
    own = _BOUNDS.get(op)
    if own is not None:
        return own(*args)
    stated = _stated(op.range) if op.range else ALL
    return _between_points(op, stated, args[0]) if op.monotone else stated


def _stated(text: str) -> Range:
    """The interval that a row writes, read once."""
    if text not in _READ:
        _READ[text] = read(text)
    return _READ[text]


def _between_points(op: Op, stated: Range, arg: Range) -> Range:
    """A monotone function's range, narrowed by its exact values at points beside the argument."""
    for where, value in op.at.items():
        at, own = _rational(where), _rational(value)
        if at is None or own is None:
            continue
        above = interval(own, None), interval(own, None, is_open=True)
        below = interval(None, own), interval(None, own, is_open=True)
        if op.monotone == "decreasing":
            above, below = below, above
        here = point(at)
        if here.is_below(arg, strictly=False):
            stated = stated.intersection(above[here.is_below(arg)])
        if arg.is_below(here, strictly=False):
            stated = stated.intersection(below[arg.is_below(here)])
    return stated


def _rational(value: int | str) -> Rational | None:
    """A number as a row writes it, where it is one: 2, "1/2", not "pi/2"."""
    if isinstance(value, int):
        return value, 1
    top, _, bottom = value.partition("/")
    return (int(top), int(bottom or 1)) if top.lstrip("-").isdigit() else None


def _power(base: Range, exponent: Range) -> Range:
    n = exponent.point
    if n is not None and n[1] == 1 and n[0] > 0:
        return base.power(n[0])
    if n is not None and n[0] == 0:
        return point(ONE)
    if not base.is_not_negative and not (n is not None and n[1] > 1):
        return ALL  # (-1)^k
    own = POSITIVE if base.is_positive else NOT_NEGATIVE
    return _beside_one(base, exponent, own)


def _beside_one(base: Range, exponent: Range, own: Range) -> Range:
    """The range of a power whose base is not negative, on which side of 1 it lies."""
    rises = exponent.is_not_negative
    if not (rises or exponent.is_not_positive):
        return own
    one = point(ONE)
    strictly = exponent.nonzero
    if one.is_below(base, strictly=False):
        above, strictly = rises, strictly and one.is_below(base)
    elif base.is_below(one, strictly=False) and (rises or base.is_positive):
        above, strictly = not rises, strictly and base.is_below(one)
    else:
        return own
    return own.intersection(
        interval(ONE, None, strictly) if above else interval(None, ONE, strictly)
    )


def _hypot(*args: Range) -> Range:
    return POSITIVE if any(arg.nonzero for arg in args) else NOT_NEGATIVE


def _minimum(a: Range, b: Range) -> Range:
    return -(-a).maximum(-b)


def _floor(x: Range) -> Range:
    """From the floor of the low end to the floor of the high one."""
    low, high = [None if v is None else (v[0] // v[1], 1) for v in (x.low[0], x.high[0])]
    if high is not None and x.high == (high, True):
        high = rational.add(high, MINUS_ONE)  # x < 3: at most 2
    return Range((low, False), (high, False), whole=True)


def _sign(x: Range) -> Range:
    """-1, 0 or 1, as the signs of the ends are."""
    low = 1 if x.is_positive else 0 if x.is_not_negative else -1
    high = -1 if x.is_negative else 0 if x.is_not_positive else 1
    return Range(((low, 1), False), ((high, 1), False), whole=True, nonzero=x.nonzero)


def _heaviside(x: Range) -> Range:
    if x.is_positive:
        return point(ONE)
    return point(ZERO) if x.is_negative else interval(ZERO, ONE)


def _modulo(x: Range, n: Range) -> Range:
    """x mod n has the sign of n and is smaller."""
    if n.is_positive:
        return Range((ZERO, False), (n.high[0], True), x.whole and n.whole)
    return ALL


_NAMED: dict[str, Bound] = {
    "abs": Range.size,
    "max": Range.maximum,
    "min": _minimum,
    "relu": lambda x: x.maximum(point(ZERO)),
    "clip": lambda x, low, high: _minimum(x.maximum(low), high),
    "hypot": _hypot,
    "floor": _floor,
    "ceil": lambda x: -_floor(-x),
    "sign": _sign,
    "heaviside": _heaviside,
    "mod": _modulo,
    "copysign": lambda x, z: x.size() if z.is_positive else x.size().union(-x.size()),
}
_BOUNDS: dict[Op, Bound] = {
    ADD: Range.__add__,
    SUBTRACT: Range.__sub__,
    MULTIPLY: Range.__mul__,
    NEGATE: Range.__neg__,
    DIVIDE: lambda a, b: a * b.inverse(),
    POWER: _power,
    WHERE: lambda c, a, b: a.union(b),
    **{TABLE[name]: bound for name, bound in _NAMED.items()},
}
