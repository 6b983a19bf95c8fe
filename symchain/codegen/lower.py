"""`lower`: from the nodes of a graph to a `Program`, in forms that are cheap to run.

The forms keep the value to a rounding or two: x^2 is x*x, x^(5/2) is x*x*sqrt(x), x/3 divides
once. A function that the target cannot spell is replaced by its definition.
"""

from __future__ import annotations

from symchain.codegen.coefficients import collected
from symchain.codegen.constants import literals, nearest_double
from symchain.codegen.optimisation import estimated, optimised
from symchain.codegen.program import Program
from symchain.errors import SymchainError
from symchain.evaluation.constants import with_exact_constants
from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, CONSTANT, DIVIDE, MULTIPLY, POWER, SYMBOL
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.definitions import expanded
from symchain.graph.graph import Graph
from symchain.graph.walk import operations as graph_operations
from symchain.graph.walk import reachable
from symchain.graph.walk import variables as variables_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symchain.codegen.targets.target import Target

LARGEST_POWER = 16  # x^n up to here is written as products
LARGEST_ROOT_POWER = 9  # x^(n/2) up to here is written as products and one square root
MANY = 2_000  # nodes beyond which a straight line is not written only to be counted
SQRT, ABS, HYPOT, LOGSUMEXP = [TABLE[name] for name in ("sqrt", "abs", "hypot", "logsumexp")]


def lower(
    graph: Graph, outputs: Sequence[int], variables: Sequence[str], target: Target
) -> Program:
    """The program that computes the outputs' nodes from the variables, optimised."""
    return optimised(_straight(graph, outputs, variables, target))


def straight_operations(graph: Graph, nodes: Sequence[int]) -> int:
    """The operations of the straight line that nodes become, as a few passes tell.

    Of very many nodes it is those of the graph.
    """
    from symchain.codegen.targets import TARGETS

    if len(reachable(graph, nodes)) > MANY:
        return graph_operations(graph, nodes)
    names = [graph.names[node] for node in variables_of(graph, nodes)]
    return estimated(_straight(graph, nodes, names, TARGETS["python"]))


def _straight(
    graph: Graph, outputs: Sequence[int], variables: Sequence[str], target: Target
) -> Program:
    """The program as the nodes are written."""
    nodes = with_exact_constants(graph, expanded(graph, outputs, target.spelling))
    nodes = collected(graph, nodes)
    order = reachable(graph, nodes)
    lowering = _Lowering(graph, order, nodes, Program(variables), target)
    for node in lowering.needed():
        lowering.add(node)
    program = lowering.program
    program.outputs = [lowering.image[node] for node in nodes]
    return program


class _Lowering:
    """The step of each node, and what the forms of arithmetic must know of the whole."""

    def __init__(
        self, graph: Graph, order: list[int], outputs: list[int], program: Program, target: Target
    ) -> None:
        self.pairwise, self.threes = target.pairwise, target.threes
        self.graph = graph
        self.program = program
        self.order = order
        self.outputs = outputs
        self.literals = literals(graph, order, outputs)
        self.image: dict[int, int] = {}
        self.exponents: dict[int, set[int]] = {}
        self.powers: dict[int, dict[int, int]] = {}
        for node in order:
            if graph.ops[node] is POWER:
                base, exponent = graph.args[node]
                self._note_exponent(base, graph.constants.get(exponent))

    def _note_exponent(self, base: int, exponent: tuple[int, int] | None) -> None:
        if exponent is None or exponent[0] <= 0:
            return
        n, root = exponent
        if root == 1 and n <= LARGEST_POWER:
            self.exponents.setdefault(base, set()).add(n)
        elif root == 2 and n <= LARGEST_ROOT_POWER:
            self.exponents.setdefault(base, set()).add(n // 2)

    def needed(self) -> list[int]:
        """The nodes that are computed: what only constants need is left out."""
        wanted = set(self.outputs)
        for node in reversed(self.order):
            if node in wanted and node not in self.literals:
                wanted.update(self.graph.args[node])
        return [node for node in self.order if node in wanted]

    def add(self, node: int) -> None:
        """Appends what a node needs to the program."""
        graph, program = self.graph, self.program
        op, args = graph.ops[node], graph.args[node]
        if node in self.literals:
            self.image[node] = program.constant(self.literals[node])
        elif op is CONSTANT:
            self.image[node] = program.constant(nearest_double(graph.constants[node]))
        elif op is SYMBOL:
            self.image[node] = self._input(graph.names[node])
        else:
            form = _FORMS.get(op)
            self.image[node] = form(self, *args) if form else self._plain(op, args)

    def _input(self, name: str) -> int:
        if name not in self.program.inputs:
            raise SymchainError(f"'{name}' is not among the variables")
        return self.program.inputs[name]

    def _plain(self, op: Op, args: tuple[int, ...]) -> int:
        images = [self.image[arg] for arg in args]
        if op.variadic and len(args) == 1:
            assert op is HYPOT or op is LOGSUMEXP  # of one number: its size, the number itself
            return self.program.step(ABS, *images) if op is HYPOT else images[0]
        if op.name not in self.pairwise:
            return self.program.step(op, *images)
        pair, three = TABLE[self.pairwise[op.name]], self.threes.get(op.name)
        images.reverse()
        result = images.pop()
        while images:
            if three and len(images) > 1:
                result = self.program.step(three, result, images.pop(), images.pop())
            else:
                result = self.program.step(pair, result, images.pop())
        return result

    # ---- forms

    def product(self, a: int, b: int) -> int:
        """a*b; a coefficient such as 1/3 divides, since 1/3 is no double."""
        value = self.graph.constants.get(a)
        if value is not None and rational.divides(value):
            return self.program.step(
                DIVIDE, self.image[b], self.program.constant(float(value[0] * value[1]))
            )
        return self._plain(MULTIPLY, (a, b))

    def power(self, base: int, exponent: int) -> int:
        """base^exponent by products where the exponent is a small whole or half number."""
        value = self.graph.constants.get(exponent)
        if value is not None and base in self.exponents and value[0] > 0:
            n, root = value
            if root == 1 and n <= LARGEST_POWER:
                return self._whole_power(base, n)
            if root == 2 and n <= LARGEST_ROOT_POWER:
                step = self.program.step(SQRT, self.image[base])
                return self.program.step(MULTIPLY, self._whole_power(base, n // 2), step)
        if value == rational.ZERO:  # pow(nan, 0) is 1: what has no value must not get one
            nothing = self.program.step(MULTIPLY, self.program.constant(0.0), self.image[base])
            return self.program.step(ADD, self.program.constant(1.0), nothing)
        return self._plain(POWER, (base, exponent))

    def _whole_power(self, base: int, n: int) -> int:
        if base not in self.powers:
            self.powers[base] = {1: self.image[base]}
            for wanted in sorted(self.exponents[base]):
                self._chain(self.powers[base], wanted)
        return self.powers[base][n]

    def _chain(self, known: dict[int, int], n: int) -> None:
        """Adds the step of the n-th power: a product of two known ones, or by squaring."""
        wanted = [n] if n not in known else []
        while wanted and not any(n - m in known for m in known):
            n = n // 2 if n % 2 == 0 else n - 1
            wanted.append(n)
        for power in reversed(wanted):
            m = max([m for m in known if power - m in known])
            known[power] = self.program.step(MULTIPLY, known[m], known[power - m])


_FORMS: dict[Op, Callable[[_Lowering, int, int], int]] = {
    MULTIPLY: _Lowering.product,
    POWER: _Lowering.power,
}
