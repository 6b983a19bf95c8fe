"""Rows of the elementary functions: roots, exponentials, circular, hyperbolic, steps and extrema.

Partial derivatives are texts in symchain's own language; `y` is the function's own value. Sources:
DLMF chapter 4 (elementary functions), 1.16 (steps). A spelling is a dotted name, or a template in
which `{x}` stands for an argument; without one a function is called by its name in the target.
"""

from __future__ import annotations

from symchain.functions.row import Op

SIN_AT: dict[str | int, str | int] = {
    0: 0,
    "pi": 0,
    "2*pi": 0,
    "pi/2": 1,
    "3*pi/2": -1,
    "pi/6": "1/2",
    "5*pi/6": "1/2",
}
COS_AT: dict[str | int, str | int] = {
    0: 1,
    "pi": -1,
    "2*pi": 1,
    "pi/2": 0,
    "3*pi/2": 0,
    "pi/3": "1/2",
    "2*pi/3": "-1/2",
}

# fmt: off
ELEMENTARY = (
    Op("pi", cost=0, range="(333/106, 355/113)", python="math.pi", latex=r"\pi", unicode="π"),
    Op("e",  cost=0, range="(1264/465, 193/71)", python="math.e", sympy="E", latex=r"\mathrm{e}"),
    Op("nan", cost=0, python="math.nan", c="NAN", latex=r"\mathrm{nan}"),
    Op("undefined", cost=0, domain="false", python="support.undefined()", c="", sympy="nan", latex=r"\mathrm{undefined}"),

    # roots and sizes
    Op("sqrt",  "x", "1/(2*y)", domain="x >= 0", smooth="x > 0", at={0: 0, 1: 1}, cost=4,
       latex=r"\sqrt{{x}}", unicode="√{x}", monotone="increasing", range="[0, oo)"),
    Op("cbrt",  "x", "1/(3*y^2)", smooth="x != 0", at={0: 0, 1: 1, -1: -1}, parity="odd",
       mpmath="real.cbrt", sympy="real_root({x}, 3)",
       torch="torch.sign({x})*torch.abs({x})**(1/3)", latex=r"\sqrt[3]{{x}}", unicode="∛{x}",
       monotone="increasing"),
    Op("root",  "x n", "1/(n*y^(n - 1))", None, integers="n", smooth="x != 0 or n == 1",
       domain="n != 0 and (x > 0 or (x == 0 and n > 0) or (x < 0 and mod(n, 2) == 1))",
       python="support.root", mpmath="real.root", sympy="real_root", synonyms="nthroot realroot", numpy="np.sign({x})*np.abs({x})**(1/{n})", jax="jnp.sign({x})*jnp.abs({x})**(1/{n})",
       torch="torch.sign({x})*torch.abs({x})**(1/{n})", latex=r"\sqrt[{n}]{{x}}"),
    Op("hypot", "x...", "x/y", smooth="y != 0", breaks="kink", mpmath="real.hypot",
       sympy="sqrt({x}**2 + ...)", c="support.norm", numpy="np.hypot", jax="jnp.hypot", torch="torch.hypot"),
    Op("abs",   "x", "sign(x)", smooth="x != 0", breaks="kink", at={0: 0, 1: 1}, parity="even", cost=1,
       python="abs", c="fabs", mpmath="fabs", sympy="Abs", synonyms="fabs", latex=r"\left|{x}\right|"),

    # exponentials and logarithms
    Op("exp",   "x", "y", mpmath="real.exp", at={0: 1, 1: "e"}, inverse="log", latex=r"\mathrm{e}^{{x}}",
       monotone="increasing", range="(0, oo)"),
    Op("expm1", "x", "exp(x)", definition="exp(x) - 1", mpmath="real.expm1", at={0: 0}, inverse="log1p", sympy="exp({x}) - 1",
       monotone="increasing", range="(-1, oo)"),
    Op("exp2",  "x", "y*log(2)", at={0: 1, 1: 2}, inverse="log2", mpmath="2**{x}", sympy="2**{x}",
       monotone="increasing", range="(0, oo)"),
    Op("exp10", "x", "y*log(10)", at={0: 1, 1: 10}, inverse="log10", python="support.exp10",
       mpmath="real.exp10", sympy="10**{x}", numpy="10.0**{x}", jax="10.0**{x}", torch="10.0**{x}",
       monotone="increasing", range="(0, oo)"),
    Op("log",   "x", "1/x", domain="x > 0", at={1: 0, "e": 1}, synonyms="ln", inverse="exp",
       latex=r"\ln", monotone="increasing"),
    Op("log1p", "x", "1/(x + 1)", domain="x > -1", at={0: 0}, inverse="expm1", mpmath="log1p",
       sympy="log(1 + {x})", monotone="increasing"),
    Op("log2",  "x", "1/(x*log(2))", domain="x > 0", at={1: 0, 2: 1}, synonyms="lb",
       mpmath="log({x}, 2)", sympy="log({x}, 2)", inverse="exp2", latex=r"\log_{2}",
       monotone="increasing"),
    Op("log10", "x", "1/(x*log(10))", domain="x > 0", at={1: 0, 10: 1}, synonyms="lg",
       mpmath="log10", sympy="log({x}, 10)", inverse="exp10", latex=r"\log_{10}",
       monotone="increasing"),

    # circular
    Op("sin", "x", "cos(x)", at=SIN_AT, parity="odd", latex=r"\sin", range="[-1, 1]"),
    Op("cos", "x", "-sin(x)", at=COS_AT, parity="even", latex=r"\cos", range="[-1, 1]"),
    Op("sec", "x", "y*tan(x)", at={0: 1}, parity="even", domain="cos(x) != 0",
       range="nonzero (-oo, oo)", python="support.sec", numpy="1/np.cos({x})", jax="1/jnp.cos({x})", torch="1/torch.cos({x})", latex=r"\sec"),
    Op("csc", "x", "-y*cot(x)", parity="odd", domain="sin(x) != 0", synonyms="cosec",
       range="nonzero (-oo, oo)", python="support.csc", numpy="1/np.sin({x})", jax="1/jnp.sin({x})", torch="1/torch.sin({x})", latex=r"\csc"),
    Op("tan", "x", "1 + y^2", at={0: 0, "pi": 0, "pi/4": 1}, parity="odd", domain="cos(x) != 0",
       synonyms="tg", latex=r"\tan"),
    Op("cot", "x", "-(1 + y^2)", parity="odd", domain="sin(x) != 0", synonyms="ctg cotan cotg",
       python="support.cot", numpy="1/np.tan({x})", jax="1/jnp.tan({x})", torch="1/torch.tan({x})", latex=r"\cot"),
    Op("asin", "x", "1/sqrt(1 - x^2)", domain="abs(x) <= 1", smooth="abs(x) < 1", parity="odd",
       at={0: 0, 1: "pi/2", "1/2": "pi/6"}, inverse="sin", synonyms="arcsin", latex=r"\arcsin",
       monotone="increasing", range="[-pi/2, pi/2]", numpy="np.arcsin"),
    Op("acos", "x", "-1/sqrt(1 - x^2)", domain="abs(x) <= 1", smooth="abs(x) < 1",
       at={0: "pi/2", 1: 0, -1: "pi", "1/2": "pi/3", "-1/2": "2*pi/3"},
       inverse="cos", synonyms="arccos", latex=r"\arccos", monotone="decreasing", range="[0, pi]", numpy="np.arccos"),
    Op("atan", "x", "1/(x^2 + 1)", at={0: 0, 1: "pi/4"}, parity="odd",
       inverse="tan", synonyms="arctan arctg atg", latex=r"\arctan",
       monotone="increasing", range="(-pi/2, pi/2)", numpy="np.arctan"),
    Op("asec", "x", "1/(abs(x)*sqrt(x^2 - 1))", domain="abs(x) >= 1", smooth="abs(x) > 1",
       at={1: 0}, synonyms="arcsec", python="support.asec",
       numpy="np.arccos(1/{x})", jax="jnp.arccos(1/{x})", torch="torch.acos(1/{x})", range="[0, pi]"),
    Op("acsc", "x", "-1/(abs(x)*sqrt(x^2 - 1))", domain="abs(x) >= 1", smooth="abs(x) > 1",
       parity="odd", at={1: "pi/2"}, synonyms="arccsc arccosec", python="support.acsc", numpy="np.arcsin(1/{x})", jax="jnp.arcsin(1/{x})", torch="torch.asin(1/{x})",
       range="[-pi/2, pi/2]"),
    Op("acot", "x", "-1/(x^2 + 1)", at={1: "pi/4"}, smooth="x != 0", breaks="jump", synonyms="arccot arcctg",
       python="support.acot", mpmath="real.acot", numpy="np.arctan(1/{x})", jax="jnp.arctan(1/{x})",
       torch="torch.atan(1/{x})", range="[-pi/2, pi/2]"),
    Op("atan2", "a b", "b/(a^2 + b^2)", "-a/(a^2 + b^2)", domain="a != 0 or b != 0",
       smooth="b > 0 or a != 0", breaks="jump", synonyms="arctan2", range="[-pi, pi]", numpy="np.arctan2"),

    # hyperbolic
    Op("sinh", "x", "cosh(x)", definition="(exp(x) - exp(-x))/2", mpmath="real.sinh", at={0: 0}, parity="odd", inverse="asinh", synonyms="sh",
       latex=r"\sinh", monotone="increasing"),
    Op("cosh", "x", "sinh(x)", definition="(exp(x) + exp(-x))/2", mpmath="real.cosh", at={0: 1}, parity="even", synonyms="ch", latex=r"\cosh",
       range="[1, oo)"),
    Op("sech", "x", "-y*tanh(x)", definition="2/(exp(x) + exp(-x))", mpmath="real.sech", at={0: 1}, parity="even", python="support.sech", numpy="1/np.cosh({x})", jax="1/jnp.cosh({x})", torch="1/torch.cosh({x})",
       range="(0, 1]"),
    Op("csch", "x", "-y*coth(x)", definition="2/(exp(x) - exp(-x))", mpmath="real.csch", parity="odd", domain="x != 0", synonyms="cosech",
       range="nonzero (-oo, oo)", python="support.csch", numpy="1/np.sinh({x})", jax="1/jnp.sinh({x})",
       torch="1/torch.sinh({x})"),
    Op("tanh", "x", "1 - y^2", definition="(exp(2*x) - 1)/(exp(2*x) + 1)", mpmath="tanh", at={0: 0}, parity="odd", inverse="atanh", synonyms="th",
       latex=r"\tanh", monotone="increasing", range="(-1, 1)"),
    Op("coth", "x", "-csch(x)^2", definition="(exp(2*x) + 1)/(exp(2*x) - 1)", mpmath="coth", parity="odd", domain="x != 0", synonyms="cth",
       range="nonzero (-oo, oo)", python="support.coth", numpy="1/np.tanh({x})", jax="1/jnp.tanh({x})",
       torch="1/torch.tanh({x})", latex=r"\coth"),
    Op("asinh", "x", "1/sqrt(x^2 + 1)", at={0: 0}, parity="odd", inverse="sinh",
       synonyms="arcsinh arsinh", monotone="increasing", numpy="np.arcsinh"),
    Op("acosh", "x", "1/sqrt(x^2 - 1)", at={1: 0}, domain="x >= 1", smooth="x > 1",
       inverse="cosh", synonyms="arccosh arcosh", monotone="increasing", range="[0, oo)", numpy="np.arccosh"),
    Op("atanh", "x", "1/(1 - x^2)", at={0: 0}, parity="odd", domain="abs(x) < 1",
       inverse="tanh", synonyms="arctanh artanh", monotone="increasing", numpy="np.arctanh"),
    Op("asech", "x", "-1/(x*sqrt(1 - x^2))", at={1: 0}, domain="x > 0 and x <= 1", smooth="x < 1",
       synonyms="arcsech arsech", python="support.asech",
       numpy="np.arccosh(1/{x})", jax="jnp.arccosh(1/{x})", torch="torch.acosh(1/{x})",
       monotone="decreasing", range="[0, oo)"),
    Op("acsch", "x", "-1/(abs(x)*sqrt(x^2 + 1))", parity="odd", domain="x != 0",
       synonyms="arccsch arcsch", range="nonzero (-oo, oo)", python="support.acsch",
       numpy="np.arcsinh(1/{x})", jax="jnp.arcsinh(1/{x})", torch="torch.asinh(1/{x})"),
    Op("acoth", "x", "1/(1 - x^2)", parity="odd", domain="abs(x) > 1", synonyms="arccoth arcoth",
       range="nonzero (-oo, oo)", python="support.acoth", numpy="np.arctanh(1/{x})", jax="jnp.arctanh(1/{x})",
       torch="torch.atanh(1/{x})"),
)
# fmt: on
