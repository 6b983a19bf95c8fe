"""The incomplete gamma functions, regularised and not."""

import math

from symchain.codegen.support.arithmetic import (
    finite,
    log1p_excess_pair,
    polynomial,
    quotient,
    two_product,
    two_sum,
)
from symchain.codegen.support.error import erfcx_positive
from symchain.codegen.support.gamma import ROOT_TWO_PI, gamma_positive, stirling

# log(gamma(1 + s))/(s*(s - 1)) on [0, 1] in powers of s - 1/2: Chebyshev interpolant.
LOGGAMMA1P: tuple[float, ...] = (
    1.2148922431734838e-05, -1.85413105778364e-05, 1.3174891373031416e-05, -2.1471686472038385e-05,
    4.303358406992273e-05, -6.794532539113437e-05, 0.00010535339176160404, -0.00016856961232463447,
    0.00027131404604478673, -0.0004380355151925843, 0.0007115190337726783, -0.0011644113425479958,
    0.001922916315044322, -0.003212074222602009, 0.005446457839039636, -0.009425622444767518,
    0.016797098631275844, -0.03130848750105415, 0.06291140107456437, -0.14595989591430594,
    0.4831289505409809,
)  # fmt: skip
# The functions c_k of Temme's expansion (DLMF 8.12.7) as series in eta, highest power first;
# rational numbers from the recurrence 8.12.9, rounded once.
TEMME_0: tuple[float, ...] = (
    -5.0276692801141755e-12, 2.4361948020667415e-11, -5.830772132550426e-11,
    -2.5514193994946248e-11, 9.14769958223679e-10, -4.382036018453353e-09, 1.0261809784240309e-08,
    6.707853543401498e-09, -1.7665952736826078e-07, 8.296711340953087e-07, -1.85406221071516e-06,
    -2.185448510679992e-06, 3.919263178522438e-05, -0.0001787551440329218, 0.0003527336860670194,
    0.0011574074074074073, -0.014814814814814815, 0.08333333333333333, -0.3333333333333333,
)  # fmt: skip
TEMME_1: tuple[float, ...] = (
    -8.56390702649298e-11, 4.162792991842583e-10, -1.0091543710600413e-09, -1.7543241719747647e-11,
    1.1951628599778148e-08, -5.752545603517705e-08, 1.378633446915721e-07, 4.647127802807434e-09,
    -1.6120900894563446e-06, 7.64916091608111e-06, -1.8098550334489977e-05, -4.018775720164609e-07,
    0.00020576131687242798, -0.0009902263374485596, 0.0026455026455026454, -0.003472222222222222,
    -0.001851851851851852,
)  # fmt: skip
TEMME_2: tuple[float, ...] = (
    1.2872252400089318e-10, 9.428356159014678e-13, -1.3670488396617114e-09, 6.228974084922022e-09,
    -1.409252991086752e-08, -2.0477098421990866e-10, 1.4280614206064242e-07, -6.298992138380055e-07,
    1.3721957309062934e-06, 3.423578734096138e-08, -1.2760635188618728e-05, 5.2923448829120125e-05,
    -0.0001073665322636516, 2.0093878600823047e-06, 0.0007716049382716049, -0.0026813271604938273,
    0.004133597883597883,
)  # fmt: skip
TEMME_3: tuple[float, ...] = (
    -9.460496661855133e-10, 2.0620131815488797e-09, 2.3928620439808118e-12, -1.9111168485973655e-08,
    8.099464905388083e-08, -1.6958404091930278e-07, -2.7861080291528143e-11, 1.4230900732435883e-06,
    -5.6749528269915965e-06, 1.1082654115347302e-05, -2.396505113867297e-07, -7.561801671883977e-05,
    0.00026772063206283885, -0.0004691894943952557, 0.00022947209362139917, 0.0006494341563786008,
)  # fmt: skip
TEMME_4: tuple[float, ...] = (
    -1.4189739437803219e-08, 2.8865829742708783e-08, 2.956794137544049e-11, -2.292934834000805e-07,
    8.907507532205309e-07, -1.6954149536558305e-06, 2.507497226237533e-10, 1.1375726970678419e-05,
    -3.968365047179435e-05, 6.641498215465122e-05, -1.4638452578843418e-06, -0.0002990724803031902,
    0.0007840392217200666, -0.0008618882909167117,
)  # fmt: skip
TEMME_5: tuple[float, ...] = (
    4.8240967037894184e-08, -1.8447187191171344e-07, 3.4652846491085265e-07, -3.252473551298454e-10,
    -2.291481176508095e-06, 8.018470256334202e-06, -1.3594048189768693e-05, 1.419062920643967e-07,
    6.797780477937208e-05, -0.00019932570516188847, 0.0002772753244959392, -6.972813758365857e-05,
    -0.00033679855336635813,
)  # fmt: skip
TEMME_6: tuple[float, ...] = (
    5.788792863149004e-07, -2.0291327396058603e-06, 3.465155368803609e-06, -3.0796134506033047e-09,
    -1.8329116582843375e-05, 5.61168275310625e-05, -8.153969367561969e-05, 7.902353232660328e-07,
    0.0002708782096718045, -0.0005921664373536939, 0.0005313079364639922,
)  # fmt: skip
TEMME_7: tuple[float, ...] = (
    5.7876949497350525e-06, -1.8263488805711332e-05, 2.7744451511563645e-05,
    -1.2741009095484485e-07, -0.00010976582244684731, 0.0002812695154763237,
    -0.00033493161081142234, 5.171790908260592e-05, 0.00034436760689237765,
)  # fmt: skip
TEMME_8: tuple[float, ...] = (
    4.629953263691304e-05, -0.00012783517679769218, 0.00016644846642067547, -6.969091458420552e-07,
    -0.000438297098541721, 0.0008394987206720873, -0.0006526239185953094,
)  # fmt: skip
TEMME_9: tuple[float, ...] = (
    -8.479507117068503e-05, 1.819700838046515e-07, 0.00027750107634328704, -0.0006401475260262758,
    0.0006782308837667328, -7.204895416020011e-05, -0.0005967612901927463,
)  # fmt: skip
TEMME: tuple[tuple[float, ...], ...] = (
    TEMME_9,
    TEMME_8,
    TEMME_7,
    TEMME_6,
    TEMME_5,
    TEMME_4,
    TEMME_3,
    TEMME_2,
    TEMME_1,
    TEMME_0,
)


