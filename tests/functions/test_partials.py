"""Every derivative rule against a numerical derivative at 50 digits; what has none is refused."""

import mpmath
import pytest

from symchain.errors import DerivativeError

from .points import FEWEST, FUNCTIONS, close, formula, points

ARGUMENTS = [
    pytest.param(op, place, id=f"{op.name}-{name}")
    for op in FUNCTIONS
    for place, name in enumerate(formula(op).names)
    if place not in op.conditions
]


def is_ruled(param):
    op, place = param.values
    return formula(op).has_rule(place)


@pytest.mark.parametrize(("op", "place"), [*filter(is_ruled, ARGUMENTS)])
def test_rule_is_the_slope(op, place):
    made = formula(op)
    rule, compared = made.rule(place), 0
    for point in points(op, smooth=True):
        slope, value = made.slope(place, point), made.at(rule, point)
        noise = mpmath.mpf(10) ** -50 * (1 + abs(made.value(point)))
        assert close(slope, value, 1e-25, noise), f"{slope}, but {value} by the rule, at {point}"
        compared += bool(mpmath.isfinite(slope))
    assert compared >= FEWEST


@pytest.mark.parametrize(("op", "place"), [param for param in ARGUMENTS if not is_ruled(param)])
def test_what_has_no_closed_form_is_refused(op, place):
    made = formula(op)
    with pytest.raises(DerivativeError, match=f"'{op.name}' by its argument '{made.names[place]}'"):
        made.rule(place)
