"""Lambert's W, the inverse of w*exp(w)."""

import math

from symchain.codegen.support.arithmetic import polynomial

EXP_MINUS_1: float = 0.36787944117144233
EXP_MINUS_1_REST: float = -1.2428753672788363e-17

# (w + 1)/p on 0 <= p <= 7/8 in powers of p - 7/16, where p^2/2 = e*x + 1: Chebyshev interpolant.
LAMBERT_BRANCH: tuple[float, ...] = (
    -1.6781149101269895e-06, 3.247473272812626e-06, -4.941635588621834e-06, 9.810622880230663e-06,
    -2.0016363938700912e-05, 3.995867057110445e-05, -8.017438281102712e-05, 0.00016221677317869372,
    -0.0003309940107796456, 0.0006822627503781536, -0.0014241148451596898, 0.00302034361208208,
    -0.006540583109651215, 0.01457232511536106, -0.03383235324508032, 0.08383732446871565,
    -0.2340868610946134, 0.8780414568938558,
)  # fmt: skip


def lambertw(x: float) -> float:
    """The w >= -1 at which w*exp(w) is x, for x >= -1/e; below ValueError.

    Near -1/e a polynomial in sqrt(2*(e*x + 1)) (the variable of DLMF 4.13.6), elsewhere the
    iteration of Fritsch, Shafer and Crowley (CACM 16, 1973). The double next to -1/e, which
    lies above it, is inside the domain.
    """
    if math.isnan(x) or x == math.inf or x == 0.0:
        return x
    if x < -0.25:
        above = (x + EXP_MINUS_1) + EXP_MINUS_1_REST
        if above < 0.0:
            raise ValueError("math domain error")
        p = math.sqrt(2.0 * math.e * above)
        return p * polynomial(LAMBERT_BRANCH, p - 0.4375) - 1.0
    if abs(x) < 1e-9:
        return x - x * x
    if x < 3.0:
        near = math.log1p(x)
        w = near * (1.0 - math.log1p(near) / (2.0 + near))
    else:
        near = math.log(x)
        w = near - math.log(near) * (1.0 - 1.0 / near)
    for _ in range(2):
        z = math.log(x / w) - w
        q = 2.0 * (1.0 + w) * (1.0 + w + 2.0 * z / 3.0)
        w += w * (z / (1.0 + w)) * ((q - z) / (q - 2.0 * z))
    return w
