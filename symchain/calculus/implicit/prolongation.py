"""Derivatives of any order of implicit functions: D^n F = 0, with names for lower derivatives.

The n-th derivative of F along the solution is F_y times the n-th derivative of y plus terms in
lower ones; so every order solves the same linear equations with another right side.
"""

from __future__ import annotations

from functools import cached_property

from symchain.calculus.adjoints import adjoints
from symchain.calculus.implicit.reduction import Reduction
from symchain.calculus.implicit.solving import Elimination
from symchain.calculus.rules import tangents
from symchain.graph.transfer import transfer
from symchain.graph.walk import operations, reachable
from symchain.simplification import shortest, simplify_all
from symchain.simplification.cost import shortest_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symchain.calculus.implicit.equations import System

    Index = tuple[str, ...]  # the variables by which is differentiated, in a fixed order

SHORT = 60  # operations up to which the lower derivative itself is differentiated for comparison
REDUCED = 60  # operations up to which the equations are used to shorten a result


class Stage:
    """One step of the record: D^n F = F_y * (the n-th derivatives of y) + the rest, by an index."""

    __slots__ = ("index", "rests", "solutions", "totals")

    def __init__(self, index: Index, rests: list[int], totals: list[int]) -> None:
        self.index = index
        self.rests = rests
        self.totals = totals
        self.solutions: list[int] = []


