"""Emitted modules: generated and checked before they are written, verified again later."""

from __future__ import annotations

from functools import partial

from symchain.calculus.kinks import MEAN
from symchain.calculus.wrt import by
from symchain.checking import failed
from symchain.checking.accuracy import FULL, LIGHT, Profile, measured
from symchain.checking.autodiff import installed
from symchain.checking.compare import Subject, compare
from symchain.checking.probes import Problem
from symchain.checking.verdict import Verdict
from symchain.checking.writing import LARGEST_FILE
from symchain.codegen.kinds import AND, DIRECTION, TAYLOR, WEIGHTS, groups_of, words
from symchain.codegen.regeneration import model_of, ranges_of, regenerated
from symchain.codegen.routines import Routines, check_options, written
from symchain.codegen.targets import TARGETS
from symchain.errors import SymchainError
from symchain.evaluation.sampling import as_ranges
from symchain.graph.expr import Expr
from symchain.graph.model import Model
from symchain.parsing.names import check_variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from symchain.codegen.kinds import Request
    from symchain.graph.model import Source
    from symchain.parsing.assumptions import Assumptions


def generate_checked(
    source: Source | Routines,
    *,
    variables: Iterable[Expr | str] | None = None,
    wrt: Iterable[Expr | str] | None = None,
    ranges: Mapping[str, Any] | None = None,
    engines: Sequence[str] | None = None,
    assume: Assumptions = (),
    strict: bool = False,
    accuracy: bool = False,
    target: str = "python",
    name: str = "",
    signature: str = "scalars",
    standalone: bool = False,
    **kinds: Any,
) -> tuple[str, Verdict]:
    """The text of a module and the verdict that allowed it.

    `target`, `name`, `signature`, `standalone` and `kinds` (emit, mode, layout, kinks) are those of
    `symchain.codegen.generate`; `ranges` say where to sample: {"x": (1, 2)};
    `engines` names the further ones (those of JAX and PyTorch that are installed by default),
    `assume` and `strict` are those of `symchain.assuming`, `accuracy` measures it at many points of
    all sizes, not at a few.
    Raises CheckError where the functions disagree with an engine or where the formula has no
    sample point, and what `symchain.codegen.generate` raises.
    """
    from symchain.codegen.generate import requested, routines
    from symchain.parsing.assumptions import given

    if TAYLOR in words(kinds.get("emit") or ()):
        from symchain.checking import taylor

        return taylor.generate_kind(
            source,
            variables=variables,
            wrt=wrt,
            ranges=ranges,
            target=target,
            name=name,
            signature=signature,
            assume=assume,
            strict=strict,
            accuracy=accuracy,
            **kinds,
        )
    places = as_ranges(ranges)
    check_options(target, name, signature, kinds.get("kinks", MEAN))
    if isinstance(source, Routines):
        if assume != () or strict:
            raise SymchainError("a program that was read assumes what it says: nothing else")
        model, made = source.model, routines(source, variables, wrt, **kinds)
    else:
        request = requested(source, variables, wrt)
        model = given(_reread(request), assume, strict=strict)
        slopes = by(model.graph, request.wrt, None if wrt is None else request.wrt)
        several = request.scalar or len(request.outputs) > 1
        own = model if several else list(model.outputs.values())
        made = routines(
            own, request.variables, slopes, target=TARGETS[target], ranges=places, **kinds
        )

    text = partial(
        written,
        made,
        target,
        name=name,
        signature=signature,
        standalone=standalone,
        ranges=places,
    )
    known = installed() if engines is None else list(engines)
    verdict = check_source(text(), model, places, known, FULL if accuracy else LIGHT)
    if not verdict.passed:
        raise failed(verdict)
    return text(checked=verdict.summary()), verdict


def _reread(request: Request) -> Model:
    """The outputs from their own text, as they will be read again from the module's header."""
    from symchain.parsing.assumptions import texts

    formulas = [str(Expr(request.graph, root)) for root in request.roots]
    given = texts(request.graph)
    return model_of(list(request.outputs), formulas, request.variables, given, request.graph.strict)


