"""`compile`: a formula's value and gradient as functions in memory, or equations solved."""

from __future__ import annotations

from symchain.codegen.generate import generate
from symchain.codegen.header import read_header
from symchain.codegen.kinds import TAYLOR, words
from symchain.codegen.running import functions_of
from symchain.errors import SymchainError, clipped
from symchain.graph.expr import as_names
from symchain.graph.model import Model, as_model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from symchain.codegen.generate import Variable
    from symchain.codegen.routines import Routines
    from symchain.graph.model import Source

DEFAULTS = {"signature": "scalars", "mode": "auto", "layout": "dense", "kinks": "mean"}


class Compiled:
    """Compiled functions, by what they return: f.value, f.gradient, f.value_and_gradient, ...

    `source` is the text of the module that they are from, of which copies are made, and what
    another process unpickles: it is f that can be sent there, not f.value.
    """

    def __init__(self, source: str, threads: int = 1) -> None:
        self.source = source
        self.threads = threads
        vars(self).update(functions_of(source, threads))

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        known = ", ".join([name for name in vars(self) if name not in ("source", "threads")])
        raise AttributeError(f"'{kind}' was not compiled (there is: {known}): see emit=")

    def __reduce__(self) -> tuple[type[Compiled], tuple[str, int]]:
        return Compiled, (self.source, self.threads)

    def __repr__(self) -> str:
        facts, _ = read_header(self.source)
        return f"<compiled {facts['formulas']} of {facts['variables']}>"


def compile(
    source: Source | Routines,
    target: str = "python",
    *,
    signature: str = "scalars",
    variables: Iterable[Variable] | None = None,
    wrt: Iterable[Variable] | None = None,
    emit: Sequence[str] | str | None = None,
    mode: str = "auto",
    layout: str = "dense",
    kinks: str = "mean",
    standalone: bool = False,
    dep: Iterable[Variable] | Variable | None = None,
    order: int = 1,
    threads: int = 1,
) -> Compiled:
    """The functions of `symchain.codegen.generate`, with its options, ready to be called.

    With target="numpy", "jax" or "torch" they take numbers or arrays that broadcast; those of JAX
    are compiled when they are first called. With target="c" they are compiled by a C compiler and
    kept by the hash of their text; called with NumPy arrays instead of numbers they give arrays, a
    value for each point, computed in `threads` threads. With "native" they do the same and need no
    compiler: llvmlite makes them in memory. With "cpython" they are an extension module. Those of
    "native" and "cpython" have forms over buffers of doubles that the caller owns, f.value_into.

    Of equations with unknowns (`dep`, or `solve` in a program) the functions are those of
    `symchain.generate_implicit`, with derivatives to an `order`: f.solve, f.derivative, f.adjoint,
    ... With emit="taylor" there is f.taylor, of numbers and an order.
    Raises what `generate` raises, and SymchainError where a compiler or a library is not there.

    >>> from symchain import parse
    >>> f = compile(parse("x^2*y"))
    >>> f.value_and_gradient(3.0, 2.0)
    (18.0, (12.0, 9.0))
    >>> compile("y^2 = x", dep="y").solve_and_derivative(4.0, 1.0)
    (2.0, 0.25)
    """
    if not isinstance(threads, int) or threads < 1:
        raise SymchainError(f"threads are counted from 1 on: {clipped(repr(threads), 40)} are none")
    form: dict[str, Any] = {"signature": signature, "mode": mode, "layout": layout, "kinks": kinks}
    if isinstance(source, str) and dep is None:
        source = as_model(source, [*as_names(variables), *as_names(wrt)])
    if dep is not None or (isinstance(source, Model) and source.unknowns):
        if emit or form != DEFAULTS:
            raise SymchainError(
                f"equations have functions of their own: leave out emit, {', '.join(DEFAULTS)}"
            )
        text = _solver(source, dep, wrt, order, target, variables, standalone)
    elif order != 1:
        raise SymchainError("an order is that of equations: say what they are solved for (dep=)")
    elif TAYLOR in words(emit or ()):
        if form != {**DEFAULTS, "signature": signature}:
            raise SymchainError("Taylor coefficients take no mode, layout or kinks")
        text = _series(source, wrt, emit or (), target, variables, signature)
    else:
        text = generate(
            source,
            target,
            variables=variables,
            wrt=wrt,
            emit=emit,
            standalone=standalone,
            **form,
        )
    return Compiled(text, threads)


def _solver(
    source: Any, dep: Any, wrt: Any, order: int, target: str, variables: Any, standalone: bool
) -> str:
    """The text of a module that solves equations."""
    from symchain.codegen.implicit import generate_implicit

    return generate_implicit(
        source, dep, wrt, order, target, variables=variables, standalone=standalone
    )


def _series(source: Any, wrt: Any, emit: Any, target: str, variables: Any, signature: str) -> str:
    """The text of a module of Taylor coefficients."""
    from symchain.codegen.taylor import formula_of, generate_taylor

    expr, variable = formula_of(source, wrt, emit, signature)
    return generate_taylor(expr, variable, target, variables=variables)
