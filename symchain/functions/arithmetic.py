"""Rows of arithmetic, comparison and logic: what is written between its arguments."""

from __future__ import annotations

from symchain.functions.row import Op

# What stands for itself: a number's value and a variable's name are kept by the graph.
CONSTANT = Op("number", cost=0)
SYMBOL = Op("variable", cost=0)

# fmt: off
#              name     of     partial derivatives        written
ADD      = Op("add",    "a b", "1", "1",                  infix="+", precedence=50, cost=1)
SUBTRACT = Op("subtract", "a b", "1", "-1",               infix="-", precedence=50, cost=1)
MULTIPLY = Op("multiply", "a b", "b", "a",                infix="*", precedence=60, cost=1)
DIVIDE   = Op("divide", "a b", "1/b", "-y/b",             infix="/", precedence=60, cost=2,
              domain="b != 0")
NEGATE   = Op("negate", "a",   "-1",                      infix="-", precedence=65, cost=1)
POWER    = Op("power",  "a b", "b*a^(b - 1)", "y*log(a)", infix="^", precedence=70, cost=6,
              domain="a > 0 or (b == floor(b) and (a != 0 or b >= 0)) or (a == 0 and b > 0)",
              smooth="a != 0", synonyms="pow",
              mpmath="real.power", python="math.pow", c="pow", numpy="np.power", jax="jnp.power", torch="torch.pow",
              sympy="Pow")

LESS          = Op("less",          "a b", "0", "0", boolean=True, infix="<",  precedence=40, cost=1)
LESS_EQUAL    = Op("less_equal",    "a b", "0", "0", boolean=True, infix="<=", precedence=40, cost=1)
EQUAL         = Op("equal",         "a b", "0", "0", boolean=True, infix="==", precedence=40, cost=1)
NOT_EQUAL     = Op("not_equal",     "a b", "0", "0", boolean=True, infix="!=", precedence=40, cost=1)
AND = Op("and", "a b", "0", "0", boolean=True, conditions=(0, 1), infix="and", precedence=20, cost=1)
OR  = Op("or",  "a b", "0", "0", boolean=True, conditions=(0, 1), infix="or",  precedence=10, cost=1)
NOT = Op("not", "a",   "0",      boolean=True, conditions=(0,),   infix="not", precedence=30, cost=1)

TRUE  = Op("true",  boolean=True, cost=0)
FALSE = Op("false", boolean=True, cost=0)

WHERE = Op("where", "c a b", "0", "share", "share", conditions=(0,), cost=1,
           synonyms="ifelse", sympy="Piecewise")
# fmt: on

ARITHMETIC = (
    *(ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, POWER),
    *(LESS, LESS_EQUAL, EQUAL, NOT_EQUAL, AND, OR, NOT, TRUE, FALSE, WHERE),
)
