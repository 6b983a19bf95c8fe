"""Programs in the operations that a target can spell, and programs as graphs again."""

from __future__ import annotations

from symchain.codegen.lower import lower
from symchain.codegen.optimisation.reciprocals import with_reciprocals
from symchain.codegen.program import Program
from symchain.functions import TABLE
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from symchain.codegen.targets.target import Target
    from symchain.graph.rational import Rational

LARGEST_DENOMINATOR = 1_000  # of a fraction that a double stands for
PLAIN = 1_000_000  # numbers below are written with all their digits


def fitted(program: Program, target: Target) -> Program:
    """The program after the last passes of a target, with definitions for what it cannot spell.

    A program that the target can spell stays as it is; another one is lowered again. Where a
    division costs more than a product, divisions by one number become products with its reciprocal.
    """
    if not all(_is_fit(program, step, target) for step in reachable(program, program.outputs)):
        graph = Graph()
        image: dict[int, int] = {}
        for step in reachable(program, [*program.inputs.values(), *program.outputs]):
            image[step] = node_of(graph, program, step, image)
        nodes = [image[output] for output in program.outputs]
        program = lower(graph, nodes, list(program.inputs), target).check()
    if target.reciprocals:
        program = with_reciprocals(program)
    return target.prepare(program) if target.prepare else program


def _is_fit(program: Program, step: int, target: Target) -> bool:
    """Whether a target can spell a step, or nobody knows how else to compute it."""
    op, args = program.ops[step], program.args[step]
    if len(args) > 1 and op.name in target.pairwise:
        return len(args) == 2 and TABLE[target.pairwise[op.name]] is op
    return not (op.definition and args) or bool(target.spelling(op))


def node_of(graph: Graph, program: Program, step: int, image: Mapping[int, int]) -> int:
    """The node of a step as it stands, its arguments by their nodes."""
    if step in program.constants:
        return graph.constant(*exact(program.constants[step]))
    if step in program.names:
        return graph.symbol(program.names[step])
    return graph.intern(program.ops[step], tuple([image[arg] for arg in program.args[step]]))


def exact(value: float) -> Rational:
    """The simplest number of which a double is the nearest one, so that it can be read.

    >>> exact(0.1), exact(1 / 3), exact(0.123456789)
    ((1, 10), (1, 3), (123456789, 1000000000))
    """
    from decimal import Decimal
    from fractions import Fraction

    near = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    if abs(near) < PLAIN and near.numerator / near.denominator == value:
        return near.numerator, near.denominator
    return Decimal(repr(value)).as_integer_ratio()
