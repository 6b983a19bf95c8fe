"""Rows of the special functions.

Derivatives: DLMF 5.2, 5.9, 5.15 (gamma; pochhammer(x, h) is gamma(x + h)/gamma(x) for any h), 5.11 (what
is left of these beside logarithms), 7.2, 7.10, 7.17 (error functions), 8.8, 8.17 (incomplete
gamma and beta), 9.2 (Airy), 10.6, 10.29, 10.51 (Bessel), 11.4 (Struve), 6.2, 8.19 (exponential integrals),
25.2, 25.11, 25.12 (zeta, polylogarithm), 4.13 (Lambert W), 19.4 (elliptic), 13.3, 15.5, 16.3
(hypergeometric), 18.9 (orthogonal polynomials). A parameter without a closed derivative has None.
"""

from __future__ import annotations

from symchain.functions.row import Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def special(name: str, routine: str, sympy: str = "") -> dict[str, Any]:
    """The spellings of a function of SciPy, and maybe SymPy, with a support routine for others."""
    return {
        "python": routine,
        "numpy": f"scipy.special.{name}",
        "jax": "",
        "torch": "",
        "sympy": sympy,
    }


def polynomial(name: str, sympy: str, mpmath: str) -> dict[str, Any]:
    """The spellings of a polynomial that a support routine computes by its recurrence.

    mpmath sums powers, and is told that a sum below 2^-1000 is 0, as at a root.
    """
    exact = mpmath.replace(")", ", zeroprec=1000)")
    return {"python": f"support.{name}", "jax": "", "torch": "", "sympy": sympy, "mpmath": exact}


