"""The coefficient of order k of a row, from coefficients of others, as data that targets write.

Griewank and Walther, Evaluating Derivatives (2008), chapter 13.
"""

from __future__ import annotations

from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, POWER, SUBTRACT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.calculus.taylor.series import Step
    from symchain.codegen.series import Layout

# A sign, a word, nodes. The word "" is the coefficient of order k of a row; "*" and "/" are of two
# nodes, of which one is a number; any other word is a routine of symchain.codegen.support.series,
# which takes rows, numbers, and k.
Term = tuple[str, str, tuple[int, ...]]


def recurrence(made: Layout, step: Step) -> list[Term]:
    """The coefficient of order k as a sum of terms; none where all are 0 or those of another row.

    A row of where is one of two others.
    """
    if step.node == made.plan.variable:
        return []
    if step.slopes:
        return [_chain(made, arg, slope) for arg, slope in step.slopes]
    if step.op in (ADD, SUBTRACT, NEGATE):
        return _linear(made, step)
    if step.op is MULTIPLY:
        return [_product(made, *step.args)]
    if step.op is DIVIDE:
        return [_quotient(made, step)]
    if step.op is POWER:
        return [("+", "series_power", (*step.args, step.node))]
    return []


def _linear(made: Layout, step: Step) -> list[Term]:
    """The terms that vary, with their signs."""
    signs = {ADD: "++", SUBTRACT: "+-", NEGATE: "-"}[step.op]
    return [
        (sign, "", (arg,)) for sign, arg in zip(signs, step.args, strict=True) if arg in made.steps
    ]


def _product(made: Layout, a: int, b: int) -> Term:
    if a == b:
        return "+", "series_square", (a,)
    word = "convolution" if a in made.steps and b in made.steps else "*"
    return "+", word, (a, b)


def _quotient(made: Layout, step: Step) -> Term:
    a, b = step.args
    if b not in made.steps:
        return "+", "/", (a, b)
    if a not in made.steps:
        return "+", "series_inverse", (b, step.node)
    return "+", "series_quotient", (a, b, step.node)


def _chain(made: Layout, arg: int, slope: int) -> Term:
    if slope not in made.steps:
        return _product(made, slope, arg)
    return "+", "series_chain", (arg, slope)
