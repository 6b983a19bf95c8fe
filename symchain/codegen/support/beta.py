"""The beta function, its logarithm, and binomial coefficients of real arguments."""

import math

from symchain.codegen.support.arithmetic import (
    finite,
    log1p_excess,
    quotient,
    sin_pi,
    two_product,
    two_sum,
)
from symchain.codegen.support.gamma import (
    ROOT_TWO_PI,
    digamma,
    gamma_positive,
    stirling,
)


def powers_at_mean(a: float, b: float) -> float:
    """a^a * b^b / (a + b)^(a + b) for 0 < a <= b, each base to more than double precision."""
    total, rest = two_sum(a, b)
    ratio, error = quotient(a, 0.0, total, rest)
    value = math.pow(ratio, a) * math.exp(a * error)
    if a < 0.05 * b:
        excess = b * log1p_excess(a / b)
        return value * math.exp(-a) * math.exp(excess) if excess < 700.0 else 0.0
    ratio, error = quotient(b, 0.0, total, rest)
    return value * math.pow(ratio, b) * math.exp(b * error)


def beta_small(a: float, b: float) -> float:
    """beta(a, b) for 0 < a <= b < 10: gamma(a)*gamma(b)/gamma(a + b)."""
    total, rest = two_sum(a, b)
    value = gamma_positive(b) / gamma_positive(total) * gamma_positive(a)
    return finite(value - value * rest * (math.log(total) - 0.5 / total))


def beta_mixed(a: float, b: float) -> float:
    """beta(a, b) for |a| < 10 <= b, 8 <= a + b: gamma(a), and Stirling's formula for the rest."""
    total, rest = two_sum(a, b)
    ratio = a / b
    if abs(ratio) < 0.05:
        value = math.exp(b * log1p_excess(ratio) + 0.5 * math.log1p(ratio))
    else:
        base, error = quotient(b, 0.0, total, rest)
        value = math.exp(a) * math.pow(base, b - 0.5) * math.exp(b * error)
    value *= math.exp(stirling(b) - stirling(total)) * math.pow(total, -a)
    gamma = gamma_positive(a) if a > 0.0 else math.gamma(a)
    return finite(gamma * (value - value * (a * rest / total)))


def beta_positive(a: float, b: float) -> float:
    """beta(a, b) for a, b > 0."""
    if a > b:
        a, b = b, a
    if b < 10.0:
        return beta_small(a, b)
    if a < 10.0:
        return beta_mixed(a, b)
    if a > 1e4:
        return 0.0
    correction = math.exp(stirling(a) + (stirling(b) - stirling(a + b)))
    return (
        powers_at_mean(a, b) * math.sqrt(1.0 / a + 1.0 / b) * (ROOT_TWO_PI * correction)
    )


def reciprocal(x: float) -> float:
    """1/x; OverflowError at 0, where x stands for a number too small for a double."""
    if x == 0.0:
        raise OverflowError("math range error")
    return 1.0 / x


def beta(a: float, b: float) -> float:
    """gamma(a)*gamma(b)/gamma(a + b) (DLMF 5.12.1) for real a, b that are not 0, -1, -2, ...

    ValueError at those poles and for infinite arguments, OverflowError where too large, 0.0 where
    a + b alone is a pole. For negative arguments by reflection (DLMF 5.5.3).
    """
    if math.isnan(a) or math.isnan(b):
        return a + b
    if math.isinf(a) or math.isinf(b):
        raise ValueError("math domain error")
    if a > b:
        a, b = b, a
    if a > 0.0:
        return beta_positive(a, b)
    if a % 1.0 == 0.0 or (b <= 0.0 and b % 1.0 == 0.0):
        raise ValueError("math domain error")
    total = a + b
    if a > -10.0 and b > 20.0:
        return beta_mixed(a, b)
    if total > 0.0:
        return finite(
            math.pi / sin_pi(a) / b * reciprocal(beta_positive(1.0 - a, total))
        )
    ratio = sin_pi(total) / sin_pi(a)
    if b > 0.0:
        return finite(ratio * beta_positive(b, 1.0 - total))
    scale = math.pi / sin_pi(b) / (1.0 - total)
    return finite(ratio * scale * reciprocal(beta_positive(1.0 - a, 1.0 - b)))


def lbeta_positive(a: float, b: float) -> float:
    """log(beta(a, b)) for a, b > 0: by Stirling's formula (DLMF 5.11.1) where beta is no double."""
    if a > b:
        a, b = b, a
    if a < 1e-300:
        return -math.log(a) if b > 1e-290 else math.log1p(a / b) - math.log(a)
    value = beta_positive(a, b)
    if value > 1e-290:
        return math.log(value)
    if a < 10.0:
        return math.lgamma(a) - a * math.log(a + b)
    ends = (
        stirling(a)
        + (stirling(b) - stirling(a + b))
        + 0.5 * math.log(1.0 / a + 1.0 / b)
    )
    powers = -a * math.log1p(b / a) - b * math.log1p(a / b)
    return finite(powers + (ends + 0.9189385332046728))


