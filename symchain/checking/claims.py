"""Derivatives made by hand: right, or wrong and where."""

from __future__ import annotations

import math

from symchain.calculus import derivatives, refuse_conditions
from symchain.checking.compare import Subject, compare
from symchain.checking.probes import Problem
from symchain.checking.verdict import Finding, Verdict
from symchain.errors import SymchainError
from symchain.evaluation.floats import Tape
from symchain.evaluation.reference import Reference
from symchain.graph.expr import Expr, into
from symchain.parsing.names import check_variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def judge(expr: Expr, claims: Mapping[str, Expr], ranges: Mapping[str, Any]) -> Verdict:
    """The verdict on claimed partial derivatives; where one is wrong, with the right one as a note.

    Raises SymchainError where a claim is for no variable of the formula, or has a variable that
    the formula lacks.
    """
    refuse_conditions(expr)
    graph = expr.graph
    check_variables(expr, claims)
    names = [variable.name for variable in expr.variables]
    whole: Verdict | None = None
    for name, claim in claims.items():
        refuse_conditions(claim)
        extra = [v.name for v in claim.variables if v.name not in (*names, name)]
        if extra:
            raise SymchainError(
                f"the claim for d/d{name} has '{extra[0]}', which the formula lacks"
            )
        variable = graph.symbol(name)
        variables = [graph.symbol(known) for known in names]
        if variable not in variables:
            variables.append(variable)
        verdict = _judge_one(expr, into(graph, claim), variable, variables, ranges)
        if not verdict.passed:
            right = derivatives(expr, [name])[name]
            verdict.notes.append(f"d/d{name} is {right}")
            return verdict
        whole = verdict if whole is None else whole
    if whole is None:
        raise SymchainError('there is no claim to judge: give one, as in --claim x="2*x"')
    return whole


def _judge_one(
    expr: Expr, claim: int, variable: int, variables: list[int], ranges: Mapping[str, Any]
) -> Verdict:
    reference = Reference(expr.graph, [claim])
    seen: list[tuple[float, list[float]]] = []

    def claimed(inputs: list[float]) -> float:
        return float(reference.settled(dict(zip(variables, inputs, strict=True)))[0])

    def gradient(inputs: list[float]) -> list[float]:
        value = claimed(inputs)
        seen.append((value, inputs))
        return [value]

    graph, root = expr.graph, expr.node
    check_variables(expr, ranges)
    problem = Problem({"f": root}, {graph.names[variable]: variable}, scalar=True)
    subject = Subject("the claim", {"gradient": 1}, gradient)
    verdict = compare([subject], graph, [root], problem, variables, ranges)
    failure = verdict.failure
    if isinstance(failure, Finding) and math.isfinite(failure.got) and failure.expected:
        factor = failure.got / failure.expected
        truth = Tape(expr.graph, expr.node, [variable])
        ratios = []
        first = seen[0][1]
        moved = [[x * scale + 0.03125 for x in first] for scale in (1.25, 0.75, 1.5)]
        for value, inputs in seen[:1] + [(claimed(point), point) for point in moved]:
            slope = truth.gradient(dict(zip(variables, inputs, strict=True)))[1][0]
            ratios.append(value / slope if slope else math.nan)
        if len(ratios) > 1 and all(abs(r - factor) <= 1e-9 * abs(factor) for r in ratios):
            verdict.notes.append(f"the claim is {factor:.6g} times the derivative everywhere")
    return verdict
