"""From tokens to nodes: operator precedence with explicit stacks, one loop, no recursion."""

from __future__ import annotations

from symchain.errors import BudgetError, ParseError, SymchainError
from symchain.functions import TABLE
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import decimal
from symchain.parsing import budgets, calls, doubts
from symchain.parsing.characters import raised_number
from symchain.parsing.operators import (
    CHAIN,
    CHAINED,
    COMPARISON,
    COMPARISONS,
    CONDITIONAL,
    INFIX,
    JUXTAPOSED,
    NEGATED,
    NEGATED_FACTOR,
    NEGATION,
    OPEN,
    PRODUCT,
    ROOT,
    TIMES,
    power,
)
from symchain.parsing.scanner import END, MINUS, NEWLINE, PLUS, Source, number_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.parsing.inline import Inlined
    from symchain.parsing.names import Names
    from symchain.parsing.operators import Row

    Callee = Op | Inlined | str
    Frame = tuple[str, int, int, Callee, int]

BLANK = "\x00"  # a token that was read ahead of its turn
ABS = TABLE["abs"]
GROUP = ""  # a bracket that calls nothing
PREFIXES = frozenset((BLANK, NEWLINE, "(", "+", "-", "not", "√", "|"))
NUMERIC = frozenset(".0123456789")  # what a number begins with
SHORT = 100  # digits of a whole number that is within every budget


