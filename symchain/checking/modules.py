"""Emitted modules: generated and checked before they are written, verified again later."""

from __future__ import annotations

from symchain.checking import failed
from symchain.checking.autodiff import installed
from symchain.checking.compare import Subject, compare
from symchain.checking.verdict import Verdict
from symchain.errors import SymchainError
from symchain.graph.expr import Expr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

LARGEST_FILE = 200_000_000


def generate_checked(
    expr: Expr,
    *,
    target: str = "python",
    name: str = "",
    signature: str = "scalars",
    standalone: bool = False,
    variables: Iterable[Expr | str] | None = None,
    wrt: Iterable[Expr | str] | None = None,
    ranges: Mapping[str, Any] | None = None,
    engines: Sequence[str] | None = None,
) -> tuple[str, Verdict]:
    """The text of a module and the verdict that allowed it.

    `ranges` say where to sample: {"x": (1, 2)}; `engines` names the further ones (those of JAX and
    PyTorch that are installed by default). Raises CheckError where the functions disagree with an
    engine or where the formula has no sample point, and what `symchain.codegen.generate` raises.
    """
    from symchain.codegen import generate

    arguments = None if variables is None else list(variables)
    slopes = None if wrt is None else list(wrt)

    def text(checked: str) -> str:
        return generate(
            expr,
            target,
            name=name,
            signature=signature,
            variables=arguments,
            wrt=slopes,
            standalone=standalone,
            checked=checked,
            ranges=ranges,
        )

    known = installed() if engines is None else list(engines)
    verdict = check_source(text(""), expr, ranges or {}, known)
    if not verdict.passed:
        raise failed(verdict)
    return text(verdict.summary()), verdict


def check_source(
    source: str, expr: Expr, ranges: Mapping[str, Any], engines: Sequence[str]
) -> Verdict:
    """The verdict on emitted text, which must be our own: it is run."""
    from symchain.codegen.compiled import namespace
    from symchain.codegen.header import read_header

    facts: dict[str, Any] = read_header(source)[0]
    space = namespace(source)
    value, gradient = (space[facts["functions"][kind]] for kind in ("value", "gradient"))
    if facts["signature"] == "vector":
        subject = Subject(value, gradient)
    else:
        subject = Subject(lambda point: value(*point), lambda point: gradient(*point))
    graph = expr.graph
    variables = [graph.symbol(name) for name in facts["variables"]]
    wrt = [graph.symbol(name) for name in facts["wrt"]]
    verdict = compare(subject, graph, expr.node, variables, wrt, ranges, engines)
    if "scipy" in space:
        verdict.notes.append("the module needs SciPy")
    return verdict


def check_file(path: str, ranges: Mapping[str, Any]) -> Verdict:
    """The verdict on a module that was written before; its own text is never run."""
    from symchain.codegen.header import digest, read_header

    text = _read(path)
    facts: dict[str, Any]
    facts, code = read_header(text)
    if digest(code) != facts["sha256"]:
        return _refused("the code was changed after it was written: its hash differs")
    expected, expr = _regenerated(facts)
    if expected != text:
        line = _first_difference(text, expected)
        return _refused(
            f"line {line} is not what symchain {facts.get('version')} writes for this formula; "
            "generate the module again"
        )
    return check_source(expected, expr, {**_ranges(facts), **ranges}, installed())


def _regenerated(facts: dict[str, Any]) -> tuple[str, Expr]:
    """The module that the header's facts describe; SymchainError where they describe none."""
    from symchain.codegen import generate
    from symchain.parsing import parse

    try:
        (formula,), functions = facts["formulas"], facts["functions"]
        names = [str(name) for name in facts["variables"]]
        expr = parse(str(formula), variables=names)
        text = generate(
            expr,
            name=str(functions["value"]).removesuffix("value").removesuffix("_"),
            signature=str(facts["signature"]),
            variables=names,
            wrt=[str(name) for name in facts["wrt"]],
            checked=str(facts["checked"]),
            ranges=_ranges(facts),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise SymchainError("the symchain header of the module is damaged") from None
    return text, expr


def _ranges(facts: dict[str, Any]) -> dict[str, Any]:
    """Where the header says that the module was sampled."""
    return {str(name): tuple(limits) for name, limits in facts["ranges"].items()}


def _refused(why: str) -> Verdict:
    verdict = Verdict(0, [])
    verdict.fail(why)
    return verdict


def _first_difference(text: str, expected: str) -> int:
    ours, theirs = expected.splitlines(), text.splitlines()
    pairs = zip(theirs, ours, strict=False)
    return next((i for i, (a, b) in enumerate(pairs, 1) if a != b), min(len(ours), len(theirs)) + 1)


def _read(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST_FILE).decode("utf-8")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        hint = (
            " (a formula is checked with --claim)" if isinstance(error, FileNotFoundError) else ""
        )
        raise SymchainError(f"cannot read '{path}': {why}{hint}") from None
