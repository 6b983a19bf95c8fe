"""`generate_taylor`: the source text of a module that computes Taylor coefficients of any order.

The function has a line for each node and each order: no code grows with the order, and the cost is
quadratic in it.
"""

from __future__ import annotations

from symchain.calculus.taylor import series_variable
from symchain.codegen import support_source
from symchain.codegen.header import header
from symchain.codegen.library import Library
from symchain.codegen.names import identifiers, prefix
from symchain.codegen.program import Program
from symchain.codegen.series import Layout, Paths, is_row, layout
from symchain.codegen.targets import TARGETS
from symchain.codegen.targets import blocks as texts
from symchain.codegen.targets.layout import bracketed, statement, wrapped
from symchain.errors import SymchainError
from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    MULTIPLY,
    NEGATE,
    NOT,
    POWER,
    SUBTRACT,
    SYMBOL,
    WHERE,
)
from symchain.functions.template import cut
from symchain.graph.definitions import expanded
from symchain.graph.expr import Expr, as_names
from symchain.graph.graph import Graph
from symchain.graph.transfer import transfer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from symchain.calculus.taylor.series import Step

ORDER, INDEX = "order", "k"
ALWAYS: Paths = ((),)


def generate_taylor(
    expr: Expr,
    wrt: Expr | str | None = None,
    *,
    name: str = "",
    variables: Iterable[Expr | str] | None = None,
    checked: str = "",
    ranges: Mapping[str, Any] | None = None,
) -> str:
    """The source text of a module with a function `taylor(x, ..., order)`: the coefficients in x.

    `wrt` is the variable (by default the only one), `variables` the arguments in their order, which
    `order` follows; `name` goes before the function's name, `checked` is a sentence for the
    docstring, `ranges` say where that was. The text itself is not checked here; it needs nothing
    but the standard library.

    Raises SymchainError for what cannot be emitted, DerivativeError where the derivatives go on to
    ever new functions, BudgetError where the formula is too large for one function.

    >>> from symchain import parse
    >>> print(generate_taylor(parse("x*y"), "x")[-266:])
    def taylor(x: float, y: float, order: int) -> list[float]:
        \"\"\"The Taylor coefficients in x, from order 0 on.\"\"\"
        t0 = expansion(x, 1.0, order)
        t1 = expansion(t0[0] * y, 0.0, order)
        for k in range(1, order + 1):
            t1[k] = t0[k] * y
        return t1
    <BLANKLINE>
    """
    from symchain import __version__
    from symchain.calculus import conditions, refuse_conditions

    refuse_conditions(expr)
    if name and not (name.isidentifier() and name.isascii()):
        raise SymchainError(f"'{name}' cannot begin the name of a function")
    arguments, variable = _arguments(expr, wrt, variables)
    function = f"{name}_taylor" if name else "taylor"
    facts = {
        "version": __version__,
        "kind": "taylor",
        "formulas": [str(expr)],
        "variables": arguments,
        "wrt": [variable],
        "checked": checked,
        "ranges": {name: list(limits) for name, limits in (ranges or {}).items()},
        "functions": {"taylor": function},
    }
    writer = _Writer(_layout(expr, variable), arguments, variable, function)
    domain = [str(condition) for condition in conditions(expr, smooth=False)]
    return _module(writer, facts, domain)


def _arguments(
    expr: Expr, wrt: Expr | str | None, variables: Iterable[Expr | str] | None
) -> tuple[list[str], str]:
    """The arguments in their order, and the variable of the series."""
    free = [variable.name for variable in expr.variables]
    variable = series_variable(expr, None if wrt is None else [wrt])
    extra = [] if variable in free else [variable]
    given = [*free, *extra] if variables is None else as_names(variables)
    arguments = list(dict.fromkeys(given))
    for each in (*free, *extra):
        if each not in arguments:
            raise SymchainError(f"'{each}' is not among the variables {', '.join(arguments)}")
    return arguments, variable


def _layout(expr: Expr, variable: str) -> Layout:
    from symchain.calculus.taylor.series import plan

    graph = Graph()
    place = graph.symbol(variable)
    (root,) = expanded(graph, transfer(expr.graph, [expr.node], graph), TARGETS["python"].spelling)
    return layout(plan(graph, root, place))