class Builder:
    """Reads formulas: `values` and `stack` hold what waits for operands, `frames` the brackets."""

    __slots__ = (
        "callee",
        "conditional",
        "exponent",
        "frames",
        "graph",
        "indices",
        "known",
        "leaves",
        "names",
        "place",
        "places",
        "source",
        "stack",
        "tokens",
        "values",
    )

    def __init__(self, graph: Graph, names: Names, source: Source) -> None:
        self.graph = graph
        self.names = names
        self.source = source
        self.leaves: dict[str, int] = {}
        self.conditional = not CONDITIONAL.isdisjoint(source.distinct)
        self.known = len(graph.constants)

    def formula(self, tokens: list[str], indices: Sequence[int]) -> int:
        """The node of the formula that the tokens spell; `indices` are theirs in the source.

        The last token is END. Raises ParseError or BudgetError with the place.
        """
        self.tokens, self.indices = tokens, indices
        self.values: list[int] = []
        self.stack: list[Row] = [OPEN]
        self.places: list[int] = [0]
        self.frames: list[Frame] = []
        self.callee: Callee = GROUP
        self.exponent = -1
        self.place = 0
        try:
            self._read()
        except SymchainError as error:
            if error.span is not None:
                raise
            span = self.source.span(indices[self.place])
            if tokens[self.place] == END:
                span = self.source.place_end()
            kind = BudgetError if isinstance(error, BudgetError) else ParseError
            raise kind(error.message, source=self.source.text, span=span) from None
        return self.values[0]

    def _read(self) -> None:
        stack, places, values = self.stack, self.places, self.values
        leaf, infix = self.leaves.get, INFIX.get
        operand = True
        for i, token in enumerate(self.tokens):
            if operand:
                node = leaf(token)
                if node is None and (node := self._prefix(i, token)) is None:
                    continue
                values.append(node)
                operand = False
                continue
            entry = infix(token)
            if entry is None:
                operand = self._suffix(i, token)
                continue
            left, row = entry
            if stack[-1][0] >= left:
                self._reduce(left)
            stack.append(row)
            places.append(i)
            operand = True

    def _reduce(self, left: int) -> None:
        """Makes the nodes of the operators that bind at least as tightly as `left`."""
        graph, stack, values = self.graph, self.stack, self.values
        while stack[-1][0] >= left:
            _, construct, op, operands = stack.pop()
            self.place = self.places.pop()
            b = values.pop()
            if operands == 2:
                a = values[-1]
                if self.conditional:
                    doubts.check_operands(graph, op, (a, b))
                values[-1] = construct(graph, a, b)
            else:
                if self.conditional:
                    doubts.check_operands(graph, op, (b,))
                values.append(construct(graph, b))
        if len(graph.constants) != self.known:
            self._check_numbers()

    def _check_numbers(self) -> None:
        """Raises BudgetError where a number that was made since the last look is too long."""
        constants = self.graph.constants
        new = len(constants) - self.known
        self.known = len(constants)
        for value in reversed(constants.values()):
            if new <= 0:
                return
            new -= 1
            budgets.check_number(value)

    def error(self, message: str, first: int, last: int | None = None) -> ParseError:
        """The error at some tokens of this formula."""
        if self.tokens[first] == END:
            span = self.source.place_end()
            return ParseError(message, source=self.source.text, span=span)
        last = first if last is None else last
        return self.source.error(message, self.indices[first], self.indices[last])

    # ---- where an operand is expected

    def _prefix(self, i: int, token: str) -> int | None:
        """The node of a token that stands for itself; None where the operand is still to come."""
        self.place = i
        if token not in PREFIXES:
            return self._leaf(i, token)
        if token == "(":
            self._open(i)
        elif token in (BLANK, NEWLINE, "+"):
            pass
        elif token == "-" or token == "not":
            factor = self.stack[-1][0] >= TIMES
            minus = NEGATED_FACTOR if factor else NEGATED
            self.stack.append(minus if token == "-" else NEGATION)
            self.places.append(i)
        elif token == "√":
            self._open_root(i)
        else:
            self.callee = GROUP
            self._open(i, "|")
        return None

    def _leaf(self, i: int, token: str) -> int | None:
        """The node of a number or a name; None where it is a function's, whose '(' follows."""
        if token.isidentifier():
            names = self.names
            if token not in names.special and self.tokens[i + 1] != "(" and token[0] != "π":
                node = self.leaves[token] = self.graph.symbol(token)
                return node
            follows = self.tokens[i + 1]
            callee = names.callee(token)
            if callee is not None and not names.is_variable(token):
                if follows == "(":
                    self.callee = callee
                    return None
                if follows in ("^", "**") or raised_number(follows) is not None:
                    self._raised_call(i, callee)
                    return None
                raise doubts.bare_function(self, i)
            if follows == "(" and callee is None:
                raise doubts.unknown_call(self, i)
            node = names.value(token)
        elif token[:1] in NUMERIC:
            node = self._number(token)
        else:
            raise doubts.missing_operand(self, i)
        self.leaves[token] = node
        return node

    def _number(self, token: str) -> int:
        if len(token) < SHORT and token.isascii() and token.isdigit():
            return self.graph.constant(int(token))
        text = token.replace(MINUS, "-").replace(PLUS, "+")
        mantissa, _, exponent = text.lower().partition("e")
        limit = budgets.DIGITS
        if number_end(token) != len(token):
            raise SymchainError(f"'{token}' is not a number: write the digits 0 to 9")
        size = exponent.lstrip("+-").lstrip("0")
        if len(mantissa.strip("0")) > limit + 1 or len(size) > 4 or int(size or 0) > limit:
            raise BudgetError(
                f"a number of more than {limit:,} digits: write fewer digits or a smaller exponent"
            )
        value = decimal(text)
        assert value is not None
        budgets.check_number(value)
        return self.graph.number(value)

    def _open(self, i: int, kind: str = "(") -> None:
        self.frames.append((kind, i, len(self.values), self.callee, self.exponent))
        self.stack.append(OPEN)
        self.places.append(i)
        self.callee = GROUP
        self.exponent = -1

    def _open_root(self, i: int) -> None:
        """√( is a call; √ before a number or a name is a root of just that."""
        follows = self.tokens[i + 1]
        if follows == "(":
            self.callee = ROOT[2]
            return
        doubts.check_root(self, i)
        self.stack.append(ROOT)
        self.places.append(i)

    def _raised_call(self, i: int, callee: Callee) -> None:
        """sin^2(x) is sin(x)^2: reads the exponent ahead."""
        tokens = self.tokens
        exponent, length = doubts.call_exponent(self, i)
        for j in range(i + 1, i + 1 + length):
            tokens[j] = BLANK
        self.callee = callee
        self.exponent = self.graph.constant(exponent)

    # ---- where an operator is expected

    def _suffix(self, i: int, token: str) -> bool:
        """Reads what stands behind an operand; whether an operand is expected next."""
        self.place = i
        if token == ")":
            self._close(i, "(")
        elif token == ",":
            self._reduce(0)
            if not self.frames or self.frames[-1][3] == GROUP:
                raise doubts.stray_comma(self, i)
            return True
        elif token in COMPARISONS:
            self._compare(i, COMPARISONS[token])
            return True
        elif token == END:
            self._finish(i)
        elif token == NEWLINE:
            pass
        elif token == "!":
            doubts.check_factorial(self, i)
            self._check_kind()
            self.values[-1] = calls.factorial_of(self.graph, self.values[-1])
        elif token == "|" and self.frames and self.frames[-1][0] == "|":
            self._close(i, "|")
        elif (exponent := raised_number(token)) is not None:
            doubts.check_raised(self, i)
            self._check_kind()
            self.values[-1] = power(self.graph, self.values[-1], self.graph.constant(exponent))
        else:
            return self._juxtapose(i, token)
        return False

    def _check_kind(self) -> None:
        if self.graph.ops[self.values[-1]].boolean:
            raise SymchainError("a condition has no power and no factorial: it is true or false")

    def _compare(self, i: int, row: Row) -> None:
        """a < b < c is a < b and b < c."""
        self._reduce(COMPARISON + 1)
        stack, values = self.stack, self.values
        middle = values[-1]
        if stack[-1][0] == COMPARISON:
            self._reduce(CHAIN)
            stack.append(CHAINED)
            self.places.append(i)
            values.append(middle)
        stack.append(row)
        self.places.append(i)

    def _close(self, i: int, kind: str) -> None:
        self._reduce(0)
        if not self.frames or self.frames[-1][0] != kind:
            raise doubts.mismatch(self, i)
        self.stack.pop()
        self.places.pop()
        _, place, base, callee, exponent = self.frames.pop()
        self.place = self._name_before(place) if callee != GROUP else place
        if kind == "|":
            callee = ABS
        if callee == GROUP:
            return
        values = self.values
        node = calls.call(self.graph, callee, values[base:])
        if exponent >= 0:
            node = power(self.graph, node, exponent)
        values[base:] = (node,)
        self.conditional = self.conditional or self.graph.ops[node].boolean
        if len(self.graph.constants) != self.known:
            self._check_numbers()

    def _name_before(self, place: int) -> int:
        """The token of the function whose argument list begins at a token."""
        place -= 1
        while self.tokens[place] == BLANK:
            place -= 1
        return place

    def _juxtapose(self, i: int, token: str) -> bool:
        """An implicit product: 2x, 3(x + 1), (x + 1)(x - 1); refused where it is doubtful."""
        if token == "(" and self.tokens[i - 1].isidentifier():
            callee = self.names.callee(self.tokens[i - 1])
            if callee is not None:
                self.values.pop()
                self.callee = callee
                self._open(i)
                return True
        doubts.check_product(self, i)
        self._reduce(JUXTAPOSED)
        self.stack.append(PRODUCT)
        self.places.append(i)
        node = self.leaves.get(token)
        if node is None and (node := self._prefix(i, token)) is None:
            return True
        self.values.append(node)
        return False

    def _finish(self, i: int) -> None:
        self._reduce(0)
        if self.frames:
            raise doubts.unclosed(self)
        self.place = i
