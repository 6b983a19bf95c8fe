"""The text of a Python module that solves equations: straight-line functions and their callers."""

from __future__ import annotations

from symchain.codegen import support_source
from symchain.codegen.header import header
from symchain.codegen.targets import solvers
from symchain.codegen.targets.blocks import OUTSIDE, escaped, gap, imports, joined
from symchain.codegen.targets.callers import OWN, Callers
from symchain.codegen.targets.functions import Function, Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.implicit import Equations
    from symchain.codegen.library import Library

LINEAR = frozenset(("lu_factor", "lu_solve", "lu_solve_transposed"))  # what systems need


def module(
    equations: Equations,
    functions: Sequence[Function],
    library: Library,
    checked: str,
    ranges: Mapping[str, Any],
) -> str:
    """The text of the module; `functions` are those of the equations, as the target spells them."""
    if equations.count > 1:
        library.support |= LINEAR
    support, defined = support_source.source(library.support)
    reserved = {
        *(equations.start + word for word in OWN),
        *solvers.LOCAL,
        *defined,
        *(function.name for function in functions),
    }
    writer = Writer(equations.groups(), library, reserved, False)
    names = writer.names("point")
    bodies = [writer.function(function) for function in functions]
    facts = {**equations.facts(checked, ranges), "identifiers": names}
    bodies += Callers(facts).bodies()
    lines = imports(library, "".join(support), equations.count > 1)
    code = joined(["\n".join(lines), *support, *["\n".join(body) for body in bodies]])
    remarks = [escaped(line) for line in equations.remarks(names, [OUTSIDE, checked])]
    top = "\n".join(['"""' + remarks[0], *remarks[1:], '"""'])
    return f"{top}\n\n{header(facts, code)}\n{gap(code)}{code}"
