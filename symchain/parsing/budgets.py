"""What a text may cost: limits that answer at once where the work would not end."""

from __future__ import annotations

from math import log2

from symchain.errors import BudgetError, SymchainError
from symchain.graph.expr import described
from symchain.graph.rational import FOLDED_BITS, Rational

TEXT_LENGTH = 20_000_000  # characters of a text
TOKENS = 10_000_000  # numbers, names and signs of a text
INLINED = 1_000_000  # operations that the calls of a program's own functions may make
NAME_LENGTH = 1_000  # characters of a name
DIGITS = 4_000  # decimal digits of a number, and of its denominator
SLIPS = 100_000  # pairs of an input and a step that are compared for a slip of the pen
FACTORIAL = 170  # the largest whole number whose factorial is below the largest double
DOUBLE_BITS = 1_024  # a double is below 2^1024 ...
SMALLEST_BITS = -1_075  # ... and above 2^-1075, or it is zero

LONGEST = 10**DIGITS  # the numerator and the denominator of a number stay below


def check_text(text: str) -> None:
    """Raises SymchainError for what is no text, BudgetError where a text is too long."""
    if not isinstance(text, str):
        raise SymchainError(f"the text of a formula is expected here, not {described(text)}")
    if len(text) > TEXT_LENGTH:
        raise BudgetError(
            f"the text has {len(text):,} characters, the limit is {TEXT_LENGTH:,}: "
            "build large formulas from Python, with symbols and operators",
        )


def check_tokens(count: int) -> None:
    """Raises BudgetError where there are too many numbers, names and signs."""
    if count > TOKENS:
        raise BudgetError(
            f"the formula has more than {TOKENS:,} numbers, names and signs: "
            "split it, or build it from Python with symbols and operators"
        )


def check_number(value: Rational) -> None:
    """Raises BudgetError where an exact number has too many digits."""
    if value[1] >= LONGEST or not -LONGEST < value[0] < LONGEST:
        raise BudgetError(
            f"an exact number here has more than {DIGITS:,} digits: "
            "write fewer digits, or smaller powers of numbers"
        )


def check_power(base: Rational, exponent: Rational) -> None:
    """Raises BudgetError where a power of numbers is too long to be exact and no double either."""
    n, root_of = exponent
    size = max(abs(base[0]), base[1])
    if size == 1 or base[0] == 0 or size.bit_length() * abs(n) <= FOLDED_BITS:
        return
    try:
        bits = (log2(abs(base[0])) - log2(base[1])) * (n / root_of)
    except OverflowError:
        bits = float("inf")
    if not SMALLEST_BITS < bits < DOUBLE_BITS:
        raise BudgetError(
            "this power of numbers is beyond every double (1e-324 to 1.8e308): "
            "write smaller numbers, or take its logarithm"
        )


def check_factorial(argument: Rational) -> None:
    """Raises BudgetError where the factorial of a number is beyond the doubles."""
    if argument[0] > FACTORIAL * argument[1]:
        raise BudgetError(
            f"the factorial of a number above {FACTORIAL} is beyond every double: "
            "take its logarithm, lgamma(n + 1)"
        )
