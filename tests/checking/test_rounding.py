"""Arithmetic with irregular rounding: exact where that fits, else wrong in the last digits alone."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath.libmp import fnan, from_man_exp, fzero

from symchain.evaluation.rounding import rounded
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, SUBTRACT

BITS = 200
LOST = 32  # bits that the error may reach
EXACT = {
    ADD: lambda a, b: a + b,
    SUBTRACT: lambda a, b: a - b,
    MULTIPLY: lambda a, b: a * b,
    DIVIDE: lambda a, b: a / b,
}
NUMBERS = st.builds(
    from_man_exp, st.integers(-(2**BITS), 2**BITS), st.integers(-3 * BITS, 3 * BITS)
)
SHORT = st.builds(from_man_exp, st.integers(-(2**90), 2**90), st.integers(-9, 9))


def fraction(number):
    sign, man, exponent, _ = number
    return (-1) ** sign * man * Fraction(2) ** exponent


@pytest.mark.parametrize("op", EXACT, ids=lambda op: op.name)
@given(a=NUMBERS | SHORT, b=NUMBERS | SHORT)
def test_only_the_last_digits_are_wrong(op, a, b):
    found = rounded(op)(BITS, a, b)
    if op is DIVIDE and not b[1]:
        assert found == fnan
        return
    truth = EXACT[op](fraction(a), fraction(b))
    scale = max(abs(truth), abs(fraction(a)), abs(fraction(b))) if op in (ADD, SUBTRACT) else truth
    assert abs(fraction(found) - truth) <= abs(scale) / 2 ** (BITS - LOST)
    assert found[1] % 2 or found == fzero  # as mpmath keeps mantissas
    assert found[3] == found[1].bit_length()


@pytest.mark.parametrize("op", [ADD, SUBTRACT, MULTIPLY], ids=lambda op: op.name)
@given(a=SHORT, b=SHORT)
def test_what_fits_is_exact(op, a, b):
    assert fraction(rounded(op)(BITS, a, b)) == EXACT[op](fraction(a), fraction(b))


@given(a=SHORT.filter(lambda a: a[1]), b=SHORT)
def test_a_quotient_that_fits_is_exact(a, b):
    product = from_man_exp(*[(-1) ** (a[0] ^ b[0]) * a[1] * b[1], a[2] + b[2]])
    assert rounded(DIVIDE)(BITS, product, a) == b