class _Writer:
    """The text of the function."""

    def __init__(self, made: Layout, arguments: list[str], variable: str, name: str) -> None:
        self.made = made
        self.name = name
        self.program = Program(arguments)
        self.variable = variable
        self.library = Library([self._program()], TARGETS["python"])
        if self.library.outside:
            raise SymchainError(
                f"'{min(self.library.outside)}' would need SciPy, and a module of Taylor "
                "coefficients imports only math: symchain.taylor gives its numbers"
            )

    def _program(self) -> Program:
        """The operations that the first coefficients take."""
        made, program = self.made, self.program
        image: dict[int, int] = {}
        for node in made.order:
            if node in made.literals:
                image[node] = program.constant(made.literals[node])
            elif made.op[node] is SYMBOL:
                image[node] = program.inputs[made.plan.graph.names[node]]
            else:
                args = tuple([image[arg] for arg in made.args[node]])
                image[node] = program.again(made.op[node], args)
        program.outputs = list(image.values())
        return program

    def name_all(self, reserved: set[str]) -> None:
        """Chooses all names; none of the reserved ones."""
        made = self.made
        taken = {*reserved, *self.library.names, self.name, ORDER, INDEX}
        self.parameters = identifiers(list(self.program.inputs), taken)
        letter = prefix([*self.parameters.values(), *taken])
        rows = [node for node in made.order if is_row(made, node)]
        self.names = {node: f"{letter}{place}" for place, node in enumerate(rows)}

    def lines(self) -> list[str]:
        """The lines of the function."""
        made = self.made
        items = [[f"{name}: float"] for name in self.parameters.values()]
        result = bracketed(f"def {self.name}(", [*items, [f"{ORDER}: int"]], ") -> list[float]:", 0)
        first = [line for node in made.order for line in self._first(node)]
        ordered = [made.steps[node] for node in made.order if node in made.steps]
        further = [line for step in ordered for line in self._further(step)]
        about = f"The Taylor coefficients in {self.parameters[self.variable]}, from order 0 on."
        result += [f'    """{about}"""', *self._blocks(first, 1), *self._guards()]
        if further:
            result.append(f"    for {INDEX} in range(1, {ORDER} + 1):")
            result += self._blocks(further, 2)
        root = made.plan.root
        return [*result, f"    return {self._list(root)}"]

    def _blocks(self, lines: list[tuple[Paths, str, str]], depth: int) -> list[str]:
        """Assignments inside of the branches that they belong to."""
        result: list[str] = []
        now = ALWAYS
        for paths, name, text in lines:
            if paths not in (now, ALWAYS):
                result.append("    " * depth + f"if {self._test(paths)}:")
            now = paths
            result += statement(name, text, depth + (paths != ALWAYS))
        return result

    def _test(self, paths: Paths) -> str:
        """The text of the condition that one of some branches is taken."""
        tests = [
            " and ".join(
                [("" if outcome else "not ") + self._number(test) for test, outcome in path]
            )
            for path in paths
        ]
        return " or ".join([f"({t})" if " and " in t and len(tests) > 1 else t for t in tests])

    # ---- order 0

    def _first(self, node: int) -> list[tuple[Paths, str, str]]:
        """The lines of a node's first coefficient: its value, and whether it is smooth there."""
        made = self.made
        if node not in self.names:
            return []
        path, name, text = made.paths[node], self.names[node], self._value(node)
        if node in made.steps and made.op[node] is not WHERE:
            slope = "1.0" if node == made.plan.variable else "0.0"
            text = f"expansion({text}, {slope}, {ORDER})"
        return [(path, name, text)]

    def _guards(self) -> list[str]:
        """The tests that functions are smooth, and that comparisons are not at their borders."""
        lines: list[str] = []
        for owner, guard in self.made.guards.items():
            if guard in self.names:
                op, paths = self.made.op[owner], self.made.paths[owner]
                test = self._test(paths)
                before = f"({test}) and " if " or " in test else f"{test} and " if test else ""
                why = (
                    f"'{op.infix}' is at its border" if op.boolean else f"'{op.name}' is not smooth"
                )
                lines.append(f"    if {before}{ORDER} and not {self.names[guard]}:")
                lines.append(f'        raise ValueError("{why} here")')
        return lines

    def _value(self, node: int) -> str:
        """The text of a node's value, in terms of the values of its arguments."""
        made, op = self.made, self.made.op[node]
        args = made.args[node]
        if op is SYMBOL:
            return self.parameters[made.plan.graph.names[node]]
        if op is WHERE and node in made.steps:
            condition, yes, no = args
            return f"{self._list(yes)} if {self._number(condition)} else {self._list(no)}"
        return self._applied(node, [self._number(arg) for arg in args])

    def _applied(self, node: int, args: list[str]) -> str:
        """An operation on texts that are names, entries of lists or numbers."""
        op = self.made.op[node]
        word = self.library.spelled[op]
        if op is WHERE:
            return f"{args[1]} if {args[0]} else {args[2]}"
        if op is NEGATE:
            return f"-{args[0]}"
        if op is NOT:
            return word.format(c=args[0])
        if op.infix and op is not POWER:
            return f"{args[0]} {word} {args[1]}"
        if "{" in word:
            parts = cut(op, word, len(args))
            return "".join([part if isinstance(part, str) else args[part] for part in parts])
        return f"{word}({', '.join(args)})" if args else word

    def _number(self, node: int) -> str:
        """How the value of a node is written where it is used."""
        made = self.made
        if node in made.literals:
            return repr(made.literals[node])
        if node in self.names:
            return f"{self.names[node]}[0]" if node in made.steps else self.names[node]
        return self.parameters[made.plan.graph.names[node]]

    def _list(self, node: int) -> str:
        """How the coefficients of a node are written."""
        if node in self.made.steps:
            return self.names[node]
        return f"expansion({self._number(node)}, 0.0, {ORDER})"

    # ---- order k

    def _further(self, step: Step) -> list[tuple[Paths, str, str]]:
        """The line of a node's coefficient of order k; none where all are 0 or those of another."""
        text = self._coefficient(step)
        if not text or step.node == self.made.plan.variable:
            return []
        return [(self.made.paths[step.node], f"{self.names[step.node]}[{INDEX}]", text)]

    def _coefficient(self, step: Step) -> str:
        if step.slopes:
            return " + ".join([self._chain(arg, slope) for arg, slope in step.slopes])
        if step.op in (ADD, SUBTRACT, NEGATE):
            return self._linear(step)
        if step.op is MULTIPLY:
            return self._product(*step.args)
        if step.op is DIVIDE:
            return self._quotient(step)
        if step.op is POWER:
            base, exponent = step.args
            return self._call("series_power", base, self._number(exponent), step.node)
        return ""

    def _linear(self, step: Step) -> str:
        """The terms that vary, with their signs."""
        word = {ADD: " + ", SUBTRACT: " - ", NEGATE: ""}[step.op]
        varying = [arg in self.made.steps for arg in step.args]
        terms = [f"{self.names[arg]}[{INDEX}]" for arg in step.args if arg in self.made.steps]
        is_negative = step.op is NEGATE or (step.op is SUBTRACT and not varying[0])
        return ("-" if is_negative else "") + word.join(terms)

    def _product(self, a: int, b: int) -> str:
        if a == b:
            return self._call("series_square", a)
        if a in self.made.steps and b in self.made.steps:
            return self._call("convolution", a, b)
        if a in self.made.steps:
            return f"{self.names[a]}[{INDEX}] * {self._number(b)}"
        return f"{self._number(a)} * {self.names[b]}[{INDEX}]"

    def _quotient(self, step: Step) -> str:
        a, b = step.args
        if b not in self.made.steps:
            return f"{self.names[a]}[{INDEX}] / {self._number(b)}"
        if a not in self.made.steps:
            return self._call("series_inverse", b, step.node)
        return self._call("series_quotient", a, b, step.node)

    def _chain(self, arg: int, slope: int) -> str:
        if slope not in self.made.steps:
            return self._product(slope, arg)
        return self._call("series_chain", arg, slope)

    def _call(self, routine: str, *args: int | str) -> str:
        """A call of a support routine on lists, or on a text that is given."""
        self.library.support.add(routine)
        words = [arg if isinstance(arg, str) else self.names[arg] for arg in args]
        return f"{routine}({', '.join([*words, INDEX])})"


