"""The sine and cosine integrals, and the hyperbolic ones."""

import math

from symchain.codegen.support.arithmetic import polynomial
from symchain.codegen.support.exponential_integral import e1, ei

EULER: float = 0.5772156649015329
# The auxiliary functions f and g of DLMF 6.2.17 as x*f(x) and x^2*g(x), on [a, b] and on [20, inf):
# interpolants at Chebyshev's points in powers of 1/x^2 - (1/a^2 + 1/b^2)/2, highest power first.
SINE_F_4_6: tuple[float, ...] = (
    -7.561552073796467e+19, 4.5121731339223383e+18, -1.5827532868347706e+17, 9824857786480416.0,
    -691753011215438.9, 43960162537979.84, -2818397298542.1094, 186283136056.51636,
    -12610529430.952671, 876856003.7174546, -62964332.70102946, 4699275.910691732,
    -367707.54695993627, 30535.39133228748, -2739.829630475404, 273.18399412743554,
    -31.752388585062274, 4.718381928103143, -1.1151858650555517, 0.934853942721215,
)  # fmt: skip
SINE_G_4_6: tuple[float, ...] = (
    1.1828876555815334e+22, -6.852252443239742e+20, 2.1329463252805788e+19,
    -1.2790491389768284e+18, 9.028778808891506e+16, -5503294370343169.0, 335344906068240.06,
    -21079091393973.86, 1349873092871.0222, -88135632905.6826, 5890966073.737175,
    -404727245.0384271, 28729173.512584046, -2121690.9998819516, 164589.3457282549,
    -13598.122321741283, 1221.9272945032922, -123.61694443791616, 14.992304398728008,
    -2.4936275248147006, 0.8341774410148111,
)  # fmt: skip
SINE_F_6_10: tuple[float, ...] = (
    -2.690475516240911e+25, 7.324728610124461e+23, -9.60173738890258e+21, 2.7835843199023048e+20,
    -1.0008277824624882e+19, 2.9672006376995104e+17, -8842884325652918.0, 276500297958274.78,
    -8927145981908.205, 298425182332.33966, -10408511269.856686, 382001574.6599334,
    -14920739.521681888, 630196.5182369788, -29460.092194089, 1580.3293651862896,
    -103.3575852845943, 9.236762168833836, -1.4584746225951364, 0.9681318248778467,
)  # fmt: skip
SINE_G_6_10: tuple[float, ...] = (
    1.2180906483997007e+28, -3.205323414840244e+26, 3.4823223530739355e+24, -9.728014200068011e+22,
    3.6580214182792565e+21, -1.0327353459941206e+20, 2.8820079276439916e+18,
    -8.497901542823149e+16, 2572122635670804.5, -79825585274408.53, 2557133659887.9478,
    -85027719803.97255, 2955134098.557497, -108361653.30862841, 4246848.053349285,
    -181216.47068361918, 8658.280205610083, -484.6977706945299, 34.469951178581795,
    -3.6775351705846338, 0.9130338946909193,
)  # fmt: skip
SINE_F_10_20: tuple[float, ...] = (
    -4.8499133750897335e+27, 5.3604535272017655e+25, -3.0116226645918435e+23,
    3.7093726406867267e+21, -5.532316191936883e+19, 7.140223189761801e+17, -9526635297949498.0,
    135936233878062.62, -2063346151111.1682, 33682425241.211617, -601308228.2870604,
    12004164.04860635, -276713.91842128104, 7732.329117233814, -283.4156904227915,
    15.686826144986853, -1.7599183975075254, 0.988303041769592,
)  # fmt: skip
SINE_G_10_20: tuple[float, ...] = (
    -7.273517115048908e+32, 7.489492734189378e+30, -2.748282609456141e+28, 3.16592757393484e+26,
    -5.259253020822717e+24, 6.085070276570133e+22, -7.015910418196394e+20, 8.741440983278844e+18,
    -1.136909356074522e+17, 1545574544333511.0, -22200176345256.465, 340471547303.9675,
    -5651424599.927378, 103439669.3898386, -2143540.710123749, 52296.342147446594,
    -1597.293377178583, 67.8060423340814, -4.887584538897884, 0.966304061800748,
)  # fmt: skip
SINE_F_FAR: tuple[float, ...] = (
    1.772043227531551e+26, -7.017937931928021e+23, 1.9373929627255987e+21, -9.531624476483824e+18,
    5.3477352833537e+16, -311750591376348.1, 2052621967173.4375, -15693732585.814157,
    143572848.23801172, -1643164.9138904915, 25072.75218664773, -561.5159916738422,
    21.620608284790624, -1.9430972856355757, 0.9975361826165422,
)  # fmt: skip
SINE_G_FAR: tuple[float, ...] = (
    3.1927568807362035e+32, -1.0791374022838975e+30, 1.7133666128807622e+27,
    -7.236576533679258e+24, 3.799658177948792e+22, -1.721171905733369e+20, 8.396271503347133e+17,
    -4575447214828747.0, 27899437479247.473, -194359063250.1282, 1591797558.7751195,
    -15921219.990351882, 205115.21034232402, -3679.884419976551, 103.89167148622097,
    -5.721188815482772, 0.9926784394024533,
)  # fmt: skip


