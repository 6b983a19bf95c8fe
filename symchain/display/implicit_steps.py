"""Implicit differentiation on the board: F = 0 differentiated along the curve, and solved."""

from __future__ import annotations

from symchain.calculus import derivation
from symchain.display.board import Chapter, chapter
from symchain.display.notation import SLOPE, differential, free_name, sign
from symchain.errors import SymchainError
from symchain.graph.expr import Expr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.calculus.implicit import Implicit
    from symchain.calculus.implicit.prolongation import Stage

MOST_PARTIALS = 12  # of a system of equations
MOST_ROWS = 20  # of the derivation of one partial derivative


def pages_of(found: Implicit, variable: str, full: bool) -> tuple[list[Chapter], Expr]:
    """The derivatives of implicit functions by one variable, from the record, and the last one.

    Raises SymchainError for a variable that was not differentiated by.
    """
    if variable not in found.wrt:
        raise SymchainError(
            f"nothing was differentiated by '{variable}' (known: {', '.join(found.wrt)})"
        )
    pages = [_equations(found)]
    if len(found.system.residuals) == 1 and full:
        pages += _both_partials(found, variable)
    else:
        pages[0].rows += _partials(found, variable).rows
    for order in range(1, found.order + 1):
        pages.append(_stage(found, found.record.stages[(variable,) * order]))
    answer = _outputs(found, variable, pages[-1])
    return pages, Expr(found.system.graph, answer)


def _outputs(found: Implicit, variable: str, page: Chapter) -> int:
    """Adds the derivatives of a program's results; the formula of the last line."""
    for name, row in found.outputs.items():
        left = differential(page.graph, name, variable, found.order)
        page.say("along the solution", left=left, right=row[variable].node, whole=True)
    answer = page.rows[-1].right
    assert answer is not None
    return answer


def _equations(found: Implicit) -> Chapter:
    page = Chapter(found.system.graph)
    names = ", ".join(found.system.dependents)
    letter = free_name(page.graph, "FGH")
    for number, residual in enumerate(found.system.residuals, 1):
        name = letter if len(found.system.residuals) == 1 else f"{letter}{number}"
        page.say(f"{name} = 0 defines {names}", left=sign(page.graph, name), right=residual)
    return page


def _both_partials(found: Implicit, variable: str) -> list[Chapter]:
    """The derivation of F by the variable and by the dependent, the other one held fixed."""
    graph, record = found.system.graph, found.record
    (residual,) = found.system.residuals
    (dependent,) = found.system.dependents
    by = derivation(graph, residual, graph.symbol(variable))
    across = derivation(graph, residual, graph.symbol(dependent))
    return [
        chapter(by, record.partials([variable])[0][0], MOST_ROWS, f"{dependent} held fixed"),
        chapter(across, record.jacobian[0][0], MOST_ROWS, f"{variable} held fixed"),
    ]


def _partials(found: Implicit, variable: str) -> Chapter:
    """The partial derivatives of each equation, one in a line."""
    graph, record = found.system.graph, found.record
    page = Chapter(graph)
    names = [variable, *found.system.dependents]
    columns = [record.partials([variable]), record.jacobian]
    for residual, first, rest in zip(found.system.residuals, *columns, strict=True):
        for name, slope in zip(names, [*first, *rest], strict=True):
            if len(page.rows) < MOST_PARTIALS:
                left = graph.intern(SLOPE, (residual, graph.symbol(name)))
                page.say("partial derivative", left=left, right=slope, depth=1)
    return page


def _stage(found: Implicit, stage: Stage) -> Chapter:
    """The equations differentiated along the solution, solved for the highest derivatives."""
    graph, record = found.system.graph, found.record
    page = Chapter(graph)
    variable, zero = stage.index[-1], graph.constant(0)
    moving = ", ".join(found.system.dependents)
    words = f"differentiated by {variable}, {moving} moving with {variable}"
    for total in stage.totals:
        page.say(words if len(stage.index) == 1 else "and once more", left=total, right=zero)
    for dependent, solution in zip(found.system.dependents, stage.solutions, strict=True):
        name = record.names[dependent, stage.index]
        formula = record.formulas[dependent, stage.index]
        words = f"solved for {graph.names[name]}{_theorem(found, stage)}"
        page.say(words, left=name, right=solution, whole=formula == solution)
        if formula != solution:
            page.say("put in, and shortened by the equation", right=formula, whole=True)
    return page


def _theorem(found: Implicit, stage: Stage) -> str:
    """The implicit function theorem in letters, where one equation is solved for the first time."""
    if len(stage.index) > 1 or len(stage.totals) > 1:
        return ""
    letter = free_name(found.system.graph, "FGH")
    return f": -{letter}_{stage.index[0]}/{letter}_{found.system.dependents[0]}"