def loggamma1p(s: float) -> float:
    """log(gamma(1 + s)) for -1/2 <= s <= 1, with full relative accuracy at 0."""
    if s < 0.0:
        return (1.0 + s) * s * polynomial(LOGGAMMA1P, s + 0.5) - math.log1p(s)
    return s * (s - 1.0) * polynomial(LOGGAMMA1P, s - 0.5)


def exp_minus_product(s: float, high: float, low: float) -> float:
    """exp(-s*(high + low)), the product to more than double precision."""
    product, rest = two_product(s, high)
    total, rest = two_sum(product, rest + s * low)
    if total > 800.0:
        return 0.0
    value = math.exp(-total)
    return value - value * rest


def scaled_power(base: float, error: float, s: float, rest: float) -> float:
    """(base*(1 + error))^s * exp(rest), in equal parts where a factor alone leaves the doubles.

    0.0 where too small, OverflowError where too large.
    """
    exponent = s * math.log(base)
    if exponent + rest < -800.0:
        return 0.0
    if exponent + rest > 800.0:
        raise OverflowError("math range error")
    parts = 1.0
    while max(abs(exponent), abs(rest)) > 600.0 * parts:
        parts *= 2.0
    value = (
        math.pow(base, s / parts) * math.exp(rest / parts) * math.exp(s * error / parts)
    )
    return math.pow(value, parts)