def _module(writer: _Writer, facts: dict[str, Any], domain: list[str]) -> str:
    """The text of the module around the function."""
    library = writer.library
    library.support.add("expansion")
    writer.name_all(set(support_source.names()))
    lines = writer.lines()
    support, _ = support_source.source(library.support)
    imports = texts.imports(library, "".join(support), False)
    code = texts.joined(["\n".join(imports), *support, "\n".join(lines)])
    facts["identifiers"] = list(writer.parameters.values())
    top = "\n".join(_docstring(writer, facts, domain))
    return f"{top}\n\n{header(facts, code)}\n{texts.gap(code)}{code}"


def _docstring(writer: _Writer, facts: Mapping[str, Any], domain: list[str]) -> list[str]:
    """The module's docstring: formula, arguments, domain, names, and how it was checked."""
    given = writer.parameters
    lines = ["Taylor coefficients of a formula, made by symchain.", ""]
    lines += wrapped(texts.shown(facts["formulas"][0]), "    ")
    lines += ["", *wrapped(f"Arguments, in this order: {', '.join(given.values())}, order.", "")]
    series = given[writer.variable]
    about = f"Coefficient k is the derivative of order k by {series}, divided by k factorial."
    lines += wrapped(about, "")
    renamed = [f"{name} is {safe}" for name, safe in given.items() if name != safe]
    if renamed:
        lines += wrapped(f"Names: {texts.cut(', '.join(renamed))}.", "")
    lines += wrapped(f"Domain: {texts.cut('; '.join(domain)) or 'all real numbers'}.", "")
    lines += wrapped(f"{texts.OUTSIDE} So is ValueError at a kink or a jump.", "")
    if facts["checked"]:
        lines += wrapped(facts["checked"], "")
    escaped = [texts.escaped(line) for line in lines]
    return ['"""' + escaped[0], *escaped[1:], '"""']
