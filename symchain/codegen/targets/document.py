"""Programs as lines of print: inputs, intermediate values, results, each with its LaTeX.

A step with several users gets a name, and so does one that would make a line too long. What repeats
results of another function is left out: value_and_gradient has the lines of value and of gradient.
"""

from __future__ import annotations

from symchain.codegen.fitting import node_of
from symchain.codegen.header import read_header
from symchain.codegen.kinds import AND, MATRICES, pattern_names
from symchain.codegen.names import prefix
from symchain.codegen.regeneration import regenerated
from symchain.codegen.running import namespace
from symchain.codegen.targets.blocks import at_kinks, cut, shown
from symchain.codegen.targets.layout import wrapped
from symchain.functions.arithmetic import MULTIPLY, NEGATE, POWER
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from symchain.codegen.program import Program
    from symchain.codegen.targets.functions import Function
LONGEST = 24  # signs and names of a line
EQUAL, EQUIVALENT = "=", r"\iff"  # between a name and its number, or its condition
SLOPE = r"\frac{{\partial {0}}}{{\partial {1}}}"
RESULTS = {  # by kind, how a result is called, after an output or a variable or both
    "value": "{0}",
    "gradient": SLOPE,
    "jacobian": SLOPE,
    "hessian": r"\frac{{\partial^{{2}} {0}}}{{\partial {1} \, \partial {2}}}",
    "jvp": r"\dot{{{0}}}",
    "vjp": r"\bar{{{1}}}",
    "hvp": r"\frac{{\partial \dot{{{0}}}}}{{\partial {1}}}",
}
TWICE = r"\frac{{\partial^{{2}} {0}}}{{\partial {1}^{{2}}}}"

Left = tuple[str, tuple[str, ...]]  # a template, and the names that fill it


class Section:
    """One function: its name, what it returns, its operations, and its lines.

    A line is what stands left of a relation, the relation, and what stands right, as LaTeX.
    """

    __slots__ = ("about", "lines", "name", "operations")

    def __init__(
        self, name: str, about: str, operations: int, lines: list[tuple[str, str, str]]
    ) -> None:
        self.name = name
        self.about = about
        self.operations = operations
        self.lines = lines

    def __str__(self) -> str:
        return f"{self.name}: {self.about} Operations: {self.operations}."


def sections(
    functions: Sequence[Function], groups: Mapping[str, Sequence[str]], facts: Mapping[str, Any]
) -> list[Section]:
    """The functions that hold all results, as lines of print."""
    kinds = {name: kinds.split(AND) for kinds, name in facts["functions"].items()}
    counts = {name: facts["operations"][kinds] for kinds, name in facts["functions"].items()}
    whole = [f for f in functions if not any(set(kinds[f.name]) < set(k) for k in kinds.values())]
    sheet = _Sheet(groups, facts)
    found = [sheet.lines(function, kinds[function.name]) for function in whole]
    return [
        Section(function.name, function.about, counts[function.name], sheet.printed(lines))
        for function, lines in zip(whole, found, strict=True)
    ]


class _Sheet:
    """The lines of programs as nodes of one graph, in which every name is a symbol."""

    def __init__(self, groups: Mapping[str, Sequence[str]], facts: Mapping[str, Any]) -> None:
        self.facts = facts
        self.graph = Graph()
        known = [*facts["variables"], *facts["outputs"]]
        for name in known:
            self.graph.symbol(name)
        self.accents = dict.fromkeys(groups["direction"], r"\dot")
        self.accents |= dict.fromkeys(groups["weights"], r"\bar")
        self.letter = prefix(known)
        self.count = 0

    def lines(self, function: Function, kinds: Sequence[str]) -> list[tuple[Left, str, int]]:
        """The lines of a function: what has a name, then the results."""
        made = _Lines(self, function.program)
        made.add_all()
        lefts = [left for kind in kinds for left in self._lefts(kind, function)]
        outputs = [made.image[output] for output in function.program.outputs]
        results = [(left, EQUAL, node) for left, node in zip(lefts, outputs, strict=True)]
        return [*made.named, *results]

    def fresh(self) -> str:
        """A new name."""
        self.count += 1
        return f"{self.letter}{self.count - 1}"

    def _lefts(self, kind: str, function: Function) -> list[Left]:
        """How the results of a kind are called, in their order."""
        outputs, wrt = self.facts["outputs"], self.facts["wrt"]
        if kind in ("value", "jvp"):
            return [(RESULTS[kind], (name,)) for name in outputs]
        if kind not in MATRICES:
            return [(RESULTS[kind], (outputs[0], name)) for name in wrt]
        places = self._places(kind, function.constants)
        if kind == "jacobian":
            return [(RESULTS[kind], (outputs[i], wrt[j])) for i, j in places]
        return [
            (TWICE if i == j else RESULTS[kind], (outputs[0], wrt[i], wrt[j])) for i, j in places
        ]

    def _places(
        self, kind: str, constants: Mapping[str, Sequence[int]]
    ) -> Iterable[tuple[int, int]]:
        """The rows and columns of a matrix's entries, in their order."""
        layout, columns = self.facts["layout"], range(len(self.facts["wrt"]))
        if layout == "dense":
            rows = columns if kind == "hessian" else range(len(self.facts["outputs"]))
            return [(i, j) for i in rows for j in columns]
        first, second = (constants[name] for name in pattern_names(kind, layout))
        if layout == "rows":
            first = [i for i in range(len(first) - 1) for _ in range(first[i], first[i + 1])]
        return zip(first, second, strict=True)

    def printed(self, lines: Sequence[tuple[Left, str, int]]) -> list[tuple[str, str, str]]:
        """Lines as LaTeX."""
        from symchain.display import latex
        from symchain.display.layout import written

        graph = self.graph
        labels = dict(latex.labelled(graph, range(len(graph))))
        shown = {name: labels[node] for node, name in graph.names.items()}
        for node, name in graph.names.items():
            if name in self.accents:
                accent, _, plain = self.accents[name], *name.partition(" ")[1:]
                labels[node] = f"{accent}{{{shown[plain]}}}"
        return [
            (
                template.format(*[shown[name] for name in names]),
                relation,
                written(graph, node, latex.pieces, labels, latex.BRACKETS),
            )
            for (template, names), relation, node in lines
        ]


