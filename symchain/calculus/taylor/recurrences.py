"""The recurrences of Taylor coefficients, each linear in the order for one coefficient.

Sources: Griewank and Walther, Evaluating Derivatives (2008), chapter 13; Knuth, TAOCP 2, 4.7.
The numbers are mpmath's, of whatever precision is set, or formulas.
"""

from __future__ import annotations

from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    SYMBOL,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph.expr import Expr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from symchain.calculus.taylor.series import Plan, Step


def coefficients(plan: Plan, values: Mapping[int, Any], order: int) -> list[Any]:
    """The root's coefficients of orders 0 to `order`, from the values of all nodes at the point."""
    return Expansion(plan, values, order).series[plan.root]


class Expansion:
    """The series of all steps: `series[node][k]` is the coefficient of order k.

    `weighted[node][k]` is k times that, for the nodes whose derivatives are wanted; `products`
    counts the multiplications of coefficients.
    """

    def __init__(self, plan: Plan, values: Mapping[int, Any], order: int) -> None:
        self.values = values
        self.products = 0
        self.series: dict[int, list[Any]] = {step.node: [] for step in plan.steps}
        self.weighted: dict[int, list[Any]] = {
            arg: []
            for step in plan.steps
            if step.slopes or step.op is POWER
            for arg in step.args[: len(step.slopes) or 1]
        }
        self.fixed = frozenset(plan.fixed)
        for node in plan.fixed:
            self.series[node] = [values[node], *[values[node] * 0] * order]
        for k in range(order + 1):
            for step in plan.steps:
                if k + step.depth <= order:
                    self._append(step, k)

    def _append(self, step: Step, k: int) -> None:
        """Adds the coefficient of order k to the series of a step."""
        if k == 0:
            value = self.values[step.node]
        elif step.slopes or step.op not in _RECURRENCES:
            value = self._chain(step, k) / k
        else:
            value = _RECURRENCES[step.op](self, step, k)
        self.series[step.node].append(value)
        if step.node in self.weighted:
            self.weighted[step.node].append(k * value)

    def _convolution(self, a: list[Any], b: list[Any]) -> Any:
        """The sum of a[i]*b[n - i] over lists of one length n + 1."""
        self.products += len(a)
        if isinstance(a[0], Expr):
            return sum([x * y for x, y in zip(a, reversed(b), strict=True)])
        from mpmath import fdot

        return fdot(a, b[::-1])

    # ---- one coefficient, of order k > 0

    def _variable(self, step: Step, k: int) -> Any:
        return self.values[step.node] * 0 + int(k == 1)

    def _sum(self, step: Step, k: int) -> Any:
        a, b = step.args
        return self.series[a][k] + self.series[b][k]

    def _difference(self, step: Step, k: int) -> Any:
        a, b = step.args
        return self.series[a][k] - self.series[b][k]

    def _negation(self, step: Step, k: int) -> Any:
        return -self.series[step.args[0]][k]

    def _branch(self, step: Step, k: int) -> Any:
        return self.series[step.args[0]][k]

    def _product(self, step: Step, k: int) -> Any:
        """The sum of a_i*b_(k - i); a product with what does not vary has one term."""
        a, b = (self.series[arg] for arg in step.args)
        self.products += 1
        if step.args[0] in self.fixed:
            return a[0] * b[k]
        if step.args[1] in self.fixed:
            return a[k] * b[0]
        return self._convolution(a[: k + 1], b[: k + 1])

    def _quotient(self, step: Step, k: int) -> Any:
        """y = a/b has a_k = sum of b_i*y_(k - i)."""
        a, b = (self.series[arg] for arg in step.args)
        self.products += 1
        if step.args[1] in self.fixed:
            return a[k] / b[0]
        return (a[k] - self._convolution(b[1 : k + 1], self.series[step.node])) / b[0]

    def _power(self, step: Step, k: int) -> Any:
        """y = u^r has u*y' = r*y*u'."""
        base, exponent = step.args
        y, u = self.series[step.node], self.series[base]
        rising = self._convolution(self.weighted[base][1 : k + 1], y)
        falling = self._convolution(u[1 : k + 1], y)
        return ((self.series[exponent][0] + 1) * rising - k * falling) / (k * u[0])

    def _chain(self, step: Step, k: int) -> Any:
        """k times the coefficient: the sum of j*u_j*s_(k - j) over the arguments."""
        parts = [
            self._convolution(self.weighted[arg][1 : k + 1], self.series[slope][:k])
            for arg, slope in step.slopes
        ]
        return sum(parts[1:], parts[0]) if parts else 0 * self.values[step.node]


_RECURRENCES: dict[Op, Callable[[Expansion, Step, int], Any]] = {
    SYMBOL: Expansion._variable,
    ADD: Expansion._sum,
    SUBTRACT: Expansion._difference,
    NEGATE: Expansion._negation,
    MULTIPLY: Expansion._product,
    DIVIDE: Expansion._quotient,
    POWER: Expansion._power,
    WHERE: Expansion._branch,
}
