"""The names of the rules: what stands beside each line of a derivation."""

from __future__ import annotations

from symchain.display import narration
from symchain.display.narration import View
from symchain.display.notation import SLOPE, free_names, sign
from symchain.graph.walk import operations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Remark = list[str | int]  # words, and nodes of formulas

LETTERS = "uvwpqrs"  # what the arguments of an outer function are called
MOST_ARGUMENTS = 3
SHORT = 9  # operations of a slope that fits into a remark


def remark(view: View, node: int) -> Remark:
    """The rule by which a node is differentiated, in words and formulas."""
    rule = view.records[node].rule
    found = REMARKS.get(rule)
    if found is not None and found is not _chain:
        return found(view, node)
    if all(narration.slope_of(view, node, i) == view.zero for i in view.active(node)):
        return ["slope 0 between its jumps"]
    return found(view, node) if found else [rule]


def _sum(view: View, node: int) -> Remark:
    words = "sum rule"
    terms = narration.terms(view, node)
    if any(narration.peeled(view, term)[1] for _, term in terms):
        words += ", constant factors stay"
    if len(terms) == 1:
        words = "a constant term has slope 0"
    return [words]


def _product(view: View, node: int) -> Remark:
    count = len(narration.factors(view, node)[1])
    return ["product rule" if count == 2 else f"product rule for {count} factors"]


def _reciprocal(view: View, node: int) -> Remark:
    return ["reciprocal rule"]


def _power(view: View, node: int) -> Remark:
    base = view.graph.args[node][0]
    return ["power rule"] if base == view.variable else ["power rule, then ", *_chain(view, node)]


def _exponential(view: View, node: int) -> Remark:
    exponent = view.graph.args[node][1]
    if exponent == view.variable:
        return ["exponential rule"]
    return ["exponential rule, then ", *_chain(view, node)]


def _general_power(view: View, node: int) -> Remark:
    """The rule for letters: d/dx u^v by u as a power and by v as an exponential."""
    graph = view.graph
    letters = _letters(view, 2)
    power = graph.power(*letters)
    rule = view.zero
    for position, letter in enumerate(letters):
        slope = graph.intern(SLOPE, (letter, view.variable))
        rule = graph.add(rule, graph.multiply(narration.slope_of(view, power, position), slope))
    whole = graph.intern(SLOPE, (power, view.variable))
    return ["general power rule: ", whole, " = ", rule]


def _chain(view: View, node: int) -> Remark:
    """The outer function, what stands inside of it, and the slopes of the outer one."""
    graph = view.graph
    op, args, positions = graph.ops[node], graph.args[node], view.active(node)
    if len(positions) > MOST_ARGUMENTS:
        return ["chain rule in each argument"]
    if len(args) > 1 and all(args[i] == view.variable for i in positions) and len(positions) == 1:
        return [f"derivative of {op.name} by its argument {positions[0] + 1}"]
    letters = dict(zip(positions, _letters(view, len(positions)), strict=True))
    outer = graph.intern(op, tuple([letters.get(i, arg) for i, arg in enumerate(args)]))
    told: Remark = ["chain rule: outer ", outer]
    for position, letter in letters.items():
        told += [", inner ", letter, " = ", args[position]]
    for position, letter in letters.items():
        slope = narration.slope_of(view, outer, position)
        if operations(graph, [slope]) <= SHORT:
            told += [", ", graph.intern(SLOPE, (outer, letter)), " = ", slope]
    return told


def _letters(view: View, count: int) -> list[int]:
    """Signs that stand for any formula, called by letters that no variable has."""
    if not view.letters:
        names = free_names(view.graph, LETTERS, MOST_ARGUMENTS)
        view.letters = [sign(view.graph, name) for name in names]
    return view.letters[:count]


REMARKS: dict[str, Callable[[View, int], Remark]] = {
    "identity": lambda view, node: ["the variable itself"],
    "sum": _sum,
    "difference": _sum,
    "constant multiple": lambda view, node: ["constant multiple rule"],
    "product": _product,
    "quotient": lambda view, node: ["quotient rule"],
    "reciprocal": _reciprocal,
    "power": _power,
    "exponential": _exponential,
    "general power": _general_power,
    "piecewise": lambda view, node: ["branch by branch"],
    "chain rule": _chain,
}
