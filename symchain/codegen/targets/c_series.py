"""Coefficients of Taylor series in C: the routines of `symchain.codegen.support.series`.

Lists become rows of doubles that the caller owns; where Python has math.fsum, C has Neumaier's sum
(Z. Angew. Math. Mech. 54, 1974), whose two parts stand apart until the end.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

GATHER = """\
/* One more term of a sum, of which sum[1] is what rounding lost. */
static void symchain_gather(double *sum, double term)
{
    const double total = sum[0] + term;
    sum[1] += fabs(sum[0]) >= fabs(term) ? (sum[0] - total) + term : (term - total) + sum[0];
    sum[0] = total;
}"""

ROUTINES = {
    "expansion": """\
/* The coefficients of value + slope*h. */
static double *symchain_expansion(double *row, double value, double slope, long order)
{
    for (long j = 2; j <= order; j++) {
        row[j] = 0.0;
    }
    if (order > 0) {
        row[1] = slope;
    }
    row[0] = value;
    return row;
}""",
    "convolution": """\
/* The coefficient of the product a*b. */
static double symchain_convolution(const double *a, const double *b, long k)
{
    double sum[2] = {0.0, 0.0};
    for (long j = 0; j <= k; j++) {
        symchain_gather(sum, a[j] * b[k - j]);
    }
    return sum[0] + sum[1];
}""",
    "series_square": """\
/* The coefficient of a^2: half of the terms of the product, each twice. */
static double symchain_series_square(const double *a, long k)
{
    double sum[2] = {0.0, 0.0};
    for (long j = 0; j < (k + 1) / 2; j++) {
        symchain_gather(sum, a[j] * a[k - j]);
    }
    const double half = sum[0] + sum[1];
    return k % 2 ? 2.0 * half : 2.0 * half + a[k / 2] * a[k / 2];
}""",
    "series_quotient": """\
/* The coefficient of y = a/b, from those of y before it. */
static double symchain_series_quotient(const double *a, const double *b, const double *y, long k)
{
    double sum[2] = {0.0, 0.0};
    for (long j = 1; j <= k; j++) {
        symchain_gather(sum, b[j] * y[k - j]);
    }
    return (a[k] - (sum[0] + sum[1])) / b[0];
}""",
    "series_inverse": """\
/* The coefficient of y = c/b for a number c and k > 0, from those of y before it. */
static double symchain_series_inverse(const double *b, const double *y, long k)
{
    double sum[2] = {0.0, 0.0};
    for (long j = 1; j <= k; j++) {
        symchain_gather(sum, b[j] * y[k - j]);
    }
    return -(sum[0] + sum[1]) / b[0];
}""",
    "series_power": """\
/* The coefficient of y = u^r for k > 0; where u begins with 0, only for a whole r >= 0. */
static double symchain_series_power(const double *u, double r, const double *y, long k)
{
    double sum[2] = {0.0, 0.0};
    long m = 0;
    while (m <= k && u[m] == 0.0) {
        m++;
    }
    if (m > 0 && (r < 0.0 || r != floor(r))) {
        return NAN;
    }
    if (m > 0 && (r == 0.0 || k < m * r)) {
        return 0.0;
    }
    const long n = m > 0 ? k - m * (long)r : k;
    if (n == 0) {
        return pow(u[m], r);
    }
    for (long j = 1; j <= n; j++) {
        symchain_gather(sum, (j * (r + 1.0) - n) * u[m + j] * y[k - j]);
    }
    return (sum[0] + sum[1]) / (n * u[m]);
}""",
    "series_chain": """\
/* The coefficient, for k > 0, of what has the derivative s*u'. */
static double symchain_series_chain(const double *u, const double *s, long k)
{
    double sum[2] = {0.0, 0.0};
    for (long j = 1; j <= k; j++) {
        symchain_gather(sum, j * u[j] * s[k - j]);
    }
    return (sum[0] + sum[1]) / k;
}""",
}


def routines(names: Iterable[str]) -> list[str]:
    """The texts of routines, and what they need."""
    made = [ROUTINES[name] for name in sorted(names)]
    return [GATHER, *made] if any("symchain_gather" in text for text in made) else made
