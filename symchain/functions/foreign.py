"""Functions of other languages and libraries that this one writes as a formula: what to write.

Names are in small letters without underscores. `x`, `y`, `z` are the arguments in their order.
"""

from __future__ import annotations

FOREIGN = {
    "square": "x^2",
    "cube": "x^3",
    "inv": "1/x",
    "reciprocal": "1/x",
    "rsqrt": "1/sqrt(x)",
    "invsqrt": "1/sqrt(x)",
    "power": "x^y",
    "fma": "x*y + z",
    "lerp": "x + z*(y - x)",
    "fdim": "max(x - y, 0)",
    "fmod": "x - y*trunc(x/y)",
    "frac": "x - floor(x)",
    "radians": "x*pi/180",
    "degrees": "x*180/pi",
    "sind": "sin(x*pi/180)",
    "cosd": "cos(x*pi/180)",
    "tand": "tan(x*pi/180)",
    "sinpi": "sin(pi*x)",
    "cospi": "cos(pi*x)",
    "tanpi": "tan(pi*x)",
    "logb": "log(x, y)",
    "log1m": "log1p(-x)",
    "invlogit": "sigmoid(x)",
    "phi": "ndtr(x)",
    "invphi": "ndtri(x)",
    "relentr": "x*log(x/y)",
    "softsign": "x/(1 + abs(x))",
    "hardtanh": "clip(x, -1, 1)",
    "relu6": "clip(x, 0, 6)",
    "elu": "where(x > 0, x, exp(x) - 1)",
    "selu": "1.0507009873554805*where(x > 0, x, 1.6732632423543772*(exp(x) - 1))",
    "leakyrelu": "where(x > 0, x, 0.01*x)",
    "hardswish": "x*clip(x + 3, 0, 6)/6",
    "tanhshrink": "x - tanh(x)",
    "j0": "besselj(0, x)",
    "j1": "besselj(1, x)",
    "y0": "bessely(0, x)",
    "y1": "bessely(1, x)",
    "i0": "besseli(0, x)",
    "i1": "besseli(1, x)",
    "k0": "besselk(0, x)",
    "k1": "besselk(1, x)",
    "struve": "struveh(x, y)",
    "dilog": "polylog(2, x)",
    "si": "sinint(x)",
    "ci": "cosint(x)",
    "shi": "sinhint(x)",
    "chi": "coshint(x)",
    "bi": "airybi(x)",
}

# What is done with formulas, not in them.
DERIVATIVE = "differentiate the formula as a whole, by diff"
NO_FUNCTIONS = {
    **dict.fromkeys(("diff", "deriv", "derivative", "grad", "gradient"), DERIVATIVE),
    **dict.fromkeys(("int", "integral", "integrate"), "there are no integrals: write the result"),
    **dict.fromkeys(("sum", "prod", "product"), "write the terms one by one, with + or *"),
    **dict.fromkeys(("lim", "limit"), "there are no limits: write the result"),
    **dict.fromkeys(("re", "im", "conj", "conjugate"), "all numbers are real"),
    **dict.fromkeys(("dirac", "diracdelta"), "it has no values at points"),
}
