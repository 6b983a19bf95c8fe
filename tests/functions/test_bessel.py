"""Bessel functions of whole orders by other formulas than mpmath's, which are the truth here."""

import mpmath
import pytest

from symchain.functions import real_bessel

ORDERS = (0, 1, 2, 7, -3, 40)
PLACES = ("1e-8", "0.013", "1.7", "9", "45.5", "777")
DIGITS = 40


@pytest.mark.parametrize("name", ["besselk", "bessely"])
@pytest.mark.parametrize("order", ORDERS)
def test_as_in_mpmath(name, order):
    for place in PLACES:
        with mpmath.workdps(DIGITS):
            found = getattr(real_bessel, name)(mpmath.mpf(order), mpmath.mpf(place))
        with mpmath.workdps(DIGITS + 20):
            truth = getattr(mpmath, name)(order, mpmath.mpf(place))
            assert abs(found - truth) <= abs(truth) * mpmath.mpf(10) ** (2 - DIGITS), place


@pytest.mark.parametrize("order", ["0.25", "-1.5", "70"])
def test_orders_that_are_no_whole_numbers_or_large(order):
    with mpmath.workdps(DIGITS):
        x, n = mpmath.mpf("2.5"), mpmath.mpf(order)
        assert mpmath.almosteq(real_bessel.besselk(n, x), mpmath.besselk(n, x), 1e-38)
        assert mpmath.almosteq(real_bessel.bessely(n, x), mpmath.bessely(n, x), 1e-38)


@pytest.mark.parametrize("x", [0, -2])
def test_there_is_no_real_value_at_or_below_zero(x):
    for function in (real_bessel.besselk, real_bessel.bessely):
        with pytest.raises(ValueError, match="no real value"):
            function(mpmath.mpf(1), mpmath.mpf(x))


def test_close_to_a_root():
    x = mpmath.mpf(float(mpmath.besselyzero(2, 3)))
    with mpmath.workdps(DIGITS):
        found = real_bessel.bessely(mpmath.mpf(2), x)
    with mpmath.workdps(80):
        assert abs(found / mpmath.bessely(2, x) - 1) < mpmath.mpf(10) ** (2 - DIGITS)
