"""The logistic family: sigmoid, its logarithms and inverse, activations, entropy terms."""

import math

from symchain.codegen.support.arithmetic import log1p_excess, two_sum
from symchain.codegen.support.error import ndtr


def sigmoid(x: float) -> float:
    """1/(1 + exp(-x)) for every real x; neither side overflows or cancels."""
    if x < 0.0:
        small = math.exp(x)
        return small / (1.0 + small)
    return 1.0 / (1.0 + math.exp(-x))


def softplus(x: float) -> float:
    """log(1 + exp(x)) for every real x; neither side overflows or cancels."""
    if x > 0.0:
        return x + math.log1p(math.exp(-x))
    return math.log1p(math.exp(x))


def logsigmoid(x: float) -> float:
    """log(sigmoid(x)) = -softplus(-x) for every real x."""
    return -softplus(-x)


def logit(p: float) -> float:
    """log(p/(1 - p)) for 0 <= p <= 1, -inf and inf at the ends; else ValueError."""
    if p == 0.0:
        return -math.inf
    if p == 1.0:
        return math.inf
    if 0.25 < p < 0.75:
        return math.log1p((2.0 * p - 1.0) / (1.0 - p))
    if p < 0.0 or p > 1.0:
        raise ValueError("math domain error")
    return math.log(p / (1.0 - p))


def logaddexp(a: float, b: float) -> float:
    """log(exp(a) + exp(b)) for all real a, b and infinities; exp is taken of -|a - b| only."""
    if a == b:
        return a + 0.6931471805599453
    return max(a, b) + math.log1p(math.exp(-abs(a - b)))


def logsumexp(*x: float) -> float:
    """log(exp(x_1) + ... + exp(x_n)) for n >= 1 real numbers or infinities; ValueError for none."""
    if len(x) == 0:
        raise ValueError("logsumexp takes at least one number")
    largest = x[0]
    for value in x:
        if math.isnan(value):
            return math.nan
        largest = max(largest, value)
    if math.isinf(largest):
        return largest
    others, rest = -1.0, 0.0
    for value in x:
        others, error = two_sum(others, math.exp(value - largest))
        rest += error
    return largest + math.log1p(others + rest)


def silu(x: float) -> float:
    """x*sigmoid(x) for every real x, its limit -0.0 at -inf."""
    return -0.0 if x == -math.inf else x * sigmoid(x)


def gelu(x: float) -> float:
    """x*ndtr(x) = x/2*(1 + erf(x/sqrt(2))) for every real x, its limit -0.0 at -inf."""
    return -0.0 if x == -math.inf else x * ndtr(x)


def mish(x: float) -> float:
    """x*tanh(softplus(x)) for every real x, its limit -0.0 at -inf."""
    if x == -math.inf:
        return -0.0
    small = math.exp(-abs(x))
    top = 1.0 + 2.0 * small if x > 0.0 else small * (small + 2.0)
    return x * (top / (top + 2.0 * (small * small if x > 0.0 else 1.0)))


def xlogy(x: float, y: float) -> float:
    """x*log(y), 0.0 where x is 0 whatever y; ValueError for y <= 0 otherwise."""
    if math.isnan(x) or math.isnan(y):
        return x + y
    return 0.0 if x == 0.0 else x * math.log(y)


def xlog1py(x: float, y: float) -> float:
    """x*log(1 + y), 0.0 where x is 0 whatever y; ValueError for y <= -1 otherwise."""
    if math.isnan(x) or math.isnan(y):
        return x + y
    return 0.0 if x == 0.0 else x * math.log1p(y)


def entr(x: float) -> float:
    """-x*log(x) for x >= 0, 0.0 at 0; ValueError for x < 0."""
    return 0.0 if x == 0.0 else -x * math.log(x)


def kl_div(p: float, q: float) -> float:
    """p*log(p/q) - p + q for p and q of one sign; ValueError elsewhere, q at p = 0.

    For p near q it is q times (1 + u)*log(1 + u) - u, with u = p/q - 1, by u - log(1 + u).
    """
    if math.isnan(p) or math.isnan(q):
        return p + q
    if p == 0.0 and q >= 0.0:
        return q
    if not p * q > 0.0 and not (p > 0.0 and q > 0.0):
        raise ValueError("math domain error")
    u = (p - q) / q
    if abs(u) < 0.5:
        return q * (u * math.log1p(u) - log1p_excess(u))
    return p * (math.log(abs(p)) - math.log(abs(q))) - (p - q)
