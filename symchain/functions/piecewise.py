"""Rows of functions with kinks and jumps: at a tie the derivative is the mean of the branches.

Sources: DLMF 1.16 (heaviside), Clarke, Optimization and Nonsmooth Analysis (1983), for the mean
at a kink as an element of the generalised gradient.
"""

from __future__ import annotations

from symchain.functions.row import Op

# fmt: off
PIECEWISE = (
    Op("min", "a b", "heaviside(b - a)", "heaviside(a - b)", smooth="a != b", cost=2,
       python="min", mpmath="real.minimum", sympy="Min", jax="jnp.minimum", torch="torch.minimum",
       synonyms="minimum"),
    Op("max", "a b", "heaviside(a - b)", "heaviside(b - a)", smooth="a != b", cost=2,
       python="max", mpmath="real.maximum", sympy="Max", jax="jnp.maximum", torch="torch.maximum",
       synonyms="maximum"),
)
# fmt: on