def gamma_prefix(s: float, x: float) -> float:
    """x^s*exp(-x)/gamma(s + 1) for s > 0, x > 0."""
    if x > 2500.0 if s < 80.0 else x < 1e-200 * s:
        return 0.0
    if s < 80.0:
        gamma = gamma1p(s) if s < 1.0 else s * gamma_positive(s)
        return math.pow(x, s) * math.exp(-0.5 * x) / gamma * math.exp(-0.5 * x)
    root = ROOT_TWO_PI * math.sqrt(s) * math.exp(stirling(s))
    distance, distance_rest = two_sum(x, -s)
    base, error = quotient(x, 0.0, s, 0.0)
    value = scaled_power(base, error, s, -distance)
    return (value - value * distance_rest) / root


def gamma1p(s: float) -> float:
    """gamma(1 + s) for 0 <= s <= 1."""
    return math.exp(loggamma1p(s))


def gamma_series(s: float, x: float) -> float:
    """The sum of x^n/((s + 1)*...*(s + n)) over n = 0, 1, ... (DLMF 8.7.1)."""
    total = term = 1.0
    n = 0.0
    while term > 1e-17 * total:
        n += 1.0
        term *= x / (s + n)
        total += term
    return total


def gamma_fraction(s: float, x: float) -> float:
    """x^-s*exp(x)*gamma(s, x) for x >= max(s, 1), or x > 0.7 for s < 0, or s < -30.

    DLMF 8.9.2, contracted, from the back; by measurement it needs no more terms than it takes.
    """
    terms = 12.0 + 105.0 / max(x, 0.7)
    if s > 5.0:
        terms += 8.0 if x > 1.5 * s else 2.0 + 0.35 * min(s, 200.0)
    elif s < 0.0:
        terms += 4.0 - 0.5 * max(s, -30.0)
    if s < -1e17:
        return 1.0 / (x - s)
    value = 0.0
    for k in range(int(terms), 0, -1):
        value = k * (s - k) / (x + (2 * k + 1 - s) + value)
    return 1.0 / (x + (1.0 - s) + value)


def upper_small(s: float, x: float) -> float:
    """gamma(s, x) for -1/2 <= s <= 1, 0 < x <= 1, through 0 in s without cancellation.

    (gamma(1 + s) - x^s)/s less the series of x^s*(exp(-x) - 1 + ...)/(s + k) (DLMF 8.7.3).
    """
    power = math.pow(x, s)
    log_x = math.log(x)
    exponent = loggamma1p(s) - s * log_x
    if s == 0.0:
        head = -0.5772156649015329 - log_x
    elif abs(exponent) < 0.5:
        head = power * math.expm1(exponent) / s
    else:
        head = (math.exp(loggamma1p(s)) - power) / s
    rest = 0.0
    term = -power
    for k in range(1, 20):
        term *= -x / k
        head, error = two_sum(head, term / (s + k))
        rest += error
    return head + rest


def temme_tails(s: float, x: float) -> tuple[float, float]:
    """The regularised lower and upper incomplete gamma for s >= 20, |x - s| < 0.4*s.

    Temme's uniform asymptotic expansion (DLMF 8.12.3, 8.12.4 and 8.12.7).
    """
    distance, distance_rest = two_sum(x, -s)
    ratio = distance / s
    product, rest = two_product(ratio, s)
    ratio_rest = (((distance - product) - rest) + distance_rest) / s
    high, low = log1p_excess_pair(ratio, ratio_rest)
    half_square = high + low
    eta = math.copysign(math.sqrt(2.0 * half_square), ratio)
    if s * abs(ratio * ratio * ratio) < 2.0 or s * abs(ratio) > 2400.0:
        weight = exp_minus_product(s, high, low)
    else:
        weight = scaled_power(*quotient(x, 0.0, s, 0.0), s, -distance)
        weight -= weight * distance_rest
    total = 0.0
    for coefficients in TEMME:
        total = total / s + polynomial(coefficients, eta)
    total *= weight / (ROOT_TWO_PI * math.sqrt(s))
    near = 0.5 * weight * erfcx_positive(math.sqrt(s * half_square))
    if ratio < 0.0:
        near -= total
        return near, 1.0 - near
    near += total
    return 1.0 - near, near