def lbeta(a: float, b: float) -> float:
    """log(beta(a, b)) for a, b > 0; elsewhere the logarithm of its size, ValueError at poles.

    For negative arguments by reflection (DLMF 5.5.3).
    """
    if math.isnan(a) or math.isnan(b):
        return a + b
    if math.isinf(a) or math.isinf(b):
        raise ValueError("math domain error")
    if a > b:
        a, b = b, a
    if a > 0.0:
        return lbeta_positive(a, b)
    total = a + b
    if a % 1.0 == 0.0 or (b <= 0.0 and b % 1.0 == 0.0):
        raise ValueError("math domain error")
    if total <= 0.0 and total % 1.0 == 0.0:
        raise ValueError("math domain error")
    ends = -math.log(abs(sin_pi(a)))
    if total > 0.0:
        return ends + 1.1447298858494002 - math.log(b) - lbeta_positive(1.0 - a, total)
    ends += math.log(abs(sin_pi(total)))
    if b > 0.0:
        return ends + lbeta_positive(b, 1.0 - total)
    ends += 1.1447298858494002 - math.log(abs(sin_pi(b))) - math.log(1.0 - total)
    return ends - lbeta_positive(1.0 - a, 1.0 - b)


def binomial_integer(n: float, k: int) -> float:
    """The binomial coefficient for an integer k from 0 to 10: a product."""
    value = 1.0
    for i in range(k):
        value *= (n - i) / (i + 1)
    return value


def binomial_integers(n: float, k: float) -> float:
    """The binomial coefficient of whole numbers n >= 0 and k >= 0, correct to the last digit.

    The product of (n - i)/(i + 1), carried with its rounding errors. OverflowError where too large.
    """
    value, rest, i = 1.0, 0.0, 0.0
    while i < k:
        factor, factor_rest = two_sum(n, -i)
        product, error = two_product(value, factor)
        error += value * factor_rest + rest * factor
        i += 1.0
        value = product / i
        back, back_rest = two_product(value, i)
        rest = (((product - back) - back_rest) + error) / i
        if value > 1e290:
            return finite(value + rest) * binomial_tail(n, k, i)
    return value + rest


def binomial_tail(n: float, k: float, i: float) -> float:
    """The product of (n - j)/(j + 1) for j = i, ..., k - 1; OverflowError where too large."""
    value = 1.0
    while i < k:
        value *= (n - i) / (i + 1.0)
        i += 1.0
    return finite(value)


def binomial_whole(n: float, k: float) -> float:
    """The coefficient of whole numbers; ValueError where both are below 0."""
    if n >= 0.0:
        return finite(binomial_integers(n, min(k, n - k))) if 0.0 <= k <= n else 0.0
    if k < 0.0:
        raise ValueError("math domain error")
    value = binomial_integers(k - n - 1.0, min(k, -n - 1.0))
    return -value if k % 2.0 else value


def binomial_beside_zero(n: float, k: float, rest: float, error: float) -> float:
    """The coefficient where n - k is within rounding of an integer -j, exactly rest + error.

    There 1/gamma(error + 1 - j) is +-error*gamma(j).
    """
    size = math.exp(math.lgamma(n + 1.0) + math.lgamma(-rest) - math.lgamma(k + 1.0))
    return error * size if rest % 2.0 else -error * size


def binomial(n: float, k: float) -> float:
    """gamma(n + 1)/(gamma(k + 1)*gamma(n - k + 1)) for real n, k (DLMF 1.2.6), exact if it can be.

    ValueError where n is a negative integer and k is not an integer >= 0, OverflowError where the
    value is too large.
    """
    if math.isnan(n) or math.isnan(k):
        return n + k
    if math.isinf(n) or math.isinf(k):
        raise ValueError("math domain error")
    if (
        n % 1.0 == 0.0
        and k % 1.0 == 0.0
        and (abs(n) < 2000.0 or min(abs(k), abs(n - k)) < 200.0)
    ):
        return binomial_whole(n, k)
    if n < 0.0 and n % 1.0 == 0.0:
        raise ValueError("math domain error")
    if 0.0 <= k <= 10.0 and k % 1.0 == 0.0:
        return finite(binomial_integer(n, int(k)))
    rest, error = two_sum(n, -k)
    if (k < 0.0 and k % 1.0 == 0.0) or (
        rest < 0.0 and rest % 1.0 == 0.0 and error == 0.0
    ):
        return 0.0
    if abs(k) < 1e-300 or abs(rest) < 1e-300:
        return 1.0
    if abs(n) < 1e-25:
        return sin_pi(k) / (math.pi * k)
    if n > -1.0 and rest < 0.0 and rest % 1.0 == 0.0:
        return binomial_beside_zero(n, k, rest, error)
    value = finite(n / k / rest * reciprocal(beta(k, rest)))
    if error != 0.0:
        value += value * (error * (digamma(n + 1.0) - digamma(rest + 1.0)))
    return value
