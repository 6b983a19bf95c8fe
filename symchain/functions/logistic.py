"""Rows of the logistic family, quotients of exp(x) - 1, entropies, steps of neural networks.

Sources: Hendrycks and Gimpel (2016) for gelu, Ramachandran et al. (2017) for silu, Misra (2019)
for mish, Boyd and Vandenberghe, Convex Optimization (2004), section 3.1, for log-sum-exp, DLMF
24.2.1 for the Bernoulli function (derivative n of x/(exp(x) - 1)), 8.2.7 for the moments (the
integral of t^n*exp(x*t) over 0 <= t <= 1; exprel is that of n = 0). sinhc(x) is sinh(x)/x, atanc(x)
is atan(x)/x, Langevin's function is coth(x) - 1/x; kl_div is that of SciPy, p*log(p/q) - p + q.
"""

from __future__ import annotations

from symchain.functions.row import Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The derivatives of sin(x)/x are alternating series with terms x^(2k)/c. Up to NEAR they shrink, so
# that the first that is left out bounds the rest, and here it is below 2^-56 of the sum (DLMF
# 4.19.1); beyond it what the closed forms cancel costs a few units in the last place.
NEAR = 1.5
SLOPE: tuple[int, ...] = (
    *(-3, 30, -840, 45360, -3991680, 518918400, -93405312000, 22230464256000),
    *(-6758061133824000, 2554547108585472000),
)
CURVATURE: tuple[int, ...] = (
    *(-3, 10, -168, 6480, -443520, 47174400, -7185024000, 1482030950400, -397533007872000),
    *(134449847820288000, -55956746188062720000),
)


def horner(divisors: tuple[int, ...]) -> str:
    """The text of 1/c0 + x^2*(1/c1 + x^2*(...)), with doubles."""
    text = repr(1 / divisors[-1])
    for each in divisors[-2::-1]:
        text = f"{1 / each!r} + {{x}}*{{x}}*({text})"
    return text


def in_arrays(near: str, far: str) -> dict[str, Any]:
    """The spellings for arrays of what `near` says for |x| < NEAR, and `far` of U beyond it.

    U is x, and NEAR where x is less: a derivative of the branch that is not taken stays finite.
    """
    spelled: dict[str, Any] = {}
    for language, module in (("numpy", "np"), ("jax", "jnp"), ("torch", "torch")):
        is_near = f"{module}.abs({{x}}) < {NEAR}"
        beyond = far.replace("U", f"{module}.where({is_near}, {NEAR}, {{x}})")
        spelled[language] = (
            f"{module}.where({is_near}, {near}, {beyond.replace('M.', module + '.')})"
        )
    return spelled