class _Lines:
    """The nodes of a program's steps, and those of them that have a name."""

    def __init__(self, sheet: _Sheet, program: Program) -> None:
        self.sheet = sheet
        self.graph = sheet.graph
        self.program = program
        self.order = reachable(program, program.outputs)
        self.image: dict[int, int] = {}
        self.sizes: dict[int, int] = {}
        self.named: list[tuple[Left, str, int]] = []

    def add_all(self) -> None:
        """Every step, with a name where it has several users or is long."""
        uses = self._uses()
        for step in self.order:
            args = self.program.args[step]
            self._shorten(args)
            self.image[step] = self._node(step)
            self.sizes[step] = 1 + sum([self.sizes[arg] for arg in args])
            is_short = self.program.ops[step] is NEGATE and self.sizes[step] == 2
            if uses[step] > 1 and args and not is_short:
                self._name(step)

    def _uses(self) -> dict[int, int]:
        """How many times each step is written: x*x is written once, as a power."""
        counts = dict.fromkeys(self.order, 0)
        for step in self.order:
            args = self.program.args[step]
            for arg in set(args) if self.program.ops[step] is MULTIPLY else args:
                counts[arg] += 1
        for output in set(self.program.outputs):
            counts[output] += 1
        return counts

    def _shorten(self, args: Sequence[int]) -> None:
        """Gives names to the longest arguments until their user is short enough."""
        for arg in sorted(dict.fromkeys(args), key=lambda arg: -self.sizes[arg]):
            if self.sizes[arg] == 1 or sum([self.sizes[each] for each in args]) < LONGEST:
                return
            self._name(arg)

    def _name(self, step: int) -> None:
        """Gives a step a line of its own."""
        name = self.sheet.fresh()
        relation = EQUIVALENT if self.program.ops[step].boolean else EQUAL
        self.named.append((("{0}", (name,)), relation, self.image[step]))
        self.image[step] = self.graph.symbol(name)
        self.sizes[step] = 1

    def _node(self, step: int) -> int:
        """The node of a step; a product has its number in front, and of two powers it is one."""
        if self.program.ops[step] is not MULTIPLY:
            return node_of(self.graph, self.program, step, self.image)
        first, second = (self.image[arg] for arg in self.program.args[step])
        if self._is_scaled(first) and second not in self.graph.constants:
            number, rest = self.graph.args[first]
            return self.graph.intern(MULTIPLY, (number, self._product(rest, second)))
        return self._product(first, second)

    def _is_scaled(self, node: int) -> bool:
        """Whether a node is a number times something."""
        graph = self.graph
        return graph.ops[node] is MULTIPLY and graph.args[node][0] in graph.constants

    def _product(self, first: int, second: int) -> int:
        (a, n), (b, m) = self._power(first), self._power(second)
        if a == b and a not in self.graph.constants:
            return self.graph.intern(POWER, (a, self.graph.constant(n + m)))
        return self.graph.intern(MULTIPLY, (first, second))

    def _power(self, node: int) -> tuple[int, int]:
        """The base and the whole exponent of a node."""
        if self.graph.ops[node] is POWER:
            base, exponent = self.graph.args[node]
            top, bottom = self.graph.constants.get(exponent, (0, 1))
            if top > 0 and bottom == 1:
                return base, top
        return node, 1


def remarks(
    sections: Iterable[Section], facts: Mapping[str, Any], domain: Iterable[str], checked: str
) -> list[str]:
    """What is said above the formulas: of what they are, where they hold, how they were checked."""
    lines = ["A formula and its derivatives, made by symchain.", ""]
    for text in facts["formulas"]:
        lines += wrapped(shown(text), "    ")
    lines.append("")
    arguments = ", ".join(facts["variables"]) or "none"
    slopes = ", ".join(facts["wrt"]) or "none"
    sentences = [f"Arguments, in this order: {arguments}.", f"Derivatives by: {slopes}."]
    sentences += [at_kinks(facts), *domain, *map(str, sections), checked]
    for sentence in sentences:
        lines += wrapped(cut(sentence), "")
    return lines


def load(source: str, threads: int = 1) -> Mapping[str, Any]:
    """The functions of a document by name, from the Python module of the same programs."""
    facts: dict[str, Any] = read_header(source)[0]
    return namespace(regenerated(facts, "python")[0])
