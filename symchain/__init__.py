"""symchain: exact derivatives of formulas, and gradient modules proven before they are written.

>>> import symchain as sc
>>> x, y, w = sc.symbols("x y w")
>>> loss = sc.exp(x*y) + w
>>> loss.diff(x)
Expr('y*exp(x*y)')

Every function of the table is here by its name (`sc.exp`, `sc.besselj`), and so are the constants
`sc.pi` and `sc.e`. What is heavy is imported when it is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.calculus import conditions, derivatives, diff, gradient
    from symchain.calculus.implicit import Implicit, implicit
    from symchain.calculus.matrices import Matrix, hessian, hvp, jacobian, jvp, vjp
    from symchain.calculus.matrices.composition import Composition, compose
    from symchain.calculus.matrices.costs import Costs, costs
    from symchain.calculus.programs.passes import Passes, passes
    from symchain.calculus.programs.paths import TotalDerivative, TotalDerivatives, path
    from symchain.calculus.taylor import derivative_at, taylor
    from symchain.checking import check, evaluate, generate
    from symchain.checking.implicit import generate_implicit
    from symchain.codegen import compile
    from symchain.codegen.reading import read_program
    from symchain.display.steps import steps
    from symchain.errors import (
        BudgetError,
        CheckError,
        DerivativeError,
        DomainError,
        NumberError,
        ParseError,
        SymchainError,
    )
    from symchain.graph.declare import equal, function, unequal
    from symchain.graph.expr import Expr, symbol, symbols
    from symchain.graph.model import Model
    from symchain.graph.sympy_bridge import from_sympy, to_sympy
    from symchain.graph.tracing import trace
    from symchain.parsing import model, parse, parse_many
    from symchain.parsing.assumptions import assuming
    from symchain.parsing.files import load
    from symchain.simplification import simplify

__version__ = "0.1.0"

__all__ = [
    "BudgetError",
    "CheckError",
    "Composition",
    "Costs",
    "DerivativeError",
    "DomainError",
    "Expr",
    "Implicit",
    "Matrix",
    "Model",
    "NumberError",
    "ParseError",
    "Passes",
    "SymchainError",
    "TotalDerivative",
    "TotalDerivatives",
    "assuming",
    "check",
    "compile",
    "compose",
    "conditions",
    "costs",
    "derivative_at",
    "derivatives",
    "diff",
    "equal",
    "evaluate",
    "from_sympy",
    "function",
    "generate",
    "generate_implicit",
    "gradient",
    "hessian",
    "hvp",
    "implicit",
    "jacobian",
    "jvp",
    "load",
    "model",
    "parse",
    "parse_many",
    "passes",
    "path",
    "read_program",
    "simplify",
    "steps",
    "symbol",
    "symbols",
    "taylor",
    "to_sympy",
    "trace",
    "unequal",
    "vjp",
]

_HOMES = {
    "symchain.calculus": ("conditions", "derivatives", "diff", "gradient"),
    "symchain.calculus.implicit": ("Implicit", "implicit"),
    "symchain.calculus.matrices.composition": ("Composition", "compose"),
    "symchain.calculus.matrices.costs": ("Costs", "costs"),
    "symchain.calculus.matrices": ("Matrix", "hessian", "hvp", "jacobian", "jvp", "vjp"),
    "symchain.calculus.programs.passes": ("Passes", "passes"),
    "symchain.calculus.programs.paths": ("TotalDerivative", "TotalDerivatives", "path"),
    "symchain.calculus.taylor": ("derivative_at", "taylor"),
    "symchain.checking": ("check", "evaluate", "generate"),
    "symchain.checking.implicit": ("generate_implicit",),
    "symchain.codegen": ("compile",),
    "symchain.codegen.reading": ("read_program",),
    "symchain.display.steps": ("steps",),
    "symchain.errors": tuple(name for name in __all__ if name.endswith("Error")),
    "symchain.graph.declare": ("equal", "function", "unequal"),
    "symchain.graph.expr": ("Expr", "symbol", "symbols"),
    "symchain.graph.model": ("Model",),
    "symchain.graph.sympy_bridge": ("from_sympy", "to_sympy"),
    "symchain.graph.tracing": ("trace",),
    "symchain.parsing.files": ("load",),
    "symchain.parsing.assumptions": ("assuming",),
    "symchain.parsing": ("model", "parse", "parse_many"),
    "symchain.simplification": ("simplify",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name in _HOME:
        from importlib import import_module

        value: object = getattr(import_module(_HOME[name]), name)
    else:
        from symchain.functions import named
        from symchain.graph.expr import apply, caller

        op = None if name.startswith("_") else named(name)
        if op is None:
            raise AttributeError(f"module 'symchain' has no attribute '{name}'")
        value = caller(op) if op.parameters else apply(op)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    from symchain.functions import TABLE

    return sorted({*__all__, *TABLE})