# fmt: off
LOGISTIC = (
    Op("sigmoid", "x", "y*(1 - y)", definition="1/(1 + exp(-x))", at={0: "1/2"},
       synonyms="expit logistic logisticsigmoid", python="support.sigmoid", sympy="1/(1 + exp(-{x}))",
       numpy="scipy.special.expit", jax="jax.nn.sigmoid", inverse="logit", monotone="increasing", range="(0, 1)", torch="torch.sigmoid"),
    Op("logit", "x", "1/(x*(1 - x))", definition="log(x/(1 - x))", domain="x > 0 and x < 1",
       at={"1/2": 0}, python="support.logit", sympy="log({x}/(1 - {x}))", numpy="scipy.special.logit", jax="jax.scipy.special.logit",
       inverse="sigmoid", monotone="increasing", torch="torch.logit"),
    Op("softplus", "x", "sigmoid(x)", definition="log1p(exp(x))", synonyms="log1pexp",
       python="support.softplus", sympy="log(1 + exp({x}))", numpy="np.logaddexp({x}, 0.0)", jax="jax.nn.softplus",
       torch="torch.logaddexp({x}, torch.zeros_like({x}))", monotone="increasing", range="(0, oo)"),
    Op("logsigmoid", "x", "sigmoid(-x)", definition="-log1p(exp(-x))", synonyms="log_sigmoid",
       python="support.logsigmoid", sympy="-log(1 + exp(-{x}))", numpy="-np.logaddexp(-{x}, 0.0)", jax="jax.nn.log_sigmoid",
       torch="torch.nn.functional.logsigmoid", monotone="increasing", range="(-oo, 0)"),
    Op("logaddexp", "a b", "sigmoid(a - b)", "sigmoid(b - a)", definition="log(exp(a) + exp(b))",
       python="support.logaddexp", sympy="log(exp({a}) + exp({b}))", numpy="np.logaddexp", jax="jnp.logaddexp", torch="torch.logaddexp"),
    Op("logsumexp", "x...", "exp(x - y)", python="support.logsumexp", mpmath="real.logsumexp",
       sympy="log(exp({x}) + ...)", jax="", torch=""),
    Op("logcosh", "x", "tanh(x)", definition="log1p(2*sinh(x/2)^2)", at={0: 0}, parity="even",
       synonyms="lncosh", python="support.logcosh", sympy="log(cosh({x}))"),
    Op("log1mexp", "x", "-bose(-x)", definition="log(-expm1(x))", domain="x < 0",
       jax="jnp.where({x} > -0.7, jnp.log(-jnp.expm1({x})), jnp.log1p(-jnp.exp({x})))",
       torch="torch.where({x} > -0.7, torch.log(-torch.expm1({x})), torch.log1p(-torch.exp({x})))",
       python="support.log1mexp", mpmath="real.log1mexp", sympy="log(1 - exp({x}))"),
    Op("bose", "x", "y*bose(-x)", definition="1/expm1(x)", domain="x != 0",
       python="support.bose", sympy="1/(exp({x}) - 1)"),
    Op("bernoullifunction", "n x", None, "bernoullifunction(n + 1, x)", integers="n",
       domain="n >= 0", python="support.bernoulli_function", mpmath="real.bernoulli_function",
       sympy="", jax="", torch=""),
    Op("exprel", "x", "expmoment(1, x)", at={0: 1}, python="support.exprel",
       mpmath="real.exprel", sympy="", jax="", torch=""),
    Op("expmoment", "n x", None, "expmoment(n + 1, x)", integers="n", domain="n >= 0",
       python="support.exp_moment", mpmath="real.exp_moment", sympy="", jax="", torch=""),
    Op("sinhc", "x", "sinhcderivative(1, x)", at={0: 1}, parity="even", python="support.sinhc",
       mpmath="real.sinhc", sympy="", jax="", torch="", range="[1, oo)"),
    Op("sinhcderivative", "n x", None, "sinhcderivative(n + 1, x)", integers="n", domain="n >= 0",
       python="support.sinhc_derivative", mpmath="real.sinhc_derivative", sympy="", jax="", torch=""),
    Op("atanc", "x", "atancderivative(1, x)", at={0: 1}, parity="even", python="support.atanc",
       mpmath="real.atanc", sympy="", jax="", torch="", range="(0, 1]"),
    Op("atancderivative", "n x", None, "atancderivative(n + 1, x)", integers="n", domain="n >= 0",
       python="support.atanc_derivative", mpmath="real.atanc_derivative", sympy="", jax="", torch=""),
    Op("langevin", "x", "langevinderivative(1, x)", at={0: 0}, parity="odd", python="support.langevin",
       mpmath="real.langevin", sympy="", jax="", torch="", monotone="increasing", range="(-1, 1)"),
    Op("langevinderivative", "n x", None, "langevinderivative(n + 1, x)", integers="n", domain="n >= 0",
       python="support.langevin_derivative", mpmath="real.langevin_derivative", sympy="", jax="", torch=""),
    Op("kl_div", "p q", "log(p/q)", "(q - p)/q", domain="p > 0 and q > 0", python="support.kl_div",
       mpmath="real.kl_div", sympy="{p}*log({p}/{q}) - {p} + {q}", jax="", torch="", range="[0, oo)"),
    Op("silu", "x", "sigmoid(x)*(1 + x*(1 - sigmoid(x)))", definition="x/(1 + exp(-x))",
       at={0: 0}, synonyms="swish", python="support.silu", sympy="{x}/(1 + exp(-{x}))",
       numpy="{x}*scipy.special.expit({x})", jax="jax.nn.silu", torch="torch.nn.functional.silu", range="[-1/3, oo)"),
    Op("mish", "x", "tanh(softplus(x)) + x*sigmoid(x)*(1 - tanh(softplus(x))^2)",
       definition="x*tanh(log1p(exp(x)))", at={0: 0}, python="support.mish",
       sympy="{x}*tanh(log(1 + exp({x})))", numpy="{x}*np.tanh(np.logaddexp({x}, 0.0))", jax="jax.nn.mish", torch="torch.nn.functional.mish",
       range="[-1/3, oo)"),
    Op("gelu", "x", "ndtr(x) + x*normpdf(x)", definition="x*ndtr(x)", at={0: 0},
       python="support.gelu", sympy="{x}*(1 + erf({x}/sqrt(2)))/2",
       numpy="{x}*scipy.special.ndtr({x})", jax="jax.nn.gelu({x}, approximate=False)", torch="{x}*(0.5*torch.erfc({x}*-0.7071067811865476))",
       range="[-1/5, oo)"),
    Op("xlogy", "x z", "log(z)", "x/z", domain="z > 0", python="support.xlogy",
       definition="x*log(z)", sympy="{x}*log({z})", numpy="scipy.special.xlogy", jax="jax.scipy.special.xlogy", torch="torch.xlogy"),
    Op("xlog1py", "x z", "log1p(z)", "x/(1 + z)", domain="z > -1", python="support.xlog1py",
       definition="x*log1p(z)", sympy="{x}*log(1 + {z})", numpy="scipy.special.xlog1py", jax="jax.scipy.special.xlog1py",
       torch="torch.special.xlog1py"),
    Op("entr", "x", "-(1 + log(x))", domain="x >= 0", smooth="x > 0", at={0: 0},
       python="support.entr", mpmath="real.entr", sympy="Piecewise((-{x}*log({x}), 0 < {x}), (0, True))",
       numpy="-scipy.special.xlogy({x}, {x})", jax="jax.scipy.special.entr", torch="torch.special.entr", range="(-oo, 1/2]"),
    Op("sinc", "x", "sincslope(x)", at={0: 1}, parity="even",
       python="support.sinc", sympy="sinc", numpy="np.sinc({x}/np.pi)", jax="jnp.sinc({x}/jnp.pi)",
       torch="torch.sinc({x}/torch.pi)", range="[-1/4, 1]"),
    Op("sincslope", "x", "sinccurvature(x)", at={0: 0}, parity="odd",
       python="support.sinc_slope", mpmath="real.sinc_slope", sympy="Piecewise((0, Abs({x}) <= 0), ((cos({x}) - sinc({x}))/{x}, True))",
       **in_arrays(f"{{x}}*({horner(SLOPE)})", "(M.cos(U) - M.sin(U)/U)/U"), range="[-4/9, 4/9]"),
    Op("sinccurvature", "x", "(3*sphericalj(1, x) - 2*sphericalj(3, x))/5", at={0: "-1/3"}, parity="even",
       python="support.sinc_curvature", mpmath="real.sinc_curvature",
       sympy="Piecewise((-Rational(1, 3), Abs({x}) <= 0), ((2*(sinc({x}) - cos({x}))/{x} - sin({x}))/{x}, True))",
       **in_arrays(horner(CURVATURE), "(2*(M.sin(U)/U - M.cos(U))/U - M.sin(U))/U"), range="[-1/3, 1/4]"),
    Op("sincpi", "x", "pi*sincslope(pi*x)", at={0: 1}, parity="even",
       python="support.sincpi", sympy="sinc(pi*{x})", numpy="np.where({x} == 0, 1.0, np.sin(np.pi*({x} - np.rint({x})))*(1 - 2*(np.rint({x}) % 2))/(np.pi*{x}))", jax="", torch="",
       range="[-1/4, 1]"),
)
# fmt: on
