"""A formula and its derivatives, made by symchain.

    digamma(x)*erfcx(y)

Arguments, in this order: x, y.
Derivatives by, in this order: x, y.
Domain: 0 < x or x != floor(x).
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["digamma(x)*erfcx(y)"], "outputs": ["f"], "scalar": true, "variables": ["x", "y"], "wrt": ["x", "y"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 3, "gradient": 6, "value_and_gradient": 7}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x", "y"], "sha256": "e785cf5b091e2b8d7e669f07c388b1e444d4fc8900293a50c56e730c7f2755d3"}

import math

DIGAMMA_2_4: tuple[float, ...] = (
    -2.1350680305284396e-11, 6.224200096242946e-11, -6.404283837950141e-11, 2.02412568359181e-10,
    -9.150167991130823e-10, 2.72490887509844e-09, -7.752580403428603e-09, 2.3350840643755013e-08,
    -7.06908916015698e-08, 2.1305020420720545e-07, -6.430210504939172e-07, 1.9459005362313045e-06,
    -5.9073580622982785e-06, 1.8012634726274093e-05, -5.526782538179301e-05, 0.00017110619689750988,
    -0.000536777381996082, 0.001718061984537093, -0.005677755143365974, 0.019823233711134786,
    -0.07705690315959438, 0.39493406684822646, 0.9227843350984671,
)  # fmt: skip

DIGAMMA_4_8: tuple[float, ...] = (
    1.5256388110899395e-17, -8.939158278143033e-17, 2.0390653871697178e-16, -1.2908448066847249e-15,
    1.1026039981100016e-14, -6.64252351042713e-14, 3.8692111377521813e-13, -2.363339244831362e-12,
    1.4524725891335585e-11, -8.926203489481464e-11, 5.512331933426691e-10, -3.426244151088876e-09,
    2.1465700134307806e-08, -1.3586541450159038e-07, 8.716186017934583e-07, -5.694854833493904e-06,
    3.8179246967688983e-05, -0.00026596630592439424, 0.0019713046987922954, -0.016394866122556945,
    0.18132295573711535, 1.7061176684318005,
)  # fmt: skip

DIGAMMA_FAR: tuple[float, ...] = (
    26.456212121212122, -3.0539543302701198, 0.4432598039215686, -0.08333333333333333,
    0.021092796092796094, -0.007575757575757576, 0.004166666666666667, -0.003968253968253968,
    0.008333333333333333, -0.08333333333333333,
)  # fmt: skip

DIGAMMA_1_2: tuple[float, ...] = (
    0.00012241591000024265, -0.00017837342400462423, 9.158816882117e-05, -0.00014460384609240088,
    0.00032689316473621455, -0.00048606417050412354, 0.0006899428514219089, -0.0010364227247828023,
    0.0015635739915515125, -0.0023455016279107115, 0.0035180792717028125, -0.0052799364178857415,
    0.007927024136843637, -0.011908220169786002, 0.01790724819228875, -0.02697579665686472,
    0.040760833944741226, -0.06192213327556183, 0.09498872445282817, -0.14840492305388006,
    0.24054248424078736, -0.4236274212814606, 0.9510558760318328,
)  # fmt: skip

DIGAMMA_ZERO: float = 1.4616321449683622

DIGAMMA_ZERO_REST: float = 9.549995429965697e-17


def polynomial(coefficients: tuple[float, ...], x: float) -> float:
    """The polynomial of the coefficients, highest power first, at x (Horner)."""
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value


def digamma_positive_near(x: float) -> float:
    """digamma(x) for 1 <= x <= 2, with full relative accuracy at its zero."""
    return ((x - DIGAMMA_ZERO) - DIGAMMA_ZERO_REST) * polynomial(DIGAMMA_1_2, x - 1.5)


def digamma_positive(x: float) -> float:
    """digamma(x) for x > 0."""
    if x < 1.0:
        return digamma_positive_near(x + 1.0) - 1.0 / x
    if x < 2.0:
        return digamma_positive_near(x)
    if x < 4.0:
        return polynomial(DIGAMMA_2_4, x - 3.0)
    if x < 8.0:
        return polynomial(DIGAMMA_4_8, x - 6.0)
    inverse = 1.0 / x
    square = inverse * inverse
    return math.log(x) - (0.5 * inverse - square * polynomial(DIGAMMA_FAR, square))


def finite(value: float) -> float:
    """The value, if it is not infinite; OverflowError otherwise, as math.exp raises it."""
    if math.isinf(value):
        raise OverflowError("math range error")
    return value


def digamma(x: float) -> float:
    """The derivative of log(gamma(x)) for every real x but 0, -1, -2, ...

    ValueError at those poles and at -inf, OverflowError next to 0 where -1/x is too large. For
    x < 0 the reflection formula (DLMF 5.5.4).
    """
    if math.isnan(x):
        return x
    if x > 0.0:
        return finite(digamma_positive(x)) if x < 1.0 else digamma_positive(x)
    if x % 1.0 == 0.0 or x == -math.inf:
        raise ValueError("math domain error")
    return finite(
        digamma_positive(1.0 - x) - math.pi / math.tan(math.pi * (x - round(x)))
    )


ERFCX_0_1: tuple[float, ...] = (
    -5.453561679400639e-07, 1.7567018961323145e-06, -4.9294699688638934e-06, 1.5034971086412492e-05,
    -4.474880302427281e-05, 0.00012822731660678226, -0.00035491853184183963, 0.0009466914809850114,
    -0.0024254063422691173, 0.005946176732180267, -0.013887416199422676, 0.030728413910780843,
    -0.06397016368559377, 0.12417032361585054, -0.22201057102117708, 0.35934593274162946,
    -0.5126888229025867, 0.6156903441929259,
)  # fmt: skip

ERFCX_1_2: tuple[float, ...] = (
    1.3298664186682517e-08, -4.9546691987492514e-08, 1.6708682000427109e-07, -5.944952833098167e-07,
    2.067088579100719e-06, -6.97536253852349e-06, 2.2864294789192754e-05, -7.265887295658764e-05,
    0.00022330994586494148, -0.0006619300701144945, 0.0018861348769560913, -0.005145957547837465,
    0.013377340953068514, -0.03293090529956528, 0.07615103985547739, -0.16362291773256005,
    0.3215854164543175,
)  # fmt: skip

ERFCX_2_4: tuple[float, ...] = (
    1.6649372607256146e-12, -8.135054148110955e-12, 3.1649750343485987e-11, -1.507721646468952e-10,
    7.206569825011898e-10, -3.3162353123021116e-09, 1.4977111542990704e-08, -6.646465834152534e-08,
    2.8926693017436393e-07, -1.2333685964701693e-06, 5.146436493577689e-06, -2.0989464258652767e-05,
    8.355413963931287e-05, -0.0003241255445221507, 0.001223039052375977, -0.004479431018371134,
    0.01588437115987136, -0.05437226000717289, 0.17900115118138996,
)  # fmt: skip

ERFCX_4_8: tuple[float, ...] = (
    3.05490055613813e-18, -2.235195086603377e-17, 1.0113298910202686e-16, -7.431273063186509e-16,
    5.935083524520068e-15, -4.253549091671822e-14, 2.998703742102011e-13, -2.1155528038008216e-12,
    1.480104074349831e-11, -1.0256447024230036e-10, 7.041764055542855e-10, -4.7891513546039104e-09,
    3.225581030945266e-08, -2.1508605449901494e-07, 1.4195395535780982e-06, -9.27003850569521e-06,
    5.987884970076154e-05, -0.0003824481944706617, 0.0024144468662244205, -0.015060353489052313,
    0.09277656780053835,
)  # fmt: skip

ERFCX_FAR: tuple[float, ...] = (
    -19291.298757876226, 2578.270260258245, -383.0394190682652, 65.41405743369046,
    -13.025438581114717, 3.1266612168585777, -0.95151885282739, 0.399629929823892,
    -0.27567012749260944, 0.5620110534395629,
)  # fmt: skip


def erfcx_positive(x: float) -> float:
    """erfcx(x) for x >= 0."""
    if x < 1.0:
        return polynomial(ERFCX_0_1, x - 0.5)
    if x < 2.0:
        return polynomial(ERFCX_1_2, x - 1.5)
    if x < 4.0:
        return polynomial(ERFCX_2_4, x - 3.0)
    if x < 8.0:
        return polynomial(ERFCX_4_8, x - 6.0)
    return polynomial(ERFCX_FAR, 1.0 / x / x - 0.0078125) / x


def two_product(a: float, b: float) -> tuple[float, float]:
    """a*b rounded, and the rounding error, exactly for |a|, |b| < 1e300 (Dekker 1971)."""
    product = a * b
    scaled_a, scaled_b = 134217729.0 * a, 134217729.0 * b
    high_a = scaled_a - (scaled_a - a)
    high_b = scaled_b - (scaled_b - b)
    low_a, low_b = a - high_a, b - high_b
    rest = (
        (high_a * high_b - product) + high_a * low_b + low_a * high_b
    ) + low_a * low_b
    return product, rest


def exp_square(x: float, scale: float) -> float:
    """exp(scale*x^2) for a scale that is a power of two: x^2 is not rounded.

    OverflowError where the value is too large, as math.exp.
    """
    if abs(x) > 1e3:
        return math.exp(scale * min(x * x, 1e9))
    square, rest = two_product(x, x)
    value = math.exp(scale * square)
    return value + value * (scale * rest)


def erfcx(x: float) -> float:
    """exp(x^2)*erfc(x) for every real x (DLMF 7.2.3); OverflowError below about -26.63."""
    if math.isnan(x) or x == -math.inf:
        return abs(x)
    if x >= 0.0:
        return erfcx_positive(x)
    if x > -1.0:
        return exp_square(x, 1.0) * math.erfc(x)
    return finite(2.0 * exp_square(x, 1.0) - erfcx_positive(-x))


def erfcx_slope(x: float) -> float:
    """The derivative of erfcx, 2*x*erfcx(x) - 2/sqrt(pi), for every real x, -0.0 at infinity.

    Above 1.75 from the continued fraction of erfc (DLMF 7.9.1). OverflowError below about -26.5.
    """
    if math.isnan(x):
        return x
    if x < 1.75:
        return finite(2.0 * x * erfcx(x) - 1.1283791670955126)
    if math.isinf(x):
        return -0.0
    tail = 0.0
    for k in range(16 + int(240.0 / (x * x)), 0, -1):
        tail = 0.5 * k / (x + tail)
    return -1.1283791670955126 * tail / (x + tail)


TRIGAMMA_FAR: tuple[float, ...] = (
    -529.1242424242424, 54.971177944862156, -7.092156862745098, 1.1666666666666667,
    -0.2531135531135531, 0.07575757575757576, -0.03333333333333333, 0.023809523809523808,
    -0.03333333333333333, 0.16666666666666666,
)  # fmt: skip


def trigamma_positive(x: float) -> float:
    """trigamma(x) for x > 1e-160."""
    near = 0.0
    while x < 8.0:
        near += 1.0 / (x * x)
        x += 1.0
    inverse = 1.0 / x
    square = inverse * inverse
    return near + (
        inverse + square * (0.5 + inverse * polynomial(TRIGAMMA_FAR, square))
    )


def trigamma(x: float) -> float:
    """The derivative of digamma(x) for every real x but 0, -1, -2, ...

    ValueError at those poles and at -inf, OverflowError next to 0 where 1/x^2 is too large. By
    recurrence and asymptotic series (DLMF 5.15.8); for x < 0 by reflection (5.15.6).
    """
    if math.isnan(x):
        return x
    if 0.0 < x < 1e-150 or -1e-150 < x < 0.0:
        return finite(1.0 / x / x)
    if x > 0.0:
        return trigamma_positive(x)
    if x % 1.0 == 0.0 or x == -math.inf:
        raise ValueError("math domain error")
    ratio = math.pi / math.sin(math.pi * (x - round(x)))
    return finite(ratio * ratio - trigamma_positive(1.0 - x))


def value(x: float, y: float) -> float:
    """The value."""
    return digamma(x) * erfcx(y)


def gradient(x: float, y: float) -> tuple[float, float]:
    """The partial derivatives."""
    return (erfcx(y) * trigamma(x), digamma(x) * erfcx_slope(y))


def value_and_gradient(x: float, y: float) -> tuple[float, tuple[float, float]]:
    """What value and gradient return."""
    t0 = digamma(x)
    t1 = erfcx(y)
    return (t0 * t1, (t1 * trigamma(x), t0 * erfcx_slope(y)))
