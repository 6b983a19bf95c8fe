"""Rows of functions with kinks and jumps: at a tie the derivative is the mean of the branches.

Sources: DLMF 1.16 (heaviside); Clarke, Optimization and Nonsmooth Analysis (1983), for the mean at
a kink as an element of the generalised gradient.
"""

from __future__ import annotations

from symchain.functions.row import Op

# fmt: off
PIECEWISE = (
    Op("min", "a b", "share", "share", smooth="a != b", breaks="kink", cost=2,
       python="min", c="{b} < {a} ? {b} : {a}", mpmath="real.minimum", sympy="Min", numpy="np.minimum", jax="jnp.minimum", torch="torch.minimum",
       synonyms="minimum fmin", latex=r"\min"),
    Op("max", "a b", "share", "share", smooth="a != b", breaks="kink", cost=2,
       python="max", c="{b} > {a} ? {b} : {a}", mpmath="real.maximum", sympy="Max", numpy="np.maximum", jax="jnp.maximum", torch="torch.maximum",
       synonyms="maximum fmax", latex=r"\max"),
    Op("clip", "x low high", "where(low < high, heaviside(x - low)*heaviside(high - x), 0)",
       "heaviside(low - x)", "heaviside(x - high)", smooth="x != low and x != high", breaks="kink",
       domain="low <= high", definition="min(max(x, low), high)", synonyms="clamp", cost=4,
       python="min(max({x}, {low}), {high})", sympy="Min(Max({x}, {low}), {high})"),
    Op("relu", "x", "heaviside(x)", smooth="x != 0", breaks="kink", definition="max(x, 0)", cost=2, at={0: 0},
       python="max({x}, 0.0)", c="{x} < 0.0 ? 0.0 : {x}", sympy="Max({x}, 0)", numpy="np.maximum({x}, 0.0)", jax="jax.nn.relu"),
    Op("sign", "x", "0", smooth="x != 0", breaks="jump", at={0: 0, 1: 1}, parity="odd", cost=2,
       synonyms="sgn signum", python="support.sign", latex=r"\operatorname{sgn}"),
    Op("heaviside", "x", "0", smooth="x != 0", breaks="jump", at={0: "1/2", 1: 1}, cost=2, synonyms="step heavisidetheta",
       python="support.heaviside", mpmath="real.heaviside", sympy="Heaviside({x}, Rational(1, 2))",
       numpy="np.heaviside({x}, 0.5)", jax="jnp.heaviside({x}, 0.5)",
       torch="torch.where({x} == 0, 0.5*torch.ones_like({x}), ({x} > 0)*torch.ones_like({x}))"),
    Op("floor", "x", "0", smooth="x != floor(x)", breaks="jump", at={0: 0}, cost=3,
       python="float(math.floor({x}))",
       latex=r"\left\lfloor {x}\right\rfloor", unicode="⌊{x}⌋"),
    Op("ceil", "x", "0", smooth="x != floor(x)", breaks="jump", at={0: 0}, cost=3, synonyms="ceiling",
       python="float(math.ceil({x}))", sympy="ceiling",
       latex=r"\left\lceil {x}\right\rceil", unicode="⌈{x}⌉"),
    Op("round", "x", "0", smooth="x + 1/2 != floor(x + 1/2)", breaks="jump", at={0: 0}, parity="odd", cost=3,
       python="support.round_half_even", c="rint", mpmath="nint", sympy="", numpy="np.rint", jax="jnp.round", synonyms="rint",
       range="whole (-oo, oo)", torch="torch.round"),
    Op("trunc", "x", "0", smooth="x != floor(x)", breaks="jump", at={0: 0}, parity="odd", cost=3,
       python="float(math.trunc({x}))", mpmath="real.trunc", sympy="sign({x})*floor(Abs({x}))",
       range="whole (-oo, oo)"),
    Op("copysign", "x z", "sign(x)*sign(z)", "0", smooth="x != 0 and z != 0", breaks="jump",
       definition="where(z < 0, -abs(x), abs(x))", cost=4, python="math.copysign",
       mpmath="real.copysign", sympy="Piecewise((-Abs({x}), {z} < 0), (Abs({x}), True))", numpy="np.copysign"),
    Op("mod", "x n", "1", "-floor(x/n)", domain="n != 0", smooth="x/n != floor(x/n)", breaks="jump", cost=4,
       python="support.modulo", mpmath="real.modulo", sympy="Mod", numpy="np.mod", jax="jnp.mod",
       torch="torch.remainder"),
)
# fmt: on
