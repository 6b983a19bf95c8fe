"""The append-only list of operations: parallel columns, every node once."""

from __future__ import annotations

from symchain.functions.arithmetic import ADD, CONSTANT, DIVIDE, MULTIPLY, POWER, SYMBOL
from symchain.functions.row import Op
from symchain.graph.rational import Rational
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

COMMUTATIVE = frozenset((ADD, MULTIPLY))


class Columns:
    """A Wengert list: node i is the operation ops[i] on the earlier nodes args[i].

    Nodes are hash-consed: the same operation on the same arguments is the same index, and so is a
    sum or a product with its two arguments exchanged (the first order that was asked for stays).
    `constants` holds the value of each number, `names` the name of each variable, `notes` what
    passes have found out of nodes and will want to know again: by the pass's name and the nodes.
    """

    __slots__ = (
        "__weakref__",
        "_constant_index",
        "_digests",
        "_made",
        "_partial",
        "_results",
        "_symbol_index",
        "_tables",
        "args",
        "constants",
        "names",
        "notes",
        "ops",
    )

    def __init__(self) -> None:
        self.ops: list[Op] = []
        self.args: list[tuple[int, ...]] = []
        self.constants: dict[int, Rational] = {}
        self.names: dict[int, str] = {}
        self.notes: dict[tuple[object, ...], Any] = {}
        self._tables: dict[Op, dict[tuple[int, ...], int]] = {}
        self._constant_index: dict[Rational, int] = {}
        self._symbol_index: dict[str, int] = {}
        self._digests: list[int] = []
        self._made: set[int] = set()
        self._results: list[tuple[tuple[int, ...], int]] = []  # not yet looked through
        self._partial = bytearray()

    def __len__(self) -> int:
        return len(self.ops)

    def constant(self, numerator: int, denominator: int = 1) -> int:
        """The node of an exact number given in lowest terms."""
        value = (numerator, denominator)
        index = self._constant_index.get(value)
        if index is None:
            index = self._constant_index[value] = len(self.ops)
            self.ops.append(CONSTANT)
            self.args.append(())
            self.constants[index] = value
        return index

    def symbol(self, name: str) -> int:
        """The node of a variable."""
        index = self._symbol_index.get(name)
        if index is None:
            index = self._symbol_index[name] = len(self.ops)
            self.ops.append(SYMBOL)
            self.args.append(())
            self.names[index] = name
        return index

    def find_symbol(self, name: str) -> int | None:
        """The node of a variable, if it is in the graph."""
        return self._symbol_index.get(name)

    def intern(self, op: Op, args: tuple[int, ...]) -> int:
        """The node of an operation, as it stands: no rule of simplification is asked."""
        table, key = self._tables.get(op), args
        if table is None:
            table = self._tables[op] = {}
        if (op is MULTIPLY or op is ADD) and args[0] > args[1]:
            key = (args[1], args[0])
        index = table.get(key)
        if index is None:
            ops = self.ops
            index = table[key] = len(ops)
            ops.append(op)
            self.args.append(args)
        return index

    def find(self, op: Op, args: tuple[int, ...]) -> int | None:
        """The node of an operation, if it is in the graph."""
        if op in COMMUTATIVE and args[0] > args[1]:
            args = (args[1], args[0])
        return self._tables.get(op, {}).get(args)

    def is_total(self, node: int) -> bool:
        """Whether a formula has a value wherever its variables have one, by the rows' domains.

        What is computed on the way to a branch counts too; no number is looked at but exponents
        and divisors.
        """
        partial, ops, args = self._partial, self.ops, self.args
        for i in range(len(partial), node + 1):
            own = bool(ops[i].domain) and not self._has_a_tame_number(i)
            partial.append(own or any(partial[arg] for arg in args[i]))
        return not partial[node]

    def _has_a_tame_number(self, node: int) -> bool:
        """Whether a node is a quotient by a number, or a power with a whole one above zero."""
        op = self.ops[node]
        if op is DIVIDE:
            divisor = self.args[node][1]
            value = self.constants.get(divisor, (1, 1))  # of x/pi
            return divisor not in self.names and not self.args[divisor] and value[0] != 0
        exponent = self.constants.get(self.args[node][1]) if op is POWER else None
        return exponent is not None and exponent[1] == 1 and exponent[0] >= 0

    def take_as_made(self, roots: Iterable[int], start: int) -> None:
        """Marks the nodes of results from `start` on as made by a pass, not written by a user."""
        self._results.append((tuple(roots), start))

    def is_made(self, node: int) -> bool:
        """Whether a pass has made a node: its arguments then stand in no order of a user's."""
        while self._results:
            self._made.update(reachable(self, *self._results.pop()))
        return node in self._made

    def has(self, op: Op) -> bool:
        """Whether any node is of an operation."""
        return op in self._tables

    def has_any(self, ops: frozenset[Op]) -> bool:
        """Whether any node is of one of some operations."""
        return not self._tables.keys().isdisjoint(ops)

    def digest(self, node: int) -> int:
        """A hash of the structure under a node, the same in every graph of this process."""
        if node in self.names:
            return hash(self.names[node])
        digests, names = self._digests, self.names
        for i in range(len(digests), node + 1):
            if i in names:
                digests.append(hash(names[i]))
                continue
            op = self.ops[i]
            parts: tuple[object, ...] = tuple([digests[a] for a in self.args[i]])
            if op in COMMUTATIVE:
                parts = tuple(sorted(parts))  # type: ignore[type-var]
            digests.append(hash((op.name, self.constants.get(i), parts)))
        return digests[node]
