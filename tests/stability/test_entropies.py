"""Logarithms of sums of exponentials beside one of the exponents, against mpmath with 50 digits."""

import mpmath
import pytest

import symchain as sc

NAMES = ("a", "b", "c")
POINTS = ((100.0, -3.0, 2.0), (-5.0, 700.0, -700.0), (0.5, 0.25, 1.5), (800.0, 760.0, 790.0))
FORMULAS = ("log(exp(a) + exp(b) + exp(c)) - a", "-log(exp(a)/(exp(a) + exp(b) + exp(c)))")


def _softmax(point):
    return [mpmath.exp(x) / mpmath.fsum([mpmath.exp(y) for y in point]) for x in point]


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("point", POINTS)
def test_a_cross_entropy_keeps_its_digits_where_the_class_is_sure(text, point):
    made = sc.compile(sc.parse(text), emit=("value", "gradient"), variables=NAMES)
    with mpmath.workdps(800):
        shares = _softmax(list(map(mpmath.mpf, point)))
        value, slopes = -mpmath.log(shares[0]), [shares[0] - 1, *shares[1:]]
        expected = [float(value), *map(float, slopes)]
    assert [made.value(*point), *made.gradient(*point)] == pytest.approx(expected, rel=1e-13, abs=0)


def test_of_several_exponents_none_is_taken_out():
    source = sc.generate("2*log(exp(a) + exp(b) + exp(c)) - 2*a - 2*b", emit=["value"])
    assert "softplus" not in source


def test_a_logarithm_that_differences_share_is_computed_once():
    names = "abcd"
    shares = "+".join([f"exp({name})" for name in names])
    entropy = "+".join([f"exp({name})*({name} - log({shares}))" for name in names])
    source = sc.generate(entropy, emit=["value"])
    assert source.count(" = logsumexp(a, b, c, d)") == 1
    assert "softplus" not in source


def test_a_factor_and_an_exponent_of_two_terms():
    source = sc.generate(
        "y*(log(exp(a + x) + exp(b) + exp(c)) - (a + x))",
        emit=["value"],
        variables=["a", "b", "c", "x", "y"],
    )
    assert "softplus(logsumexp(b, c)" in source
