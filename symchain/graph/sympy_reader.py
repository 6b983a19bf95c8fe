"""From SymPy's expressions to nodes: each subexpression once, arguments first, no recursion."""

from __future__ import annotations

from symchain.errors import SymchainError
from symchain.functions import TABLE
from symchain.functions.arithmetic import CONSTANT, DIVIDE, FALSE, TRUE
from symchain.graph.expr import Expr, check_call
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, decimal
from symchain.graph.sympy_bridge import heads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


# What SymPy has by a name of its own and the language spells by others, of a, b and c.
COMPOSED = {
    ("EulerGamma", 0): "-digamma(1)",
    ("GoldenRatio", 0): "(1 + sqrt(5))/2",
    ("Heaviside", 1): "heaviside(a)",
    ("Heaviside", 2): "where(a < 0, 0, where(0 < a, 1, b))",
    ("ITE", 3): "a and b or not a and c",
    ("Implies", 2): "not a or b",
    ("Xor", 2): "a and not b or b and not a",
    ("frac", 1): "a - floor(a)",
    ("loggamma", 1): "lgamma(a)",  # of a > 0: SymPy's is complex elsewhere
}


class Reader:
    """Reads SymPy's expressions into one graph; `made` are the nodes of what was read."""

    def __init__(self, sympy: Any, graph: Graph) -> None:
        self.sympy = sympy
        self.graph = graph
        self.heads = heads(sympy)
        self.made: dict[Any, int] = {}
        self.symbols: dict[str, Any] = {}
        named = {"pi": sympy.pi, "e": sympy.E}
        self.constants = {value: TABLE[name] for name, value in named.items()}
        self.constants |= {sympy.true: TRUE, sympy.false: FALSE}
        self.chains = (sympy.Add, sympy.Mul, sympy.Max, sympy.Min, sympy.And, sympy.Or)

    def read(self, expression: Any) -> Expr:
        """The formula of an expression; raises SymchainError for what is no real formula."""
        made = self.made
        stack = [self._as_object(expression)]
        root = stack[0]
        while stack:
            item = stack[-1]
            waiting = [part for part in self._parts(item) if part not in made]
            if waiting:
                stack.extend(waiting)
                continue
            stack.pop()
            if item not in made:
                made[item] = self._node(item)
        return Expr(self.graph, made[root])

    def _as_object(self, expression: Any) -> Any:
        """The expression, or SymPy's object for a plain number of Python."""
        sympy = self.sympy
        if isinstance(expression, bool):
            return sympy.true if expression else sympy.false
        if isinstance(expression, int | float):
            return (sympy.Integer if isinstance(expression, int) else sympy.Float)(expression)
        if not isinstance(expression, sympy.Basic):
            raise _unknown(type(expression).__name__)
        return expression

    def _parts(self, item: Any) -> tuple[Any, ...]:
        """What must be made before an item; raises SymchainError for a head that is unknown."""
        sympy, args = self.sympy, item.args
        if item.is_Atom or isinstance(item, self.chains):
            return tuple(args)
        if isinstance(item, sympy.Piecewise):
            return tuple([part for pair in args for part in pair.args])
        if isinstance(item, sympy.Heaviside) and args[1:] == (sympy.Rational(1, 2),):
            return tuple(args[:1])
        name = type(item).__name__
        known = (type(item), len(args)) in self.heads or COMPOSED.get((name, len(args)))
        if not known and not item.is_Relational:
            raise _unknown(name)
        return tuple(args)

    def _node(self, item: Any) -> int:
        """The node of one item whose parts are made."""
        sympy, graph = self.sympy, self.graph
        if item in self.constants:
            return graph.intern(self.constants[item], ())
        if item.is_Atom:
            return self._atom(item)
        if isinstance(item, sympy.Piecewise):
            return self._piecewise(item)
        args = [self.made[arg] for arg in self._parts(item)]
        if item.is_Add:
            return self._sum(args)
        if item.is_Mul:
            return self._product(args)
        if isinstance(item, self.chains):
            return self._folded(item, args)
        if item.is_Relational and item.rel_op in (">", ">="):
            return self._call(item.reversed, args[::-1])
        return self._call(item, args)

    def _atom(self, item: Any) -> int:
        graph = self.graph
        if item.is_Symbol:
            return graph.symbol(self._name(item))
        if item.is_Rational:
            return graph.constant(int(item.p), int(item.q))
        if item.is_Float and (value := decimal(str(item))) is not None:
            return graph.number(value)
        return self._call(item, [])

    def _name(self, symbol: Any) -> str:
        """The name of a symbol in the language; raises SymchainError where it is none."""
        from symchain.parsing.characters import normal_name
        from symchain.parsing.names import RESERVED

        name = str(symbol.name)
        if not name.isidentifier() or name in RESERVED:
            raise SymchainError(
                f"the symbol '{name}' is no name here: write letters, digits and _ "
                "(SymPy: expression.subs(symbol, Symbol('name')))"
            )
        if symbol.is_real is False:
            raise SymchainError(f"the symbol '{name}' is not real, and formulas are")
        name = normal_name(name)
        if self.symbols.setdefault(name, symbol) != symbol:
            raise SymchainError(f"two different symbols of SymPy are called '{name}'")
        return name

    def _sum(self, terms: list[int]) -> int:
        """The node of a sum: a number stands last, as people write it."""
        graph = self.graph
        terms.sort(key=lambda term: term in graph.constants)
        node = terms[0]
        for term in terms[1:]:
            node = graph.add(node, term)
        return node

    def _product(self, factors: list[int]) -> int:
        """The node of a product: factors 1/x make one quotient, numbers stand first."""
        graph = self.graph
        above, below = graph.constant(1), graph.constant(1)
        number = graph.constant(1)
        for node in factors:
            if node in graph.constants:
                number = graph.multiply(number, node)
            elif graph.ops[node] is DIVIDE and graph.constants.get(graph.args[node][0]) == ONE:
                below = graph.multiply(below, graph.args[node][1])
            else:
                above = graph.multiply(above, node)
        if graph.ops[below] is not CONSTANT:
            above = graph.divide(above, below)
        return graph.multiply(number, above)

    def _folded(self, item: Any, args: list[int]) -> int:
        """min, max, and, or of any number of arguments."""
        node = args[0]
        for arg in args[1:]:
            node = self._call(item, [node, arg])
        return node

    def _piecewise(self, item: Any) -> int:
        """where, nested from the right; where no condition holds there is no value."""
        graph, made = self.graph, self.made
        *pairs, (value, condition) = [pair.args for pair in item.args]
        node = made[value]
        if condition != self.sympy.true:
            nothing = graph.divide(graph.constant(0), graph.constant(0))
            node = graph.where(made[condition], node, nothing)
        for value, condition in reversed(pairs):
            node = graph.where(made[condition], made[value], node)
        return node

    def _call(self, item: Any, args: list[int]) -> int:
        """The node of a function of the table, or of one that its functions make."""
        from symchain.parsing import parse_node

        name = type(item).__name__
        op = self.heads.get((type(item), len(args)))
        if op is not None:
            check_call(op, self.graph, tuple(args))
            return self.graph.apply(op, tuple(args))
        formula = COMPOSED.get((name, len(args)))
        if not formula:
            raise _unknown(name)
        return parse_node(self.graph, formula, variables=dict(zip("abc", args, strict=False)))


def _unknown(name: str) -> SymchainError:
    return SymchainError(f"SymPy's '{name}' has no place in a real formula")
