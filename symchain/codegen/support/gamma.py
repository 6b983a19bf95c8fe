"""The gamma family of one argument: factorial, digamma, trigamma, polygamma and an inverse."""

import math

from symchain.codegen.support.arithmetic import (
    finite,
    polynomial,
    two_product,
    two_sum,
)

ROOT_TWO_PI: float = 2.5066282746310007

# gamma(x) on [1, 2] in powers of x - 1.5, on [2, 3] in powers of x - 2.5: Chebyshev interpolants.
GAMMA_1_2: tuple[float, ...] = (
    0.0001789255980078693, -0.00026071278874101577, 0.00013386141497765433, -0.0002113405885550169,
    0.0004777536704449216, -0.000710337325495605, 0.0010081689362498392, -0.0015141841758365892,
    0.0022836609876716635, -0.0034239713517994477, 0.0051315286487968095, -0.007690097696727429,
    0.011522523462836637, -0.017222450182141726, 0.025837606097338747, -0.03800193528707697,
    0.05861030382654779, -0.07752305230547903, 0.14464535904449516, -0.10729480456471777,
    0.41481345368830186, 0.03233839744888486, 0.886226925452758,
)  # fmt: skip
GAMMA_2_3: tuple[float, ...] = (
    2.0596536908194426e-07, -5.06091351545179e-07, 1.0654353273017196e-06, -2.5237113883298307e-06,
    7.2581880432596835e-06, -1.281027799791392e-05, 6.132933502302795e-05, 3.94293729641808e-06,
    0.0007544741845553543, 0.0016074003979148095, 0.010392403423184675, 0.028360780598315743,
    0.10967323400222673, 0.2538712468410806, 0.6545585779813361, 0.9347345216260858,
    1.329340388179137,
)  # fmt: skip
# The zero of digamma in two parts; digamma(x)/(x - zero) on [1, 2] in powers of x - 1.5; digamma
# on [2, 4] in powers of x - 3 and on [4, 8] in powers of x - 6: Chebyshev interpolants.
DIGAMMA_ZERO: float = 1.4616321449683622
DIGAMMA_ZERO_REST: float = 9.549995429965697e-17
DIGAMMA_1_2: tuple[float, ...] = (
    0.00012241591000024265, -0.00017837342400462423, 9.158816882117e-05, -0.00014460384609240088,
    0.00032689316473621455, -0.00048606417050412354, 0.0006899428514219089, -0.0010364227247828023,
    0.0015635739915515125, -0.0023455016279107115, 0.0035180792717028125, -0.0052799364178857415,
    0.007927024136843637, -0.011908220169786002, 0.01790724819228875, -0.02697579665686472,
    0.040760833944741226, -0.06192213327556183, 0.09498872445282817, -0.14840492305388006,
    0.24054248424078736, -0.4236274212814606, 0.9510558760318328,
)  # fmt: skip
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
# B_2k/(2k (2k-1)) (DLMF 5.11.1), -B_2k/(2k) (5.11.2), B_2k (5.15.8) and B_2k/(2k)! (25.11.28),
# for k = 1, 2, ..., the last first except in the last row.
STIRLING: tuple[float, ...] = (
    0.17964437236883057, -0.029550653594771242, 0.00641025641025641, -0.0019175269175269176,
    0.0008417508417508417, -0.0005952380952380953, 0.0007936507936507937, -0.002777777777777778,
    0.08333333333333333,
)  # fmt: skip
DIGAMMA_FAR: tuple[float, ...] = (
    26.456212121212122, -3.0539543302701198, 0.4432598039215686, -0.08333333333333333,
    0.021092796092796094, -0.007575757575757576, 0.004166666666666667, -0.003968253968253968,
    0.008333333333333333, -0.08333333333333333,
)  # fmt: skip
TRIGAMMA_FAR: tuple[float, ...] = (
    -529.1242424242424, 54.971177944862156, -7.092156862745098, 1.1666666666666667,
    -0.2531135531135531, 0.07575757575757576, -0.03333333333333333, 0.023809523809523808,
    -0.03333333333333333, 0.16666666666666666,
)  # fmt: skip
ZETA_FAR: tuple[float, ...] = (
    0.08333333333333333, -0.001388888888888889, 3.306878306878307e-05, -8.267195767195768e-07,
    2.08767569878681e-08, -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13,
    8.586062056277845e-15, -2.174868698558062e-16,
)  # fmt: skip
# The inverse of exp(digamma(w + 1/2)) = w*(1 + 1/(24 w^2) - ...) as a series in 1/u^2, last first.
INVDIGAMMA_FAR: tuple[float, ...] = (
    -2.7495560867242435, 0.39272842938307634, -0.07222237180603222, 0.01770738573144465,
    -0.006061189329469359, 0.0030938595116383745, -0.0026265569885361552, 0.0046875,
    -0.041666666666666664,
)  # fmt: skip


def stirling(x: float) -> float:
    """log(gamma(x)) - ((x - 1/2)*log(x) - x + log(2*pi)/2) for x >= 8 (DLMF 5.11.1)."""
    return polynomial(STIRLING, 1.0 / x / x) / x


def gamma_positive(x: float) -> float:
    """The gamma function for x > 0, closer than math.gamma; OverflowError where too large."""
    if x < 1.0:
        return finite(polynomial(GAMMA_1_2, (x + 1.0) - 1.5) / x)
    if x < 8.0:
        factor = 1.0
        while x >= 3.0:
            x -= 1.0
            factor *= x
        if x < 2.0:
            return factor * polynomial(GAMMA_1_2, x - 1.5)
        return factor * polynomial(GAMMA_2_3, x - 2.5)
    if x > 172.0:
        raise OverflowError("math range error")
    power = math.pow(x, 0.5 * x - 0.25)
    return finite(power * math.exp(-x) * (ROOT_TWO_PI * math.exp(stirling(x))) * power)


