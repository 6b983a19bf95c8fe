"""Exact rational numbers as pairs (numerator, denominator): lowest terms, denominator positive.

The standard library's `fractions` means the same; it costs 11 ms to import, more than the rest of
the command's start together.
"""

from __future__ import annotations

from math import gcd, isqrt

Rational = tuple[int, int]

ZERO: Rational = (0, 1)
ONE: Rational = (1, 1)
MINUS_ONE: Rational = (-1, 1)
HALF: Rational = (1, 2)
FOLDED_BITS = 4096  # a power of numbers is folded while its digits stay below this many bits


def rational(numerator: int, denominator: int = 1) -> Rational:
    """The number numerator/denominator in lowest terms; the denominator must not be zero."""
    divisor = gcd(numerator, denominator)
    if denominator < 0:
        divisor = -divisor
    return numerator // divisor, denominator // divisor


def add(a: Rational, b: Rational) -> Rational:
    """The sum a + b."""
    if a[1] == b[1] == 1:
        return a[0] + b[0], 1
    return rational(a[0] * b[1] + b[0] * a[1], a[1] * b[1])


def multiply(a: Rational, b: Rational) -> Rational:
    """The product a*b."""
    if a[1] == b[1] == 1:
        return a[0] * b[0], 1
    return rational(a[0] * b[0], a[1] * b[1])


def inverse(a: Rational) -> Rational:
    """The reciprocal 1/a; a must not be zero."""
    return (a[1], a[0]) if a[0] > 0 else (-a[1], -a[0])


def is_short_power(a: Rational, n: Rational) -> bool:
    """Whether a^n is rational and not too long to be written: n is whole, a is not 0."""
    longest = max(a[0].bit_length(), a[1].bit_length())
    return n[1] == 1 and a[0] != 0 and (longest < 2 or longest * abs(n[0]) <= FOLDED_BITS)


def power(a: Rational, n: int) -> Rational:
    """The integer power a^n; a must not be zero where n is negative."""
    return (a[0] ** n, a[1] ** n) if n >= 0 else power(inverse(a), -n)


def integer_root(value: int, n: int) -> int | None:
    """The whole number r >= 0 with r^n = value, where there is one; value >= 0, n >= 1."""
    if value < 2 or n == 1:
        return value
    if n == 2:
        root = isqrt(value)
    elif n >= value.bit_length():
        return None
    else:
        root = 1 << -(-value.bit_length() // n)  # Newton's iteration from above
        while (better := ((n - 1) * root + value // root ** (n - 1)) // n) < root:
            root = better
    return root if root**n == value else None


def root(a: Rational, n: int) -> Rational | None:
    """The exact n-th root of a >= 0, where it is rational."""
    top, bottom = integer_root(a[0], n), integer_root(a[1], n)
    return None if top is None or bottom is None else (top, bottom)


def floor(a: Rational) -> Rational:
    """The largest whole number that is not above a."""
    return a[0] // a[1], 1


def ceil(a: Rational) -> Rational:
    """The smallest whole number that is not below a."""
    return -(-a[0] // a[1]), 1


def trunc(a: Rational) -> Rational:
    """The whole number that is left of a without its fraction."""
    return floor(a) if a[0] > 0 else ceil(a)


def round_half_even(a: Rational) -> Rational:
    """The nearest whole number, of two that are as near the even one."""
    whole, rest = divmod(2 * a[0] + a[1], 2 * a[1])
    return whole - (rest == 0 and whole % 2), 1


def modulo(a: Rational, n: Rational) -> Rational | None:
    """What is left of a over the largest whole multiple of n that fits; None where n is 0."""
    if not n[0]:
        return None
    return add(a, multiply(n, (-(a[0] * n[1] // (a[1] * n[0])), 1)))


def decimal(text: str) -> Rational | None:
    """The number that a decimal literal spells exactly: "0.1" is 1/10; None where it is none.

    >>> decimal("2.50e-1")
    (1, 4)
    """
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, digits = mantissa.partition(".")
    try:
        value, shift = int(whole + digits), int(exponent or 0) - len(digits)
    except ValueError:
        return None
    return (value * 10**shift, 1) if shift >= 0 else rational(value, 10**-shift)


def as_float(a: Rational) -> float:
    """The double nearest to a; infinite where a is too large for one."""
    try:
        return a[0] / a[1]
    except OverflowError:
        return float("inf") if a[0] > 0 else float("-inf")


def divides(a: Rational) -> bool:
    """Whether a product with a is better written as a division: by 3, since 1/3 is no double."""
    bottom = a[1]
    return abs(a[0]) == 1 and 1 < bottom <= 2**53 and bottom & (bottom - 1) != 0