def gamma_tails(s: float, x: float) -> tuple[float, float]:
    """The regularised lower and upper incomplete gamma for s > 0, 0 < x < inf."""
    if s > 1e40:
        lower = 0.5 if x == s else 0.0 if x < s else 1.0
        return lower, 1.0 - lower
    if s >= 20.0 and abs(x - s) < 0.4 * s:
        return temme_tails(s, x)
    prefix = gamma_prefix(s, x)
    if x >= max(s, 1.0):
        upper = s * prefix * gamma_fraction(s, x) if prefix > 0.0 else 0.0
        return 1.0 - upper, upper
    lower = prefix * gamma_series(s, x)
    if s < 1.0 and lower > 0.5:
        return lower, s * upper_small(s, x) / gamma1p(s)
    return lower, 1.0 - lower


def gamma_ends(s: float, x: float) -> float:
    """The regularised lower incomplete gamma where s or x is at an end, -1.0 between.

    nan for nan, ValueError for s <= 0, infinite s and x < 0.
    """
    if math.isnan(s) or math.isnan(x):
        return s + x
    if not 0.0 < s < math.inf or x < 0.0:
        raise ValueError("math domain error")
    return 0.0 if x == 0.0 else 1.0 if x == math.inf else -1.0


def gammainc(s: float, x: float) -> float:
    """The lower incomplete gamma over gamma(s) (P of DLMF 8.2.4) for s > 0, x >= 0.

    ValueError outside. Series, continued fraction, or for large s Temme's expansion.
    """
    end = gamma_ends(s, x)
    return gamma_tails(s, x)[0] if end < 0.0 else end


def gammaincc(s: float, x: float) -> float:
    """The upper incomplete gamma over gamma(s) (Q of DLMF 8.2.4) for s > 0, x >= 0.

    ValueError outside. Series, continued fraction, or for large s Temme's expansion.
    """
    end = gamma_ends(s, x)
    return gamma_tails(s, x)[1] if end < 0.0 else 1.0 - end


def power_exp(s: float, x: float) -> float:
    """x^s*exp(-x) for x > 0; OverflowError where too large."""
    return finite(scaled_power(x, 0.0, s, -x))


def lowergamma(s: float, x: float) -> float:
    """The integral of t^(s-1)*exp(-t) from 0 to x (DLMF 8.2.1) for s > 0, x >= 0.

    ValueError outside, OverflowError where too large.
    """
    end = gamma_ends(s, x)
    if not end < 0.0:
        return end * gamma_positive(s) if end == 1.0 else end
    if x < max(s, 1.0) and s < 1e4 and not (20.0 <= s < 170.0 and x > 0.6 * s):
        return finite(power_exp(s, x) / s * gamma_series(s, x))
    return gamma_tails(s, x)[0] * gamma_positive(s)


def uppergamma(s: float, x: float) -> float:
    """The integral of t^(s-1)*exp(-t) from x to infinity (DLMF 8.2.2) for x > 0, or x = 0 < s.

    ValueError outside, OverflowError where too large. For x <= 0.7 and s < 0 by recurrence from the
    s nearest to 0 (DLMF 8.8.2).
    """
    if math.isnan(s) or math.isnan(x):
        return s + x
    if x < 0.0 or math.isinf(s) or (x == 0.0 and s <= 0.0):
        raise ValueError("math domain error")
    if x == 0.0 or x == math.inf:
        return gamma_positive(s) if x == 0.0 else 0.0
    if x >= max(s, 1.0) or s < -30.0 or (s < 0.0 and x > 0.7):
        power = power_exp(s, x)
        return power * gamma_fraction(s, x) if power > 0.0 else 0.0
    if s > 1.0:
        return gamma_positive(s) * gamma_tails(s, x)[1]
    near = s if s > -0.5 else s - round(s)
    value = upper_small(near, x)
    while near > s + 0.5:
        near -= 1.0
        value = finite((value - power_exp(near, x)) / near)
    return value
