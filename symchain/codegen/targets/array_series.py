"""Coefficients of Taylor series over arrays: the routines of `symchain.codegen.support.series`.

A list has an array for each order. Sums are plain: what they round off is no more than what their
terms do. What Python raises is nan.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# By name, over the library {xp}.
ROUTINES = {
    "expansion": '''\
def expansion(value, slope, order):
    """The coefficients of value + slope*h up to an order."""
    further = [{xp}.full_like(value, slope), *([{xp}.zeros_like(value)] * order)]
    return [value, *further][: order + 1]''',
    "convolution": '''\
def convolution(a, b, k):
    """The coefficient of the product a*b: the sum of a_j*b_(k - j)."""
    return sum([a[j] * b[k - j] for j in range(k + 1)])''',
    "series_square": '''\
def series_square(a, k):
    """The coefficient of a^2: half of the terms of the product, each twice."""
    half = sum([a[j] * a[k - j] for j in range((k + 1) // 2)])
    return 2.0 * half if k % 2 else 2.0 * half + a[k // 2] * a[k // 2]''',
    "series_quotient": '''\
def series_quotient(a, b, y, k):
    """The coefficient of y = a/b, from those of y before it."""
    return (a[k] - sum([b[j] * y[k - j] for j in range(1, k + 1)])) / b[0]''',
    "series_inverse": '''\
def series_inverse(b, y, k):
    """The coefficient of y = c/b for a number c and k > 0, from those of y before it."""
    return -sum([b[j] * y[k - j] for j in range(1, k + 1)]) / b[0]''',
    "series_power": '''\
def series_power(u, r, y, k):
    """The coefficient of y = u^r for k > 0; where u begins with 0, only for a whole r >= 0.

    Where m coefficients are 0, the powers of h stand apart:
    y = h^(m*r)*(u_m + u_(m + 1)*h + ...)^r. That is right at u_0 = 0 only: its slope there is nan.
    """
    shifts = k
    if isinstance(r, float):
        shifts = int(k / r) if r > 0.0 and r == int(r) else 0
        r = {xp}.full_like(u[0], r)
    is_whole = (r >= 0.0) & (r == {xp}.floor(r))
    is_zero = u[0] == 0.0
    rising = sum([(j * (r + 1.0) - k) * u[j] * y[k - j] for j in range(1, k + 1)])
    first = {xp}.where(is_zero, 1.0, u[0])  # what is not chosen must have a slope, too
    steep = 0.0 * {xp}.sqrt({xp}.where(is_zero, u[0], 1.0))
    found = {xp}.where(is_zero, {xp}.where(is_whole, steep, {xp}.nan), rising / (k * first))
    for m in range(1, shifts + 1):
        n = k - m * r
        terms = [(j * (r + 1.0) - n) * u[m + j] * y[k - j] for j in range(1, k - m + 1)]
        rising = sum([{xp}.where(j <= n, term, 0.0) for j, term in enumerate(terms, 1)])
        is_here = is_zero & (u[m] != 0.0) & is_whole & (n >= 0.0)
        first = {xp}.where(is_here, u[m], 1.0)
        value = {xp}.where(n == 0.0, first**r, rising / (first * {xp}.where(n == 0.0, 1.0, n)))
        found = {xp}.where(is_here, value + steep, found)
        is_zero = is_zero & (u[m] == 0.0)
    return found''',
    "series_chain": '''\
def series_chain(u, s, k):
    """The coefficient, for k > 0, of what has the derivative s*u'."""
    return sum([j * u[j] * s[k - j] for j in range(1, k + 1)]) / k''',
}


def routines(names: Iterable[str], xp: str) -> list[str]:
    """The texts of routines."""
    return [ROUTINES[name].format(xp=xp) for name in sorted(names)]
