"""What emitted functions return: value, gradient, Jacobian, Hessian, and products with them."""

from __future__ import annotations

from itertools import accumulate

from symchain.calculus.matrices import jacobians
from symchain.codegen.accuracy import before_derivatives, within
from symchain.codegen.lower import straight_operations
from symchain.errors import SymchainError
from symchain.graph.walk import operations
from symchain.simplification import simplify_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from symchain.calculus.matrices.jacobians import Entries
    from symchain.codegen.shapes import Shape
    from symchain.codegen.targets.target import Target
    from symchain.graph.graph import Graph

TAYLOR = "taylor"  # of a module of its own, see taylor: its kind and what its function is called
AND = "_and_"  # joins kinds in the name of one function that returns them all
LAYOUTS = ("dense", "coordinates", "rows")
POINT, DIRECTION, WEIGHTS = "point", "direction", "weights"  # groups of arguments


class Request:
    """What a module computes: outputs by name, arguments, variables to differentiate by.

    `roots` are the outputs as they were written. `scalar` says that the one output is a number of
    its own, not a tuple of one. `mode` and `layout` are those of matrices, `kinks` what a
    derivative is at kinks; the functions of the stable forms are those of the `target`, which have
    to hold in `ranges`.
    """

    def __init__(
        self,
        graph: Graph,
        outputs: dict[str, int],
        variables: Sequence[str],
        wrt: Sequence[str],
        scalar: bool,
        mode: str = "auto",
        layout: str = "dense",
        kinks: str = "mean",
        *,
        target: Target,
        ranges: Mapping[str, Any] | None = None,
    ) -> None:
        if layout not in LAYOUTS:
            raise SymchainError(f"unknown layout '{layout}' ({', '.join(LAYOUTS)})")
        self.graph = graph
        self.outputs = outputs
        self.roots = list(outputs.values())
        self.target = target
        self.domain = within(graph, ranges or {})
        self.variables = list(variables)
        self.wrt = list(wrt)
        self.scalar = scalar
        self.mode = mode
        self.layout = layout
        self.kinks = kinks
        self.columns = [graph.symbol(name) for name in wrt]
        self.jacobian: Entries | None = None
        self._stable: list[int] | None = None
        self.conditions: set[int] = set()  # of choices between forms of one value

    @property
    def stable(self) -> list[int]:
        """The nodes of the outputs in the forms that are differentiated and emitted."""
        if self._stable is None:
            graph = self.graph
            written = simplify_all(graph, self.roots) if graph.given else self.roots
            self._stable = before_derivatives(graph, written, self.target, self.conditions)
        return self._stable

    def group(self, name: str) -> list[str]:
        """The names of a group of arguments."""
        facts = {"variables": self.variables, "wrt": self.wrt, "outputs": list(self.outputs)}
        return group_names(facts)[name]

    def arguments(self, kinds: Sequence[str]) -> list[str]:
        """The names of the arguments of a function of some kinds."""
        return [argument for group in groups_of(kinds) for argument in self.group(group)]

    def seeds(self, name: str) -> list[int]:
        """The nodes of a group's arguments."""
        return [self.graph.symbol(argument) for argument in self.group(name)]

    def slopes(self) -> Entries:
        """The entries of the Jacobian."""
        if self.jacobian is None:
            cost = straight_operations if len(self.stable) > 1 else operations
            self.jacobian, _ = jacobians.entries(
                self.graph, self.stable, self.columns, self.mode, kinks=self.kinks, cost=cost
            )
        return self.jacobian


class Part:
    """The result of one kind: the nodes that it needs.

    `constants` are the tuples of whole numbers that tell the places of a sparse matrix's entries.
    """

    def __init__(
        self, nodes: list[int], constants: dict[str, tuple[int, ...]] | None = None
    ) -> None:
        self.nodes = nodes
        self.constants = constants or {}


def value(request: Request) -> Part:
    return Part(request.stable)


def gradient(request: Request) -> Part:
    single(request, "gradient")
    slopes, zero = request.slopes(), request.graph.constant(0)
    return Part([slopes.get((0, j), zero) for j in range(len(request.columns))])


def jacobian(request: Request) -> Part:
    return _matrix(request, request.slopes(), len(request.roots), "jacobian")


def hessian(request: Request) -> Part:
    single(request, "Hessian")
    graph, (root,) = request.graph, request.stable
    found = jacobians.hessian_entries(graph, root, request.columns, request.mode, request.kinks)
    if request.layout != "dense":
        found = {(i, j): node for (i, j), node in found.items() if j <= i}
    return _matrix(request, found, len(request.columns), "hessian")


def jvp(request: Request) -> Part:
    seeds = dict(zip(request.columns, request.seeds(DIRECTION), strict=True))
    return Part(jacobians.product_forward(request.graph, request.stable, seeds, request.kinks))


def vjp(request: Request) -> Part:
    graph = request.graph
    seeds: dict[int, int] = {}
    for root, weight in zip(request.stable, request.seeds(WEIGHTS), strict=True):
        seeds[root] = graph.add(seeds[root], weight) if root in seeds else weight
    return Part(jacobians.product_reverse(graph, seeds, request.columns, request.kinks))


def hvp(request: Request) -> Part:
    single(request, "Hessian")
    seeds = dict(zip(request.columns, request.seeds(DIRECTION), strict=True))
    root = request.stable[0]
    return Part(jacobians.product_hessian(request.graph, root, seeds, request.kinks))


