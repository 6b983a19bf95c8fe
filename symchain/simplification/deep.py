"""The deep level: SymPy's simplifier in a process of its own, with a time budget.

The formula travels as a pickle of our own columns, never as text. The result is kept only where it
is shorter and has the same values at the points where the formula has one.
"""

from __future__ import annotations

from symchain.errors import SymchainError
from symchain.graph.expr import Expr
from symchain.graph.walk import operations

DIGITS = 30
POINTS = ((3, 7), (-5, 11), (13, 10), (-17, 6), (1, 97), (41, 3))  # of small height, both signs


def deepened(expr: Expr, budget: float) -> Expr:
    """SymPy's form of a formula where it is shorter and equal, else the formula itself."""
    import pickle
    import subprocess
    import sys

    command = [sys.executable, "-m", "symchain.simplification.deep"]
    try:
        done = subprocess.run(
            command, input=pickle.dumps(expr), capture_output=True, timeout=budget, check=False
        )
    except subprocess.TimeoutExpired:
        return expr
    if done.returncode != 0:
        if b"No module named 'sympy'" in done.stderr:
            raise SymchainError("simplify='deep' needs SymPy: pip install 'symchain[sympy]'")
        return expr
    candidate = pickle.loads(done.stdout)
    shorter = operations(candidate.graph, [candidate.node]) < operations(expr.graph, [expr.node])
    return candidate if isinstance(candidate, Expr) and shorter else expr


def main() -> None:
    """Reads a pickled formula, writes SymPy's simplified form, or the formula where they differ."""
    import pickle
    import sys

    import sympy

    from symchain.graph.sympy_bridge import from_sympy, to_sympy

    expr = pickle.loads(sys.stdin.buffer.read())
    before = to_sympy(expr)
    result = from_sympy(sympy.simplify(before))
    sys.stdout.buffer.write(pickle.dumps(result if _agree(before, to_sympy(result)) else expr))


def _agree(before: object, after: object) -> bool:
    """Whether two SymPy formulas have the same values at the points where the first has one."""
    import sympy

    names = sorted(before.free_symbols, key=str)  # type: ignore[attr-defined]
    seen = 0
    for shift in range(len(POINTS)):
        at = {
            name: sympy.Rational(*POINTS[(shift + i) % len(POINTS)]) + sympy.Rational(i, 101)
            for i, name in enumerate(names)
        }
        truth = sympy.N(before.subs(at), DIGITS)  # type: ignore[attr-defined]
        if not (truth.is_real and truth.is_finite):
            continue
        value = sympy.N(after.subs(at), DIGITS)  # type: ignore[attr-defined]
        if not value.is_real or abs(value - truth) > abs(truth) * 10 ** (5 - DIGITS) + 10**-DIGITS:
            return False
        seen += 1
    return seen > 0


if __name__ == "__main__":
    main()