def sine_series(x: float, square: float) -> float:
    """The sum of x*square^k/((2k + 1)*(2k + 1)!) over k = 0, 1, ... (DLMF 6.6.5)."""
    power, total, k = x, x, 1
    while abs(power) > 1e-17 * abs(total):
        power *= square / (2 * k * (2 * k + 1))
        total += power / (2 * k + 1)
        k += 1
    return total


def cosine_series(square: float) -> float:
    """The sum of square^k/(2k*(2k)!) over k = 1, 2, ... (DLMF 6.6.6 for square = -x^2)."""
    power, total, k = 0.5 * square, 0.25 * square, 2
    while abs(power) > 1e-17 * abs(total):
        power *= square / ((2 * k - 1) * 2 * k)
        total += power / (2 * k)
        k += 1
    return total


def sine_auxiliary(x: float) -> tuple[float, float]:
    """The auxiliary functions f and g of the sine and cosine integrals (DLMF 6.2.17), x >= 4."""
    inverse = 1.0 / x
    w = inverse * inverse
    if x < 6.0:
        f = polynomial(SINE_F_4_6, w - 0.04513888888888889)
        g = polynomial(SINE_G_4_6, w - 0.04513888888888889)
    elif x < 10.0:
        f = polynomial(SINE_F_6_10, w - 0.01888888888888889)
        g = polynomial(SINE_G_6_10, w - 0.01888888888888889)
    elif x < 20.0:
        f = polynomial(SINE_F_10_20, w - 0.00625)
        g = polynomial(SINE_G_10_20, w - 0.00625)
    else:
        f = polynomial(SINE_F_FAR, w - 0.00125)
        g = polynomial(SINE_G_FAR, w - 0.00125)
    return f * inverse, g * w


def sinint(x: float) -> float:
    """The integral of sin(t)/t from 0 to x for every real x (DLMF 6.2.9)."""
    size = abs(x)
    if size < 4.0 or math.isnan(x):
        return sine_series(x, -x * x)
    value = 0.5 * math.pi
    if size < math.inf:
        f, g = sine_auxiliary(size)
        value -= f * math.cos(size) + g * math.sin(size)
    return math.copysign(value, x)


def cosint(x: float) -> float:
    """The Euler constant, log(x) and the integral of (cos(t) - 1)/t from 0 to x > 0 (DLMF 6.2.13).

    0.0 at infinity. ValueError elsewhere.
    """
    if not x > 0.0:
        if math.isnan(x):
            return x
        raise ValueError("math domain error")
    if x == math.inf:
        return 0.0
    if x < 4.0:
        return EULER + math.log(x) + cosine_series(-x * x)
    f, g = sine_auxiliary(x)
    return f * math.sin(x) - g * math.cos(x)


def sinhint(x: float) -> float:
    """The integral of sinh(t)/t from 0 to x for every real x (DLMF 6.2.15).

    OverflowError beyond about 716.35 + log(2). By power series, or as half of ei(x) + e1(x).
    """
    size = abs(x)
    if size < 4.0 or math.isnan(x):
        return sine_series(x, x * x)
    return math.copysign(0.5 * ei(size) + 0.5 * e1(size), x)


def coshint(x: float) -> float:
    """The Euler constant, log(x) and the integral of (cosh(t) - 1)/t from 0 to x (DLMF 6.2.16).

    For x > 0; else ValueError. OverflowError beyond about 716.35.
    """
    if not x > 0.0:
        if math.isnan(x):
            return x
        raise ValueError("math domain error")
    if x < 4.0:
        return EULER + math.log(x) + cosine_series(x * x)
    return 0.5 * ei(x) - 0.5 * e1(x)