KINDS: dict[str, tuple[Callable[[Request], Part], str]] = {
    "value": (value, "The value."),
    "gradient": (gradient, "The partial derivatives."),
    "jacobian": (jacobian, "The Jacobian: a row of partial derivatives for each value."),
    "hessian": (hessian, "The Hessian; of a sparse one the lower triangle."),
    "jvp": (jvp, "The derivative along a direction."),
    "vjp": (vjp, "The gradient of the weighted sum of the values."),
    "hvp": (hvp, "The Hessian times a direction."),
}


SINGLE = frozenset(("gradient", "hessian", "hvp"))  # of one output only
SECOND = frozenset(("hessian", "hvp"))  # of second order
MATRICES = ("jacobian", "hessian")
GROUPS = {"jvp": DIRECTION, "hvp": DIRECTION, "vjp": WEIGHTS}  # beside the point


def groups_of(kinds: Sequence[str]) -> list[str]:
    """The groups of arguments that a function of some kinds takes, in their order."""
    taken = {POINT, *[GROUPS[kind] for kind in kinds if kind in GROUPS]}
    return [group for group in (POINT, DIRECTION, WEIGHTS) if group in taken]


def group_names(facts: Mapping[str, Any]) -> dict[str, list[str]]:
    """The names of each group's arguments; those of products cannot be spelled in a formula."""
    return {
        POINT: list(facts["variables"]),
        DIRECTION: [f"d {variable}" for variable in facts["wrt"]],
        WEIGHTS: [f"w {output}" for output in facts["outputs"]],
    }


def part(request: Request, kind: str) -> Part:
    """The result of a kind."""
    return KINDS[kind][0](request)


def words(emit: Sequence[str] | str) -> list[str]:
    """What is to be emitted, as a list; a text has it between spaces or commas.

    >>> words("value, gradient")
    ['value', 'gradient']
    """
    if isinstance(emit, str):
        return emit.replace(",", " ").split()
    if not hasattr(emit, "__iter__"):
        raise _unknown(emit)
    return [str(word) for word in emit]


def _unknown(name: object) -> SymchainError:
    return SymchainError(f"unknown function '{name}' (known: {', '.join([*KINDS, TAYLOR])})")


def functions_of(emit: Sequence[str] | str | None, scalar: bool) -> list[str]:
    """The functions that are wanted: each kind, and one of all kinds together.

    A function of several kinds can be named: value_and_gradient. Raises SymchainError for an
    unknown kind.

    >>> functions_of(["value", "hvp"], True)
    ['value', 'hvp', 'value_and_hvp']
    """
    wanted = list(dict.fromkeys(words(emit or ("value", "gradient" if scalar else "jacobian"))))
    for name in wanted:
        kinds = name.split(AND)
        unknown = [kind for kind in kinds if kind not in KINDS]
        if unknown or len(set(kinds)) < len(kinds):
            raise _unknown(name)
    if len(wanted) > 1 and not any(AND in name for name in wanted):
        wanted.append(AND.join(wanted))
    return wanted


def single(request: Request, what: str) -> None:
    """Raises SymchainError where there are several outputs."""
    if len(request.roots) != 1:
        raise SymchainError(
            f"the {what} is of one output, here are {len(request.roots)}: "
            f"{', '.join(request.outputs)}; ask for the jacobian, or choose one output"
        )


def shape_of(kind: str, facts: Mapping[str, Any], constants: Mapping[str, Sequence[int]]) -> Shape:
    """The shape in which a kind's numbers come back, for a module of which such facts are told."""
    rows, columns = len(facts["outputs"]), len(facts["wrt"])
    if kind in ("value", "jvp"):
        return 0 if facts["scalar"] else list(range(rows))
    if kind not in MATRICES:
        return list(range(columns))
    if facts["layout"] == "dense":
        height = rows if kind == "jacobian" else columns
        return [list(range(i * columns, (i + 1) * columns)) for i in range(height)]
    names = pattern_names(kind, facts["layout"])
    return [*names, list(range(len(constants[names[1]])))]


def pattern_names(kind: str, layout: str) -> tuple[str, str]:
    """What the tuples are called that tell the places of a sparse matrix's entries."""
    first = {"coordinates": "ROWS", "rows": "STARTS"}[layout]
    return f"{kind.upper()}_{first}", f"{kind.upper()}_COLUMNS"


def _matrix(request: Request, entries: Entries, rows: int, kind: str) -> Part:
    """A matrix row by row, or the numbers and the places of its entries."""
    if request.layout == "dense":
        zero = request.graph.constant(0)
        columns = range(len(request.columns))
        return Part([entries.get((i, j), zero) for i in range(rows) for j in columns])
    places = sorted(entries)
    row_numbers = tuple([i for i, _ in places])
    first = row_numbers if request.layout == "coordinates" else _starts(row_numbers, rows)
    names = pattern_names(kind, request.layout)
    constants = dict(zip(names, (first, tuple([j for _, j in places])), strict=True))
    return Part([entries[place] for place in places], constants)


def _starts(row_numbers: Sequence[int], rows: int) -> tuple[int, ...]:
    """Where each row begins among the entries, and their number at the end."""
    counts = [0] * (rows + 1)
    for row in row_numbers:
        counts[row + 1] += 1
    return tuple(accumulate(counts))