# fmt: off
SPECIAL = (
    # error functions
    Op("erf",  "x", "2/sqrt(pi)*exp(-x^2)", at={0: 0}, parity="odd", numpy="scipy.special.erf", jax="jax.scipy.special.erf",
       monotone="increasing", range="(-1, 1)"),
    Op("erfc", "x", "-2/sqrt(pi)*exp(-x^2)", at={0: 1}, numpy="scipy.special.erfc", jax="jax.scipy.special.erfc",
       monotone="decreasing", range="(0, 2)"),
    Op("erfi", "x", "2/sqrt(pi)*exp(x^2)", at={0: 0}, parity="odd", python="support.erfi", numpy="scipy.special.erfi", jax="",
       torch="", monotone="increasing"),
    Op("erfcx", "x", "erfcxslope(x)", at={0: 1}, python="support.erfcx", mpmath="real_special.erfcx",
       sympy="exp({x}**2)*erfc({x})", numpy="scipy.special.erfcx", jax="", torch="torch.special.erfcx",
       monotone="decreasing", range="(0, oo)"),
    Op("erfcxslope", "x", "2*erfcx(x) + 2*x*y", at={0: "-2/sqrt(pi)"}, python="support.erfcx_slope",
       mpmath="real_special.erfcx_slope", sympy="2*{x}*exp({x}**2)*erfc({x}) - 2/sqrt(pi)", jax="",
       torch="2*{x}*torch.special.erfcx({x}) - 1.1283791670955126", range="(-oo, 0)"),
    Op("erfinv", "x", "sqrt(pi)/2*exp(y^2)", domain="abs(x) < 1", at={0: 0}, parity="odd",
       inverse="erf", python="support.erfinv", mpmath="real_special.erfinv",
       synonyms="inverseerf", numpy="scipy.special.erfinv", jax="jax.scipy.special.erfinv", monotone="increasing"),
    Op("erfcinv", "x", "-sqrt(pi)/2*exp(y^2)", domain="x > 0 and x < 2", at={1: 0},
       inverse="erfc", synonyms="inverseerfc", python="support.erfcinv", mpmath="real_special.erfcinv", sympy="erfinv(1 - {x})", numpy="scipy.special.erfcinv", jax="", torch="",
       monotone="decreasing"),
    Op("dawson", "x", "1 - 2*x*y", at={0: 0}, parity="odd", synonyms="dawsn dawsonf",
       python="support.dawson", mpmath="real_special.dawson", numpy="scipy.special.dawsn", jax="", torch="",
       sympy="sqrt(pi)/2*exp(-{x}**2)*erfi({x})", range="[-1, 1]"),
    Op("ndtr", "x", "normpdf(x)", at={0: "1/2"}, synonyms="normcdf normal_cdf ncdf pnorm",
       python="support.ndtr", mpmath="ncdf", sympy="(1 + erf({x}/sqrt(2)))/2",
       numpy="scipy.special.ndtr", jax="jax.scipy.special.ndtr", torch="0.5*torch.erfc({x}*-0.7071067811865476)",
       monotone="increasing", range="(0, 1)"),
    Op("normpdf", "x", "-x*y", definition="exp(-x^2/2)/sqrt(2*pi)", parity="even",
       synonyms="normal_pdf npdf dnorm", python="support.normal_pdf", sympy="exp(-{x}**2/2)/sqrt(2*pi)",
       numpy="np.exp(-0.5*{x}*{x})*0.3989422804014327", jax="jax.scipy.stats.norm.pdf", torch="torch.exp(-{x}**2/2)/(2*torch.pi)**0.5",
       range="(0, 2/5]"),
    Op("log_ndtr", "x", "normpdf(x)/ndtr(x)", python="support.log_ndtr", mpmath="real_special.log_ndtr",
       sympy="log((1 + erf({x}/sqrt(2)))/2)", numpy="scipy.special.log_ndtr", jax="jnp.where({x} > 0, jnp.log1p(-0.5*jax.scipy.special.erfc(jnp.maximum({x}, 0.0)*0.7071067811865476)), jax.scipy.special.log_ndtr({x}))",
       torch="torch.special.log_ndtr", synonyms="logndtr",
       monotone="increasing", range="(-oo, 0)"),
    Op("ndtri", "x", "1/normpdf(y)", domain="x > 0 and x < 1", synonyms="norminv probit normppf invnorm qnorm", at={"1/2": 0},
       inverse="ndtr", python="support.ndtri", mpmath="real_special.ndtri", sympy="sqrt(2)*erfinv(2*{x} - 1)",
       numpy="scipy.special.ndtri", jax="jax.scipy.special.ndtri", torch="torch.special.ndtri", monotone="increasing"),
    Op("fresnels", "x", "sin(pi*x^2/2)", at={0: 0}, parity="odd", mpmath="fresnels",
       python="support.fresnels", numpy="scipy.special.fresnel({x})[0]", jax="", torch="", range="[-1, 1]"),
    Op("fresnelc", "x", "cos(pi*x^2/2)", at={0: 0}, parity="odd", mpmath="fresnelc",
       python="support.fresnelc", numpy="scipy.special.fresnel({x})[1]", jax="", torch="", range="[-1, 1]"),

    # the gamma family
    Op("gamma", "x", "y*digamma(x)", domain="x > 0 or x != floor(x)", at={1: 1, 2: 1, 3: 2, 4: 6, 5: 24, "1/2": "sqrt(pi)"}, synonyms="tgamma", c="tgamma", numpy="scipy.special.gamma", jax="jax.scipy.special.gamma",
       torch="torch.where(({x} <= 0) & ({x} == torch.floor({x})), torch.nan, torch.exp(torch.lgamma({x}))*torch.where(({x} < 0) & (torch.floor({x}) % 2 != 0), -1.0, 1.0))",
       latex=r"\Gamma", unicode="Γ", range="nonzero (-oo, oo)"),
    Op("lgamma", "x", "digamma(x)", domain="x > 0 or x != floor(x)", at={1: 0, 2: 0},
       synonyms="gammaln loggamma lngamma", mpmath="real_special.lgamma", sympy="log(Abs(gamma({x})))",
       numpy="scipy.special.gammaln", jax="jax.scipy.special.gammaln"),
    Op("digamma", "x", "trigamma(x)", domain="x > 0 or x != floor(x)", synonyms="psi",
       python="support.digamma", numpy="scipy.special.psi", jax="jax.scipy.special.digamma", latex=r"\psi", unicode="ψ"),
    Op("trigamma", "x", "polygamma(2, x)", domain="x > 0 or x != floor(x)",
       python="support.trigamma", mpmath="real_special.trigamma", sympy="polygamma(1, {x})",
       jax="jnp.where({x} > 0, 0.0, (jnp.pi/jnp.sin(jnp.pi*jnp.where({x} > 0, 0.5, {x})))**2) + jnp.where({x} > 0, 1.0, -1.0)*jax.scipy.special.polygamma(1, jnp.where({x} > 0, {x}, 1 - {x}))", torch="torch.special.zeta(2, {x})",
       range="(0, oo)"),
    Op("polygamma", "n x", None, "polygamma(n + 1, x)", integers="n",
       domain="n >= 0 and (x > 0 or x != floor(x))", python="support.polygamma",
       mpmath="real_special.polygamma", jax="", torch="", latex=r"\psi^{\left({n}\right)}\left({x}\right)"),
    Op("invdigamma", "x", "1/trigamma(y)", python="support.invdigamma", mpmath="real_special.invdigamma",
       inverse="digamma", sympy="", jax="", torch=""),
    Op("beta", "a b", "y*(digamma(a) - digamma(a + b))", "y*(digamma(b) - digamma(a + b))",
       domain="a > 0 and b > 0", python="support.beta", numpy="scipy.special.beta", jax="", torch="",
       range="(0, oo)"),
    Op("lbeta", "a b", "digamma(a) - digamma(a + b)", "digamma(b) - digamma(a + b)",
       domain="a > 0 and b > 0", synonyms="betaln logbeta", python="support.lbeta",
       mpmath="real_special.lbeta", sympy="log(beta({a}, {b}))", numpy="scipy.special.betaln", jax="", torch=""),
    Op("factorial", "x", "y*digamma(x + 1)", domain="x > -1 or x != floor(x)", at={0: 1, 1: 1},
       python="support.factorial", numpy="scipy.special.gamma({x} + 1)", jax="jax.scipy.special.gamma({x} + 1)", torch="",
       latex="{x}!", unicode="{x}!", range="nonzero (-oo, oo)"),
    Op("binomial", "n k", "y*(digamma(n + 1) - digamma(n - k + 1))",
       "y*(digamma(n - k + 1) - digamma(k + 1))", domain="n > -1 and k > -1 and n - k > -1",
       synonyms="binom comb choose", python="support.binomial", numpy="scipy.special.binom", jax="", torch="",
       latex=r"\binom{{n}}{{k}}", range="(0, oo)"),
    Op("pochhammer", "x h", "y*polygammadifference(0, x, h)", "y*digamma(x + h)", domain="x > 0 and x + h > 0",
       synonyms="risingfactorial poch rf", python="support.pochhammer", mpmath="real_special.pochhammer",
       sympy="gamma({x} + {h})/gamma({x})", jax="", torch="", latex=r"\left({x}\right)_{{h}}", range="(0, oo)"),
    Op("lpochhammer", "x h", "polygammadifference(0, x, h)", "digamma(x + h)", domain="x > 0 and x + h > 0",
       python="support.lpochhammer", mpmath="real_special.lpochhammer",
       sympy="log(Abs(gamma({x} + {h})/gamma({x})))", jax="", torch=""),
    Op("polygammadifference", "n x h", None, "polygammadifference(n + 1, x, h)", "polygamma(n + 1, x + h)", integers="n",
       domain="n >= 0 and x > 0 and x + h > 0", python="support.polygamma_difference", mpmath="real_special.polygamma_difference",
       sympy="polygamma({n}, {x} + {h}) - polygamma({n}, {x})", jax="", torch=""),
    # what is left beside the logarithm that these go like, for large x
    Op("lgammaremainder", "x", "log1p(1/x) + polygammaremainder(0, x + 1)", domain="x > 0", range="(0, oo)",
       python="support.lgamma_remainder", mpmath="real_special.lgamma_remainder",
       sympy="log(Abs(gamma({x} + 1))) - {x}*log({x}) + {x}", jax="", torch=""),
    Op("lpochhammerremainder", "x h", "polygammadifferenceremainder(0, x, h)", "log1p(h/x) + polygammaremainder(0, x + h)",
       domain="x > 0 and x + h > 0", python="support.lpochhammer_remainder", mpmath="real_special.lpochhammer_remainder",
       sympy="log(Abs(gamma({x} + {h})/gamma({x}))) - {h}*log(Abs({x}))", jax="", torch=""),
    Op("polygammaremainder", "n x", None, "polygammaremainder(n + 1, x)", integers="n", domain="n >= 0 and x > 0",
       python="support.polygamma_remainder", mpmath="real_special.polygamma_remainder", sympy="", jax="", torch=""),
    Op("polygammadifferenceremainder", "n x h", None, "polygammadifferenceremainder(n + 1, x, h)",
       "polygamma(n + 1, x + h) - (-1)^n*factorial(n)/x^(n + 1)", integers="n",
       domain="n >= 0 and x > 0 and x + h > 0", python="support.polygamma_difference_remainder",
       mpmath="real_special.polygamma_difference_remainder", sympy="", jax="", torch=""),
    Op("uppergamma", "s x", None, "-x^(s - 1)*exp(-x)", domain="x > 0 and s > 0",
       python="support.uppergamma", mpmath="real_special.uppergamma", jax="", torch="", range="(0, oo)"),
    Op("lowergamma", "s x", None, "x^(s - 1)*exp(-x)", domain="x > 0 and s > 0",
       python="support.lowergamma", mpmath="real_special.lowergamma", numpy="scipy.special.gammainc({s}, {x})*scipy.special.gamma({s})", jax="", torch="", range="(0, oo)"),
    Op("gammainc", "s x", None, "exp((s - 1)*log(x) - x - lgamma(s))", domain="x > 0 and s > 0",
       synonyms="gammap igamma gamma_p", python="support.gammainc", mpmath="real_special.gammainc",
       sympy="lowergamma({s}, {x})/gamma({s})", numpy="scipy.special.gammainc", jax="jax.scipy.special.gammainc",
       torch="torch.special.gammainc", range="(0, 1)"),
    Op("gammaincc", "s x", None, "-exp((s - 1)*log(x) - x - lgamma(s))", domain="x > 0 and s > 0",
       synonyms="gammaq igammac gamma_q gammaregularized", python="support.gammaincc", mpmath="real_special.gammaincc",
       sympy="uppergamma({s}, {x})/gamma({s})", numpy="scipy.special.gammaincc", jax="jax.scipy.special.gammaincc",
       torch="torch.special.gammaincc", range="(0, 1)"),
    Op("betainc", "a b x", None, None, "exp((b - 1)*log1p(-x) + (a - 1)*log(x) - lbeta(a, b))",
       domain="a > 0 and b > 0 and x > 0 and x < 1", python="support.betainc",
       mpmath="real_special.betainc", sympy="betainc_regularized({a}, {b}, 0, {x})",
       numpy="scipy.special.betainc", jax="jax.scipy.special.betainc", torch="", synonyms="betai ibeta betaregularized",
       range="(0, 1)"),

    # Bessel, Airy and Struve
    Op("besselj", "n x", None, "(besselj(n - 1, x) - besselj(n + 1, x))/2",
       domain="x > 0 or n == floor(n)", synonyms="jv jn", latex=r"J_{{n}}\left({x}\right)", **special("jv", "support.besselj", "besselj")),
    Op("bessely", "n x", None, "(bessely(n - 1, x) - bessely(n + 1, x))/2", domain="x > 0",
       synonyms="yv yn", latex=r"Y_{{n}}\left({x}\right)", mpmath="real_bessel.bessely", **special("yv", "support.bessely", "bessely")),
    Op("besseli", "n x", None, "(besseli(n - 1, x) + besseli(n + 1, x))/2",
       domain="x > 0 or n == floor(n)", synonyms="iv", latex=r"I_{{n}}\left({x}\right)", **special("iv", "support.besseli", "besseli")),
    Op("besselk", "n x", None, "-(besselk(n - 1, x) + besselk(n + 1, x))/2", domain="x > 0",
       synonyms="kv kn", mpmath="real_bessel.besselk", latex=r"K_{{n}}\left({x}\right)", **special("kv", "support.besselk", "besselk"),
       range="(0, oo)"),
    # the order of the first term counts only where its factor n is not 0
    Op("sphericalj", "n x", None,
       "(n*sphericalj(abs(n - 1), x) - (n + 1)*sphericalj(n + 1, x))/(2*n + 1)", integers="n",
       domain="n >= 0", synonyms="sphericalbesselj", python="support.sphericalj",
       mpmath="real_special.sphericalj", sympy="sign({x})**{n}*jn({n}, Abs({x}))", jax="", torch="", latex=r"j_{{n}}\left({x}\right)"),
    Op("airyai", "x", "airyaiprime(x)", synonyms="airy", python="support.airyai",
       numpy="scipy.special.airy({x})[0]", jax="", torch=""),  # PyTorch has airy_ai, without a derivative
    Op("airyaiprime", "x", "x*airyai(x)", synonyms="airyprime", python="support.airyaiprime",
       sympy="airyaiprime", mpmath="airyai({x}, derivative=1)", numpy="scipy.special.airy({x})[1]", jax="", torch=""),
    Op("airybi", "x", "airybiprime(x)", python="support.airybi", numpy="scipy.special.airy({x})[2]", jax="",
       torch=""),
    Op("airybiprime", "x", "x*airybi(x)", python="support.airybiprime",
       sympy="airybiprime", mpmath="airybi({x}, derivative=1)", numpy="scipy.special.airy({x})[3]", jax="", torch=""),
    Op("struveh", "n x", None, "struveh(n - 1, x) - n*y/x", domain="x > 0", **special("struve", "support.struveh")),
    Op("struvel", "n x", None, "struvel(n - 1, x) - n*y/x", domain="x > 0", **special("modstruve", "support.struvel")),

    # integrals
    Op("expint", "n x", None, "-expint(n - 1, x)", domain="x > 0",
       synonyms="expn expintegrale", python="support.expint", jax="", torch="", range="(0, oo)"),
    Op("e1", "x", "-exp(-x)/x", domain="x > 0", python="support.e1", jax="", torch="",
       sympy="expint(1, {x})", synonyms="exp1 expint1",
       monotone="decreasing", range="(0, oo)"),
    Op("ei", "x", "exp(x)/x", domain="x != 0", python="support.ei", sympy="Ei",
       jax="", torch="", synonyms="expi expinti expintegralei"),
    Op("li", "x", "1/log(x)", domain="x > 0 and x != 1", definition="ei(log(x))", mpmath="li", sympy="li",
       synonyms="logintegral", jax="", torch=""),
    Op("sinint", "x", "sinc(x)", at={0: 0}, parity="odd", mpmath="si", synonyms="sinintegral", sympy="Si",
       python="support.sinint", numpy="scipy.special.sici({x})[0]", jax="", torch=""),
    Op("cosint", "x", "cos(x)/x", domain="x > 0", mpmath="ci", synonyms="cosintegral", sympy="Ci",
       python="support.cosint", numpy="scipy.special.sici({x})[1]", jax="", torch=""),
    Op("sinhint", "x", "hyp0f1(3/2, x^2/4)", at={0: 0}, parity="odd", mpmath="shi", synonyms="sinhintegral",
       sympy="Shi", python="support.sinhint", numpy="scipy.special.shichi({x})[0]", jax="", torch=""),
    Op("coshint", "x", "cosh(x)/x", domain="x > 0", mpmath="chi", synonyms="coshintegral", sympy="Chi",
       python="support.coshint", numpy="scipy.special.shichi({x})[1]", jax="", torch=""),

    # zeta, polylogarithm, Lambert W
    Op("zeta", "s", "zetaprime(s)", domain="s != 1", sympy="zeta",
       at={0: "-1/2", -1: "-1/12", 2: "pi^2/6", 4: "pi^4/90"},
       python="support.zeta", numpy="scipy.special.zeta({s})", jax="", torch="", latex=r"\zeta", unicode="ζ"),
    Op("zetaprime", "s", "zetaderiv(2, s)", domain="s != 1", mpmath="real_special.zetaprime", python="support.zetaprime",
       sympy="", jax="", torch=""),
    Op("zetaderiv", "n s", None, "zetaderiv(n + 1, s)", integers="n", domain="n >= 0 and s != 1",
       mpmath="real_special.zetaderiv", python="", sympy="", jax="", torch=""),
    Op("hurwitz", "s a", None, "-s*hurwitz(s + 1, a)", domain="s > 1 and a > 0", mpmath="real.hurwitz",
       sympy="zeta", python="support.hurwitz", synonyms="hurwitzzeta",
       numpy="scipy.special.zeta({s}, {a})", jax="jax.scipy.special.zeta", torch="", range="(0, oo)"),
    Op("polylog", "s x", None, "polylog(s - 1, x)/x", domain="x < 1", smooth="x != 0",
       mpmath="real_special.polylog", python="", jax="", torch=""),
    Op("lambertw", "x", "exp(-y)/(1 + y)", domain="x >= -exp(-1)", smooth="x > -exp(-1)",
       at={0: 0, "e": 1}, synonyms="productlog", python="support.lambertw", mpmath="real_special.lambertw", sympy="LambertW",
       jax="", torch="", monotone="increasing", range="[-1, oo)"),

    # elliptic integrals, parameter m
    Op("ellipk", "m", "pi/8*hyp2f1(3/2, 3/2, 2, m)", domain="m < 1",
       at={0: "pi/2"}, sympy="elliptic_k", python="support.ellipk", synonyms="elliptick", numpy="scipy.special.ellipk", jax="", torch="",
       monotone="increasing", range="(0, oo)"),
    Op("ellipe", "m", "-pi/8*hyp2f1(1/2, 3/2, 2, m)", domain="m <= 1", smooth="m < 1",
       at={0: "pi/2", 1: 1}, sympy="elliptic_e", python="support.ellipe", synonyms="elliptice", numpy="scipy.special.ellipe", jax="", torch="",
       monotone="decreasing", range="[1, oo)"),
    Op("ellipeinc", "a m", "sqrt(1 - m*sin(a)^2)", "(y - ellipf(a, m))/(2*m)", domain="m < 1",
       smooth="m != 0", mpmath="ellipe", sympy="elliptic_e", python="support.ellipeinc",
       numpy="scipy.special.ellipeinc", jax="", torch=""),
    Op("ellipf", "a m", "1/sqrt(1 - m*sin(a)^2)",
       "ellipeinc(a, m)/(2*m*(1 - m)) - y/(2*m) - sin(2*a)/(4*(1 - m)*sqrt(1 - m*sin(a)^2))",
       domain="m < 1", smooth="m != 0",
       sympy="elliptic_f", python="support.ellipf", numpy="scipy.special.ellipkinc", jax="", torch="", synonyms="ellipkinc ellipticf"),
    Op("ellippi", "n m",
       "(ellipe(m) + (m - n)*ellipk(m)/n + (n^2 - m)*y/n)/(2*(m - n)*(n - 1))",
       "(ellipe(m)/(m - 1) + y)/(2*(n - m))",
       domain="n < 1 and m < 1", smooth="n != 0 and n != m", sympy="elliptic_pi", numpy="scipy.special.elliprf(0.0, 1.0 - {m}, 1.0) + {n}/3.0*scipy.special.elliprj(0.0, 1.0 - {m}, 1.0, 1.0 - {n})", jax="", torch="",
       python="support.ellippi",
       synonyms="ellipticpi"),

    # hypergeometric functions
    Op("hyp0f1", "b x", None, "hyp0f1(b + 1, x)/b", domain="b > 0 or b != floor(b)",
       synonyms="hypergeometric0f1", **special("hyp0f1", "support.hyp0f1", "hyper((), ({b},), {x})")),
    Op("hyp1f1", "a b x", None, None, "a/b*hyp1f1(a + 1, b + 1, x)", domain="b > 0 or b != floor(b)",
       synonyms="hypergeometric1f1", **special("hyp1f1", "support.hyp1f1", "hyper(({a},), ({b},), {x})")),
    Op("hyp2f1", "a b c x", None, None, None, "a*b/c*hyp2f1(a + 1, b + 1, c + 1, x)",
       domain="x < 1 and (c > 0 or c != floor(c))",
       synonyms="hypergeometric2f1", **special("hyp2f1", "support.hyp2f1", "hyper(({a}, {b}), ({c},), {x})")),

    # orthogonal polynomials
    Op("legendre", "n x", None, "gegenbauer(n - 1, 3/2, x)", integers="n", domain="n >= 0",
       synonyms="legendrep", **polynomial("legendre", "legendre", "legendre({n}, {x})")),
    Op("chebyt", "n x", None, "n*chebyu(n - 1, x)", integers="n", domain="n >= 0",
       synonyms="chebyshevt", **polynomial("chebyt", "chebyshevt", "chebyt({n}, {x})")),
    Op("chebyu", "n x", None, "2*gegenbauer(n - 1, 2, x)", integers="n", domain="n >= 0",
       synonyms="chebyshevu", **polynomial("chebyu", "chebyshevu", "chebyu({n}, {x})")),
    Op("hermite", "n x", None, "2*n*hermite(n - 1, x)", integers="n", domain="n >= 0",
       synonyms="hermiteh", **polynomial("hermite", "hermite", "hermite({n}, {x})")),
    Op("laguerre", "n x", None, "-genlaguerre(n - 1, 1, x)", integers="n", domain="n >= 0",
       synonyms="laguerrel", **polynomial("laguerre", "laguerre", "laguerre({n}, 0, {x})")),
    Op("genlaguerre", "n a x", None, None, "-genlaguerre(n - 1, a + 1, x)", integers="n",
       domain="n >= 0", **polynomial("genlaguerre", "assoc_laguerre", "laguerre({n}, {a}, {x})")),
    Op("gegenbauer", "n a x", None, None, "2*a*gegenbauer(n - 1, a + 1, x)", integers="n",
       domain="n >= 0 and a > 0", synonyms="gegenbauerc", **polynomial("gegenbauer", "gegenbauer", "gegenbauer({n}, {a}, {x})")),
    Op("jacobi", "n a b x", None, None, None, "(n + a + b + 1)/2*jacobi(n - 1, a + 1, b + 1, x)",
       integers="n", domain="n >= 0 and a > -1 and b > -1", synonyms="jacobip",
       **polynomial("jacobi", "jacobi", "jacobi({n}, {a}, {b}, {x})")),
)
# fmt: on