def check_source(
    source: str,
    model: Model,
    ranges: Mapping[str, Any],
    engines: Sequence[str],
    profile: Profile = LIGHT,
) -> Verdict:
    """The verdict on emitted text, which must be our own: it is run."""
    from symchain.codegen.running import functions_of, in_doubles

    facts = in_doubles(source)
    functions = functions_of(source)
    graph = model.graph
    wrt = {name: graph.symbol(name) for name in facts["wrt"]}
    outputs = {name: expr.node for name, expr in model.outputs.items()}
    problem = Problem(outputs, wrt, facts["scalar"])
    subjects = [
        Subject(name, _sizes(kinds, problem), _run(functions[kinds], kinds, facts, problem))
        for kinds, name in facts["functions"].items()
    ]
    check_variables(model, ranges)
    variables = [graph.symbol(name) for name in facts["variables"]]
    roots = list(outputs.values())
    verdict = compare(subjects, graph, roots, problem, variables, ranges, engines)
    if "from scipy" in source or "import scipy" in source:
        verdict.notes.append("the module needs SciPy")
    if verdict.passed:
        verdict.accuracy = measured(subjects, graph, roots, problem, variables, ranges, profile)
        if verdict.accuracy is None and any(subject.size for subject in subjects):
            verdict.notes.append("accuracy was not measured: the formula is too large")
    return verdict


def _sizes(function: str, problem: Problem) -> dict[str, int]:
    """How many numbers each kind of a function returns, in dense form."""
    rows, columns = len(problem.outputs), len(problem.wrt)
    sizes = {"value": rows, "jvp": rows, "jacobian": rows * columns, "hessian": columns * columns}
    return {kind: sizes.get(kind, columns) for kind in function.split(AND)}


def _run(
    function: Callable[..., Any], kinds: str, facts: Mapping[str, Any], problem: Problem
) -> Callable[[list[float]], list[float]]:
    """A function of the module as one from a point to a flat list of numbers."""
    parts = kinds.split(AND)
    given = {DIRECTION: problem.direction, WEIGHTS: problem.weights}
    extra = [given[group] for group in groups_of(parts) if group in given]
    is_vector = facts["signature"] == "vector"
    sizes = {"jacobian": (len(problem.outputs), len(problem.wrt))}
    sizes["hessian"] = (len(problem.wrt), len(problem.wrt))

    def run(point: list[float]) -> list[float]:
        groups = [point, *extra]
        result = function(*groups) if is_vector else function(*[x for g in groups for x in g])
        results = result if len(parts) > 1 else (result,)
        flat: list[float] = []
        for part, numbers in zip(parts, results, strict=True):
            if part in sizes:
                numbers = dense(numbers, sizes[part], facts["layout"], part == "hessian")
            flat.extend(numbers if isinstance(numbers, tuple | list) else (numbers,))
        return flat

    return run


def dense(
    matrix: Sequence[Any], size: tuple[int, int], layout: str, symmetric: bool
) -> list[float]:
    """The entries of an emitted matrix row by row, zeros and both triangles included."""
    rows, columns = size
    if layout == "dense":
        return [entry for row in matrix for entry in row]
    places, second, values = matrix
    if layout == "rows":
        places = [row for row in range(rows) for _ in range(places[row], places[row + 1])]
    flat = [0.0] * (rows * columns)
    for i, j, entry in zip(places, second, values, strict=True):
        flat[i * columns + j] = entry
        if symmetric:
            flat[j * columns + i] = entry
    return flat


def check_file(path: str, ranges: Mapping[str, Any], accuracy: bool = False) -> Verdict:
    """The verdict on a module that was written before; its own text is never run."""
    from symchain.codegen.header import digest, read_header

    text = _read(path)
    facts: dict[str, Any]
    facts, code = read_header(text)
    if digest(code) != facts["sha256"]:
        return _refused("the code was changed after it was written: its hash differs")
    expected, check = _prepared(facts, ranges, FULL if accuracy else LIGHT)
    if expected != text:
        line = _first_difference(text, expected)
        return _refused(
            f"line {line} is not what symchain {facts.get('version')} writes for this formula; "
            "generate the module again"
        )
    return check()


def _prepared(
    facts: dict[str, Any], ranges: Mapping[str, Any], profile: Profile
) -> tuple[str, Callable[[], Verdict]]:
    """The module that the header's facts describe, and its check."""
    if facts.get("kind") == "implicit":
        from symchain.checking import implicit

        expected, system = implicit.regenerated(facts)
        places = {**ranges_of(facts), **ranges}
        many = implicit.MANY_POINTS if profile is FULL else implicit.POINTS
        return expected, lambda: implicit.check_source(expected, system, places, many)
    if facts.get("kind") == TAYLOR:
        from symchain.checking import taylor

        expected, formula = taylor.regenerated(facts)
        places = {**ranges_of(facts), **ranges}
        many = taylor.MANY_POINTS if profile is FULL else 0
        return expected, lambda: taylor.check_source(expected, formula, places, many)
    expected, model = regenerated(facts)
    places = {**ranges_of(facts), **ranges}
    return expected, lambda: check_source(expected, model, places, installed(), profile)


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
