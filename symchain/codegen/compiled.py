"""`compile`: a formula's value and gradient as functions in memory."""

from __future__ import annotations

from symchain.codegen.generate import generate
from symchain.codegen.header import read_header
from symchain.codegen.running import functions_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from symchain.codegen.generate import Variable
    from symchain.codegen.routines import Routines
    from symchain.graph.model import Source


class Compiled:
    """Compiled functions, by what they return: f.value, f.gradient, f.value_and_gradient, ...

    `source` is the text of the module that they are from.
    """

    def __init__(self, source: str, threads: int = 1) -> None:
        self.source = source
        vars(self).update(functions_of(source, threads))

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        known = ", ".join([name for name in vars(self) if name != "source"])
        raise AttributeError(f"'{kind}' was not compiled (there is: {known}): see emit=")

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
    threads: int = 1,
) -> Compiled:
    """The functions of `symchain.codegen.generate`, with its options, ready to be called.

    With target="numpy", "jax" or "torch" they take numbers or arrays that broadcast; those of JAX
    are compiled when they are first called. With target="c" they are compiled by a C compiler and
    kept by the hash of their text; called with NumPy arrays instead of numbers they give arrays, a
    value for each point, computed in `threads` threads. With "native" they do the same and need no
    compiler: llvmlite makes them in memory. With "cpython" they are an extension module. Those of
    "native" and "cpython" have forms over buffers of doubles that the caller owns, f.value_into.
    Raises what `generate` raises, and SymchainError where a compiler or a library is not there.

    >>> from symchain import parse
    >>> f = compile(parse("x^2*y"))
    >>> f.value_and_gradient(3.0, 2.0)
    (18.0, (12.0, 9.0))
    """
    text = generate(
        source,
        target,
        signature=signature,
        variables=variables,
        wrt=wrt,
        emit=emit,
        mode=mode,
        layout=layout,
        kinks=kinks,
        standalone=standalone,
    )
    return Compiled(text, threads)
