"""The text of a C file of Taylor coefficients, whose rows the caller owns."""

from __future__ import annotations

from symchain.codegen.header import header
from symchain.codegen.targets.c_module import OUTSIDE, boxed, head
from symchain.codegen.targets.c_names import WORDS, parameters
from symchain.codegen.targets.series_module import INDEX, ORDER, Writer
from symchain.codegen.translation import support
from symchain.codegen.translation.c import PREFIX, translated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.series import Layout
    from symchain.codegen.targets.target import Target

LOCAL = frozenset(("work", "size", "found"))
CODES = (
    "The function returns 0, or 1 at a kink or a jump and for a negative order: then nothing is "
    "written. `work` has {rows}*(order + 1) doubles, `result` order + 1."
)
# The coefficients of value + slope*h, in a row of the caller's.
EXPANSION = """\
static double *symchain_expansion(double *row, double value, double slope, long order)
{
    for (long j = 2; j <= order; j++) {
        row[j] = 0.0;
    }
    if (order > 0) {
        row[1] = slope;
    }
    row[0] = value;
    return row;
}"""


def module(
    made: Layout, arguments: Sequence[str], target: Target, facts: Mapping[str, Any], domain: str
) -> str:
    """The text of the file; `domain` is a sentence on where the formula is defined."""
    code = Code(made, arguments, target, str(facts["functions"]["taylor"]))
    text = "\n\n".join(code.texts("#include <math.h>\n#include <stddef.h>")) + "\n"
    about = CODES.format(rows=f"{code.name.upper()}_ROWS")
    return framed(text, code, facts, [domain, OUTSIDE, about])


def framed(text: str, code: Code, facts: Mapping[str, Any], sentences: Sequence[str]) -> str:
    """A text of coefficients below the comment and the header that tell of it."""
    facts = {**facts, "identifiers": list(code.parameters.values()), "rows": code.rows}
    remarks = "\n".join(boxed(code.remarks(facts, sentences)))
    return f"{remarks}\n\n{header(facts, text, code.target.comment)}\n\n{text}"


class Code(Writer):
    """The text of the function in C; `rows` counts the rows of coefficients."""

    AND, OR, IF, END = " && ", " || ", "if ({}) {{", "}"
    PREFIX = PREFIX

    def __init__(self, made: Layout, arguments: Sequence[str], target: Target, name: str) -> None:
        super().__init__(made, arguments, target, name)
        self.rows = 0
        self.name_all(WORDS | LOCAL | target.functions)

    def texts(self, includes: str) -> list[str]:
        """The function, after what it needs."""
        function = "\n".join(self.lines())
        rows = f"#define {self.name.upper()}_ROWS {self.rows}"
        routines = support(self.library, translated, self.support - {"expansion"})
        return [includes, *routines, EXPANSION, rows, function]

    def _identifiers(self, names: list[str], taken: set[str]) -> dict[str, str]:
        return parameters(names, taken)

    def lines(self) -> list[str]:
        """The lines of the function."""
        first, further = self.all_lines()
        lines = [*self.blocks(first, 1), *self._guards()]
        if further:
            lines.append(f"    for (long {INDEX} = 1; {INDEX} <= {ORDER}; {INDEX}++) {{")
            lines += [*self.blocks(further, 2), "    }"]
        root = self._list(self.made.plan.root)
        parameters = [f"double {name}" for name in self.parameters.values()]
        parameters += [f"long {ORDER}", "double *work", "double *result"]
        return [
            f"/* {self.about} */",
            head(f"int {self.name}", parameters),
            "{",
            *[f"    (void){name};" for name in self.parameters.values()],
            f"    if ({ORDER} < 0) {{",
            "        return 1;",
            "    }",
            f"    const long size = {ORDER} + 1;",
            *[f"    {self._declared(node)}" for node in self.names],
            *lines,
            f"    const double *found = {root};",
            "    for (long j = 0; j < size; j++) {",
            "        result[j] = found[0] == found[0] ? found[j] : NAN;",
            "    }",
            "    return 0;",
            "}",
        ]

    def _declared(self, node: int) -> str:
        name = self.names[node]
        return f"double *{name} = work;" if node in self.made.steps else f"double {name} = 0.0;"

    def _statement(self, name: str, text: str, depth: int) -> list[str]:
        return [f"{'    ' * depth}{name} = {text};"]

    def _refusal(self, why: str) -> list[str]:
        return ["        return 1;", "    }"]

    def _expansion(self, value: str, slope: str) -> str:
        self.rows += 1
        row = f"work + {self.rows - 1} * size"
        return f"symchain_expansion({row}, {value}, {slope}, {ORDER})"
