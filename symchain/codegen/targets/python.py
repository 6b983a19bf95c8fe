"""Python: plain floats and the standard library's math."""

from __future__ import annotations

import math

from symchain.codegen.running import namespace
from symchain.codegen.targets import series_module, solver_module
from symchain.codegen.targets.module import module
from symchain.codegen.targets.target import Target

PYTHON = Target(
    "python",
    functions=frozenset(name for name in dir(math) if not name.startswith("_")),
    library="math.",
    words={"true": "True", "false": "False"},
    negation="not {c}",
    choice="{a} if {c} else {b}",
    opening="if {c}:",
    inverse="if not {c}:",
    otherwise="else:",
    literal=repr,
    module=module,
    solver=solver_module.module,
    series=series_module.module,
    suffix=".py",
    reciprocals=False,
    raises=True,
    load=lambda source, threads: namespace(source),
)