class Prolongation:
    """The derivatives of a system's dependents, each made once, with the record of how.

    `jacobian` is F_y, `names` gives the variable that stands for a derivative, `stages` the record
    by index, `formulas` the derivatives as formulas of the system's own variables.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self.graph = system.graph
        self.dependents = system.symbols(system.dependents)
        self.jacobian = self._slopes(self.dependents)
        self.reduction = Reduction(self.graph, system.residuals)
        self.order = {name: i for i, name in enumerate(system.independents)}
        self.names: dict[tuple[str, Index], int] = {}
        self.stages: dict[Index, Stage] = {}
        self.formulas: dict[tuple[str, Index], int] = {}
        for name, node in zip(system.dependents, self.dependents, strict=True):
            self.names[name, ()] = self.formulas[name, ()] = node

    @cached_property
    def elimination(self) -> Elimination:
        """The plan by which F_y is solved; raises what `Elimination` raises."""
        return Elimination(self.graph, self.jacobian)

    def partials(self, names: Sequence[str]) -> list[list[int]]:
        """The partial derivatives of each residual by some independents."""
        return self._slopes(self.system.symbols(names))

    def derivatives(self, variables: Iterable[str]) -> list[int]:
        """The derivative of each dependent by variables in turn."""
        index = self._index(variables)
        self._reach(index)
        return [self.formulas[name, index] for name in self.system.dependents]

    def rests(self, variables: Iterable[str]) -> list[int]:
        """What D^n F has beside F_y times the n-th derivatives, in names of lower derivatives."""
        index = self._index(variables)
        self._reach(index, solved=False)
        return self.stages[index].rests

    def total(self, root: int, variables: Iterable[str]) -> int:
        """The derivative, along the solution, of a formula of independents and dependents."""
        index = self._index(variables)
        self._reach(index)
        node = root
        for name in index:
            node = self._tangents([node], self._seeds(name))[0]
        return self.shortest([self._in_variables([node])[0]])

    def shortest(self, forms: Sequence[int]) -> int:
        """The form that is shown: the shortest, after the equations were used to shorten it."""
        graph = self.graph
        best = min(forms, key=lambda node: operations(graph, [node]))
        if operations(graph, [best]) > REDUCED:
            return best
        known = self.reduction.shortest(best), best
        return shortest_of(graph, [*[shortest(graph, form) for form in known], *known])

    # ---- orders, one after the other

    def _index(self, variables: Iterable[str]) -> Index:
        return tuple(sorted(variables, key=lambda name: (self.order.get(name, 0), name)))

    def _reach(self, index: Index, solved: bool = True) -> None:
        """Makes the stages of every part of an index, the shorter ones first, and solves them."""
        parts: dict[Index, None] = {(): None}
        for name in index:
            parts.update(dict.fromkeys([self._index((*part, name)) for part in parts]))
        for part in sorted(parts, key=len):
            if part and part not in self.stages:
                self._add(part)
            if part and solved and not self.stages[part].solutions:
                self._solve(part)

    def _add(self, index: Index) -> None:
        """Makes D^n F from the stage before."""
        before = index[:-1]
        roots = self.stages[before].totals if before else self.system.residuals
        rests = self._tangents(roots, self._seeds(index[-1], skipped=before))
        for name in self.system.dependents:
            self.names[name, index] = self.graph.symbol(self._name(name, index))
        self.stages[index] = Stage(index, rests, self._totals(index, rests))

    def _solve(self, index: Index) -> None:
        """Solves D^n F = 0 for the derivatives of an index."""
        graph, stage = self.graph, self.stages[index]
        right = [graph.negate(rest) for rest in stage.rests]
        stage.solutions = simplify_all(graph, self.elimination.solve(right))
        for number, name in enumerate(self.system.dependents):
            self.formulas[name, index] = self._formula(number, name, index)

    def _seeds(self, by: str, skipped: Index | None = None) -> dict[int, int]:
        """How a variable, the dependents and their derivatives move with the variable."""
        seeds = {self.graph.symbol(by): self.graph.constant(1)}
        for (name, part), node in self.names.items():
            above = self.names.get((name, self._index((*part, by))))
            if part != skipped and above is not None:
                seeds[node] = above
        return seeds

    def _totals(self, index: Index, rests: Sequence[int]) -> list[int]:
        """F_y times the derivatives of this index, plus the rests."""
        graph, totals = self.graph, []
        for row, rest in zip(self.jacobian, rests, strict=True):
            total = rest
            for slope, name in zip(row, self.system.dependents, strict=True):
                total = graph.add(total, graph.multiply(slope, self.names[name, index]))
            totals.append(total)
        return totals

    def _formula(self, number: int, name: str, index: Index) -> int:
        """The shortest formula of a derivative: from D^n F = 0, or from the derivative before."""
        forms = self._in_variables([self.stages[index].solutions[number]])
        before = self.formulas[name, index[:-1]]
        if len(index) > 1 and operations(self.graph, [before]) <= SHORT:
            seeds = {self.graph.symbol(index[-1]): self.graph.constant(1)}
            for each, node in zip(self.system.dependents, self.dependents, strict=True):
                seeds[node] = self.formulas[each, index[-1:]]
            forms += self._tangents([before], seeds)
        return self.shortest(forms)

    # ---- helpers

    def _slopes(self, variables: Sequence[int]) -> list[list[int]]:
        graph, rows = self.graph, []
        for root in self.system.residuals:
            found = adjoints(graph, {root: graph.constant(1)}, variables)
            rows.append(simplify_all(graph, [found[v] for v in variables]))
        return rows

    def _tangents(self, roots: Sequence[int], seeds: dict[int, int]) -> list[int]:
        graph = self.graph
        made = tangents(graph, reachable(graph, roots), seeds)
        return simplify_all(graph, [made.get(root, graph.constant(0)) for root in roots])

    def _in_variables(self, nodes: Sequence[int]) -> list[int]:
        """Formulas with the formulas of derivatives in the place of their names."""
        images = {
            node: self.formulas[key] for key, node in self.names.items() if key in self.formulas
        }
        found = transfer(self.graph, nodes, self.graph, images)
        return [simplify_all(self.graph, [node])[0] for node in found]

    def _name(self, dependent: str, index: Index) -> str:
        """A name for a derivative: y_xx, or y_x_theta, apart from the names of variables."""
        joint = "" if all(len(name) == 1 for name in index) else "_"
        name = f"{dependent}_{joint.join(index)}"
        while name in self.system.dependents or name in self.system.independents:
            name += "_"
        return name
