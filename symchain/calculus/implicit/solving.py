"""Linear equations of formulas, solved by formulas: unknowns that stand alone, then minors.

An equation with one unknown is divided by its coefficient, which divides the determinant; what is
left is solved by Cramer's rule, with every minor made once. So there is no division by what may
vanish where the determinant does not: a solution has a value wherever the system has one.
"""

from __future__ import annotations

from itertools import combinations
from math import comb

from symchain.errors import BudgetError, DerivativeError
from symchain.graph.graph import Graph
from symchain.simplification import simplify_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Rows = tuple[int, ...]

MOST_EQUATIONS = 100
MOST_OPERATIONS = 3_000  # of all minors together: dense systems of up to 5 coupled equations


class Elimination:
    """The plan by which a square matrix of nodes is solved, for any number of right sides.

    `first` and `last` are the places (row, column) of unknowns that stand alone in an equation,
    or in only one equation; `rows` and `columns` are what is left. Raises DerivativeError where
    the determinant is zero everywhere, BudgetError where the minors would be too many.
    """

    __slots__ = ("_minors", "columns", "first", "graph", "last", "matrix", "rows")

    def __init__(self, graph: Graph, matrix: Sequence[Sequence[int]]) -> None:
        if len(matrix) > MOST_EQUATIONS:
            raise BudgetError(
                f"{len(matrix)} equations are too many for formulas (at most {MOST_EQUATIONS}); "
                "emit a module instead, which solves them by numbers"
            )
        self.graph = graph
        self.matrix = [list(row) for row in matrix]
        self.rows = self.columns = tuple(range(len(matrix)))
        self.first: list[tuple[int, int]] = []
        self.last: list[tuple[int, int]] = []
        self._minors: dict[tuple[Rows, Rows], int] = {}
        while self._take_single():
            pass
        cost = minor_operations(len(self.rows))
        if cost > MOST_OPERATIONS:
            raise BudgetError(
                f"{len(self.rows)} equations are coupled: as formulas they take about {cost} "
                "operations; emit a module instead, which solves them by numbers"
            )
        if self.rows and self.minor(self.rows, self.columns) == graph.constant(0):
            raise singular()

    def transposed(self) -> Elimination:
        """The plan of the transposed matrix."""
        return Elimination(self.graph, list(zip(*self.matrix, strict=True)))

    def solve(self, right: Sequence[int]) -> list[int]:
        """The nodes x with matrix * x = right."""
        graph = self.graph
        found: dict[int, int] = {}
        for row, column in self.first:
            found[column] = self._alone(row, column, right, found)
        rest = [self._less_known(row, right, found) for row in self.rows]
        for place, column in enumerate(self.columns):
            found[column] = graph.divide(self._numerator(place, rest), self._determinant())
        for row, column in reversed(self.last):
            found[column] = self._alone(row, column, right, found)
        return [found[column] for column in range(len(self.matrix))]

    def factors(self) -> list[int]:
        """The nodes whose product is the determinant, up to its sign: none may vanish."""
        alone = [self.matrix[row][column] for row, column in (*self.first, *self.last)]
        return [*dict.fromkeys([*alone, *([self._determinant()] if self.rows else [])])]

    # ---- unknowns that stand alone

    def _take_single(self) -> bool:
        """Moves one unknown that stands alone out of the rows and columns that are left."""
        zero = self.graph.constant(0)
        across = {i: [j for j in self.columns if self.matrix[i][j] != zero] for i in self.rows}
        down = {j: [i for i in self.rows if self.matrix[i][j] != zero] for j in self.columns}
        if not (all(across.values()) and all(down.values())):
            raise singular()
        for row, columns in across.items():
            if len(columns) == 1:
                return self._taken(self.first, row, columns[0])
        for column, rows in down.items():
            if len(rows) == 1:
                return self._taken(self.last, rows[0], column)
        return False

    def _taken(self, places: list[tuple[int, int]], row: int, column: int) -> bool:
        places.append((row, column))
        self.rows = tuple(i for i in self.rows if i != row)
        self.columns = tuple(j for j in self.columns if j != column)
        return True

    def _alone(self, row: int, column: int, right: Sequence[int], found: dict[int, int]) -> int:
        others = {j: node for j, node in found.items() if j != column}
        rest = self._less_known(row, right, others)
        return self.graph.divide(rest, self.matrix[row][column])

    def _less_known(self, row: int, right: Sequence[int], found: dict[int, int]) -> int:
        """The right side of a row after the terms of known unknowns were moved to it."""
        graph, total = self.graph, right[row]
        for column, node in found.items():
            total = graph.subtract(total, graph.multiply(self.matrix[row][column], node))
        return total

    # ---- Cramer's rule

    def _determinant(self) -> int:
        return self.minor(self.rows, self.columns)

    def _numerator(self, place: int, right: Sequence[int]) -> int:
        """The determinant with a column replaced by the right side."""
        graph = self.graph
        columns = self.columns[:place] + self.columns[place + 1 :]
        total = zero = graph.constant(0)
        for i, node in enumerate(right):
            if node != zero:
                minor = self.minor(self.rows[:i] + self.rows[i + 1 :], columns)
                term = graph.multiply(node, minor)
                total = graph.add(total, term if (i + place) % 2 == 0 else graph.negate(term))
        return total

    def minor(self, rows: Rows, columns: Rows) -> int:
        """The determinant of some rows and columns, every smaller minor that it needs made once."""
        for size in range(1, len(rows) + 1):
            own = rows[-size:]
            for chosen in combinations(columns, size):
                if (own, chosen) not in self._minors:
                    self._minors[own, chosen] = self._expanded(own, chosen)
        return self._minors[rows, columns] if rows else self.graph.constant(1)

    def _expanded(self, rows: Rows, columns: Rows) -> int:
        """A minor by its first row."""
        graph, row = self.graph, self.matrix[rows[0]]
        if len(rows) == 1:
            return row[columns[0]]
        total = zero = graph.constant(0)
        for place, column in enumerate(columns):
            smaller = self._minors[rows[1:], columns[:place] + columns[place + 1 :]]
            if row[column] != zero and smaller != zero:
                term = graph.multiply(row[column], smaller)
                total = graph.add(total, term if place % 2 == 0 else graph.negate(term))
        return self._short(total)

    def _short(self, node: int) -> int:
        """A minor in a shorter form: r*(cos(t)^2 + sin(t)^2) is found in two turns."""
        before = None
        while node != before:
            before, node = node, simplify_all(self.graph, [node])[0]
        return node


def minor_operations(size: int) -> int:
    """About how many operations all minors of a dense matrix take, each made once."""
    return sum([comb(size, n) ** 2 * (2 * n - 1) for n in range(2, size + 1)])


def singular() -> DerivativeError:
    """The error of equations that leave some unknowns open."""
    return DerivativeError(
        "the equations do not determine the unknowns: the determinant of F_y is 0 everywhere; "
        "give equations that are independent"
    )