def whole_factorial(n: float) -> tuple[float, float]:
    """n! for whole n >= 0 as value * 2^exponent, the value correct to more than its last digit."""
    value, rest, exponent = 1.0, 0.0, 0.0
    k = 2.0
    while k <= n:
        value, error = two_product(value, k)
        rest = rest * k + error
        if value > 1e280:
            value, rest, exponent = (
                1.1830521861667747e-271 * value,
                1.1830521861667747e-271 * rest,
                exponent + 900.0,
            )
        k += 1.0
    return value + rest, exponent


def factorial(x: float) -> float:
    """gamma(x + 1) for real x, correctly rounded at integers.

    ValueError at negative integers, OverflowError above about 170.62.
    """
    if math.isnan(x):
        return x
    if x % 1.0 == 0.0 and 0.0 <= x <= 170.0:
        value, exponent = whole_factorial(x)
        return math.ldexp(value, int(exponent))
    if x == math.inf:
        return x
    if abs(x) < 1e-300:
        return 1.0
    if x < 0.0:
        return x * math.gamma(x)
    return finite(x * gamma_positive(x))


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


def digamma_positive_near(x: float) -> float:
    """digamma(x) for 1 <= x <= 2, with full relative accuracy at its zero."""
    return ((x - DIGAMMA_ZERO) - DIGAMMA_ZERO_REST) * polynomial(DIGAMMA_1_2, x - 1.5)


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


def hurwitz_zeta(s: float, x: float, scale: float) -> float:
    """scale^-s times the sum over k = 0, 1, ... of (x + k)^-s, for s > 1 and x > 0.

    The scale (a power of two) keeps the powers in range. Terms, then Euler and Maclaurin's tail
    (DLMF 25.11.28) from 12 + 1.2*s on. OverflowError where too large.
    """
    total = 0.0
    k = 0.0
    while True:
        base, rest = two_sum(x, k)
        power = math.pow(scale * base, -s)
        power -= power * (s * rest / base)
        if not base < 12.0 + 1.2 * s:
            break
        total += power
        if power * base <= 1e-18 * total:
            return total
        k += 1.0
    inverse = 1.0 / base
    tail = 0.5 + base / (s - 1.0)
    factor = s * inverse
    for order, coefficient in enumerate(ZETA_FAR):
        tail += coefficient * factor
        factor *= (s + (2 * order + 1)) * inverse * ((s + (2 * order + 2)) * inverse)
    return total + power * tail


def hurwitz(s: float, a: float) -> float:
    """The sum over k = 0, 1, ... of (a + k)^-s, for s > 1 and a > 0 (DLMF 25.11.1)."""
    if math.isnan(s) or math.isnan(a):
        return s + a
    if not (s > 1.0 and a > 0.0):
        raise ValueError("math domain error")
    if a == math.inf:
        return 0.0
    return finite(hurwitz_zeta(min(s, 1e308), a, 1.0))


def polygamma(n: float, x: float) -> float:
    """The n-th derivative of digamma(x) for every real x but 0, -1, -2, ...; n = 0, 1, ..., 1000.

    ValueError at those poles, at -inf and for another n; OverflowError where the value is too
    large. (-1)^(n+1) n! zeta(n+1, x) (DLMF 25.11.12); for x < 0 the sum over all integers, less
    the terms that do not belong.
    """
    if math.isnan(n) or math.isnan(x):
        return n + x
    if n % 1.0 != 0.0 or not 0.0 <= n <= 1000.0:
        raise ValueError("math domain error")
    if n == 0.0:
        return digamma(x)
    if n == 1.0:
        return trigamma(x)
    if x == -math.inf or (x <= 0.0 and x % 1.0 == 0.0):
        raise ValueError("math domain error")
    if x == math.inf:
        return 0.0 if n % 2.0 else -0.0
    s = n + 1.0
    shift = int(math.log2(x)) if x >= 1.0 else 0
    if x > 0.0:
        total = hurwitz_zeta(s, x, math.ldexp(1.0, -shift))
    else:
        near = x - round(x)
        sign = -1.0 if s % 2.0 else 1.0
        total = (
            math.pow(near, -s)
            + hurwitz_zeta(s, 1.0 + near, 1.0)
            + sign * (hurwitz_zeta(s, 1.0 - near, 1.0) - hurwitz_zeta(s, 1.0 - x, 1.0))
        )
    whole, exponent = whole_factorial(n)
    value = whole * math.ldexp(total, -shift)
    value = finite(math.ldexp(value, int(exponent) - shift * int(n)))
    return value if n % 2.0 else -value


def invdigamma(y: float) -> float:
    """The x > 0 at which digamma(x) is y, for every real y.

    OverflowError above about 709.78. The inverse of the asymptotic series of digamma(x + 1/2)
    (DLMF 5.11.2), below y = 2.5 Newton's method.
    """
    if math.isnan(y) or y == math.inf:
        return y
    if y >= 2.5:
        u = math.exp(y)
        return finite(u + (0.5 + polynomial(INVDIGAMMA_FAR, 1.0 / u / u) / u))
    if y < -1e17:
        return -1.0 / y
    x = -1.0 / (y + 0.5772156649015329) if y < -2.22 else math.exp(y) + 0.5
    for _ in range(8):
        step = (digamma_positive(x) - y) / trigamma_positive(x)
        x -= step
        if abs(step) < 1e-9 * x:
            break
    return x
