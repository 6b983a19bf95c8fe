"""The text of a module of Taylor coefficients over arrays: a line for each row and each order."""

from __future__ import annotations

from symchain.codegen.header import header
from symchain.codegen.targets import array_series
from symchain.codegen.targets.arrays import NUMBER, OUTSIDE
from symchain.codegen.targets.blocks import escaped, gap
from symchain.codegen.targets.layout import bracketed, statement
from symchain.codegen.targets.series_module import INDEX, ORDER, Lines, Writer
from symchain.functions.arithmetic import WHERE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.calculus.taylor.series import Step
    from symchain.codegen.series import Layout
    from symchain.codegen.targets.arrays import Arrays
    from symchain.codegen.targets.target import Target
    from symchain.functions.row import Op

ROUGH = "rough"  # the points at which there is no series
LOCAL = frozenset(("body", "found", "further", "list", "numbers", "own", "range", ROUGH))
KINKS = f"{OUTSIDE} At a kink or a jump all coefficients but the first are nan."


class Series:
    """What the modules of Taylor coefficients of an array library, called `xp`, have in common."""

    def __init__(self, arrays: Arrays, xp: str) -> None:
        self.arrays = arrays
        self.xp = xp

    def module(
        self,
        made: Layout,
        arguments: Sequence[str],
        target: Target,
        facts: Mapping[str, Any],
        domain: str,
    ) -> str:
        """The text of the module; `domain` is a sentence on where the formula is defined."""
        writer = _Writer(made, arguments, target, str(facts["functions"]["taylor"]), self.xp)
        writer.name_all(
            {f"_{writer.name}", *LOCAL, *array_series.ROUTINES, *self.arrays.names(writer.library)}
        )
        functions = ["\n".join(writer.body()), "\n".join(writer.lines())]
        routines = array_series.routines(writer.support, self.xp)
        code = self.arrays.code(writer.library, [*routines, *functions])
        told = [escaped(line) for line in writer.remarks(facts, [domain, KINKS])]
        top = "\n".join(['"""' + told[0], *told[1:], '"""'])
        facts = {**facts, "identifiers": list(writer.parameters.values())}
        return f"{top}\n\n{header(facts, code)}\n{gap(code)}{code}"


class _Writer(Writer):
    """The text of the functions: all branches are computed, and chosen among at each order."""

    AND, OR = " & ", " | "

    def __init__(
        self, made: Layout, arguments: Sequence[str], target: Target, name: str, xp: str
    ) -> None:
        super().__init__(made, arguments, target, name)
        self.xp = xp

    def body(self) -> list[str]:
        """The lines of the function of arrays that `results` calls."""
        first, further = self.all_lines()
        names = [ORDER, *([NUMBER] if self.target.number else []), *self.parameters.values()]
        lines = bracketed(f"def _{self.name}(", [[name] for name in names], "):", 0)
        lines += [*self._plain(first, 1), *self._guards()]
        if further:
            lines += [f"    for {INDEX} in range(1, {ORDER} + 1):", *self._plain(further, 2)]
        is_smooth = not any(guard in self.names for guard in self.made.guards.values())
        undefined = "found[0] != found[0]"
        return [
            *lines,
            f"    found = {self._list(self.made.plan.root)}",
            f"    {ROUGH} = {undefined if is_smooth else f'{ROUGH} | ({undefined})'}",
            f"    further = [{self.xp}.where({ROUGH}, {self.xp}.nan, own) for own in found[1:]]",
            "    return [found[0], *further]",
        ]

    def lines(self) -> list[str]:
        names = [*self.parameters.values(), ORDER]
        given = "".join([f", {name}" for name in self.parameters.values()])
        return [
            *bracketed(f"def {self.name}(", [[name] for name in names], "):", 0),
            f'    """{self.about}"""',
            f"    if {ORDER} < 0:",
            '        raise ValueError("the order of a series is negative")',
            "",
            "    def body(*numbers):",
            f"        return _{self.name}({ORDER}, *numbers)",
            "",
            f"    return list(results(body, {ORDER} + 1{given}))",
        ]

    def _plain(self, lines: Lines, depth: int) -> list[str]:
        return [line for _, name, text in lines for line in statement(name, text, depth)]

    def _guards(self) -> list[str]:
        """The lines that find the points at which there is no series."""
        found: list[str] = []
        for owner, guard in self.made.guards.items():
            if guard in self.names:
                test = self._test(self.made.paths[owner])
                tests = [f"({test})" if self.OR in test else test] if test else []
                text = self.AND.join([*tests, self._outcome(guard, False)])
                text = f"{ROUGH} | ({text})" if found else text
                found += statement(ROUGH, text, 1)
        return found

    def _first(self, node: int) -> Lines:
        made = self.made
        if node in made.steps and made.op[node] is WHERE:
            return [
                (made.paths[node], self.names[node], self._expansion(self._choice(node), "0.0"))
            ]
        return super()._first(node)

    def _choice(self, node: int) -> str:
        return self._applied(node, [self._argument(WHERE, arg) for arg in self.made.args[node]])

    def _coefficient(self, step: Step) -> str:
        if step.op is not WHERE:
            return super()._coefficient(step)
        condition, *sides = self.made.args[step.node]
        zero = self.target.number.format(x="0.0") if self.target.number else "0.0"
        a, b = [f"{self.names[x]}[{INDEX}]" if x in self.made.steps else zero for x in sides]
        return self.target.choice.format(c=self._number(condition), a=a, b=b)

    def _argument(self, op: Op, arg: int) -> str:
        return self._literal(arg) if not op.infix else self._number(arg)

    def _literal(self, node: int) -> str:
        """The value of a node, where a plain number would not do."""
        text = self._number(node)
        is_plain = node in self.made.literals and self.target.number
        return self.target.number.format(x=text) if is_plain else text

    def _list(self, node: int) -> str:
        if node in self.made.steps:
            return self.names[node]
        return self._expansion(self._literal(node), "0.0")
