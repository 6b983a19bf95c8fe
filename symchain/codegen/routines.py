"""`Routines`: what a module computes before it is text; and `written`, which makes it text."""

from __future__ import annotations

from symchain.calculus.kinks import ERROR, MEAN
from symchain.codegen.fitting import fitted
from symchain.codegen.header import supposed
from symchain.codegen.kinds import AND, KINDS, group_names, groups_of, shape_of
from symchain.codegen.library import Library
from symchain.codegen.program import Program, operations
from symchain.codegen.shapes import shifted, size
from symchain.codegen.targets import TARGETS
from symchain.codegen.targets.functions import Function
from symchain.errors import SymchainError, clipped
from symchain.graph.expr import Expr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.graph.model import Model

MODULE = "gradients"  # what a module that needs a name is called where none is given

IMPORTED = frozenset(("jax", "numpy", "scipy", "torch"))  # by the modules that are written


class Routines:
    """The functions of a module as straight-line programs, for any target.

    `model` has the formulas that they compute, `functions` are found by what they return and are
    called so, `facts` are what every target tells of them.
    """

    __slots__ = ("_domain", "facts", "functions", "model")

    def __init__(
        self,
        model: Model,
        functions: Mapping[str, Function],
        facts: Mapping[str, Any],
    ) -> None:
        self.model = model
        self.functions = dict(functions)
        self.facts = dict(facts)
        self._domain: list[str] = []

    @property
    def domain(self) -> list[str]:
        """The sentences on where the functions are right, found when they are asked for."""
        if not self._domain:
            roots = list(self.model.outputs.values())
            self._domain = _domain(roots, self.facts.get("assumptions", ()))
        return self._domain

    def __repr__(self) -> str:
        return f"<{', '.join(self.functions)} of {clipped(str(self.facts['formulas']), 200)}>"


def facts_of(
    model: Model,
    scalar: bool,
    variables: Sequence[str],
    wrt: Sequence[str],
    mode: str = "auto",
    layout: str = "dense",
    kinks: str = MEAN,
) -> dict[str, Any]:
    """What every target tells of the functions of a model; the signature is still to be chosen."""
    return {
        "formulas": [str(root) for root in model.outputs.values()],
        "outputs": list(model.outputs),
        "scalar": scalar,
        "variables": list(variables),
        "wrt": list(wrt),
        "signature": "",
        "mode": mode,
        "layout": layout,
        **supposed(model.graph),
        **({} if kinks == MEAN else {"kinks": kinks}),
    }


def function_of(
    name: str,
    program: Program,
    facts: Mapping[str, Any],
    constants: Mapping[str, tuple[int, ...]],
) -> Function:
    """The function that returns what its name says, by a program with these outputs in a row."""
    kinds = name.split(AND)
    shapes, count = [], 0
    for kind in kinds:
        shapes.append(shifted(shape_of(kind, facts, constants), count))
        count += size(shapes[-1])
    if len(kinds) > 1:
        about = f"What {', '.join(kinds[:-1])} and {kinds[-1]} return."
    else:
        about = "The values." if name == "value" and not facts["scalar"] else KINDS[name][1]
    return Function(name, program, shapes, about, groups_of(kinds), constants)


def written(
    routines: Routines,
    target: str = "python",
    *,
    name: str = "",
    signature: str = "scalars",
    standalone: bool = False,
    checked: str = "",
    ranges: Mapping[str, Any] | None = None,
) -> str:
    """The source text of a module in a target; the options are those of `generate`.

    Raises SymchainError for an unknown option, and for what the target cannot compute.
    """
    from symchain import __version__

    check_options(target, name, signature, routines.facts.get("kinks", MEAN))
    chosen = TARGETS[target]
    begun = "" if chosen.is_named else name
    names = {kinds: f"{begun}_{kinds}" if begun else kinds for kinds in routines.functions}
    functions = [
        function.renamed(names[kinds], fitted(function.program, chosen))
        for kinds, function in routines.functions.items()
    ]
    library = Library([function.program for function in functions], chosen)
    check_standalone(library, standalone)
    facts = {
        "version": __version__,
        **routines.facts,
        "signature": signature,
        "operations": _counts(routines),
        "checked": checked,
        "ranges": {name: list(limits) for name, limits in (ranges or {}).items()},
        "functions": names,
    }
    if target != "python":
        facts["target"] = target
    if chosen.is_named:
        facts["module"] = name or MODULE
    groups, domain = group_names(facts), routines.domain
    return chosen.module(functions, groups, library, facts, domain=domain, checked=checked)


def _counts(routines: Routines) -> dict[str, int]:
    """How many operations each function takes, before a target spells them."""
    return {kinds: operations(each.program) for kinds, each in routines.functions.items()}


def check_options(target: str, name: str, signature: str, kinks: str) -> None:
    """Raises SymchainError where there is no such target, or where it has no such functions."""
    if target not in TARGETS:
        raise SymchainError(f"unknown target '{target}' (known: {', '.join(TARGETS)})")
    if signature not in ("scalars", "vector"):
        raise SymchainError(f"unknown signature '{signature}' (scalars or vector)")
    if name:
        check_name(name, TARGETS[target].is_named)
    if kinks == ERROR and not TARGETS[target].raises:
        raise SymchainError(f"functions in {target} raise no errors: ask for nan at kinks")


def check_name(name: str, is_module: bool) -> None:
    """Raises SymchainError where a name cannot be that of a module, or begin a function's."""
    from keyword import iskeyword

    if not (name.isidentifier() and name.isascii()) or (is_module and iskeyword(name)):
        what = "be the name of a module" if is_module else "begin the name of a function"
        raise SymchainError(f"'{name}' cannot {what}")
    if is_module:
        check_shadow(name)


def check_shadow(name: str) -> None:
    """Raises SymchainError where a module would stand before one that it or others import."""
    import sys

    if name in sys.stdlib_module_names or name in IMPORTED:
        raise SymchainError(f"Python has a module '{name}', which this one would hide: rename it")


def check_standalone(library: Library, standalone: bool) -> None:
    """Raises SymchainError where more than the standard library is needed and was refused."""
    if standalone and library.outside:
        needy = ", ".join(f"'{name}'" for name in sorted(library.outside))
        raise SymchainError(
            f"{needy} would need scipy.special, which a standalone module cannot import; "
            "leave out standalone, or write the formula without it"
        )


def _domain(exprs: Sequence[Expr], given: Sequence[str]) -> list[str]:
    """The sentences on where the functions are right: what is assumed, domain, kinks and jumps."""
    from symchain.calculus.borders import JUMP, KINK
    from symchain.calculus.domains import Condition, conditions, told

    kinds: dict[Condition, str] = {}
    for expr in exprs:
        for smooth in (False, True):
            for node, kind in conditions(expr.graph, expr.node, smooth).items():
                if kind in (KINK, JUMP) or not smooth:
                    kinds.setdefault(Condition(expr.graph, node, kind), kind)
    breaks = [c for c in kinds if c.kind in (KINK, JUMP)]
    domain = [text for text, _ in told([c for c in kinds if c.kind not in (KINK, JUMP)])]
    rough = [f"{text} ({kind})" if kind else text for text, kind in told(breaks)]
    return [
        *([f"Assumed: {'; '.join(given)}."] if given else []),
        f"Domain: {'; '.join(domain) or 'all real numbers'}.",
        *([f"Not smooth unless: {'; '.join(rough)}."] if rough else []),
    ]
