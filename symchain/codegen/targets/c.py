"""C99: doubles and libm; undefined is nan, too large is inf."""

from __future__ import annotations

import math

from symchain.codegen.header import read_header
from symchain.codegen.poles import marked
from symchain.codegen.targets import (
    c_library,
    c_series_library,
    c_series_module,
    c_solver_library,
    c_solver_module,
)
from symchain.codegen.targets.c_module import declarations, module
from symchain.codegen.targets.target import Target
from symchain.functions.row import Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

LIBM = frozenset(
    (
        *("exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "hypot"),
        *("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh"),
        *("asinh", "acosh", "atanh", "erf", "erfc", "lgamma", "floor", "ceil", "trunc"),
        "copysign",
    )
)


def _literal(value: float) -> str:
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "INFINITY" if value > 0 else "-INFINITY"
    return repr(value)


KINDS: Mapping[str, Callable[[str, int], Mapping[str, Any]]] = {
    "": c_library.load,
    "implicit": c_solver_library.load,
    "taylor": c_series_library.load,
}


def load(source: str, threads: int) -> Mapping[str, Any]:
    """The functions of an emitted file, compiled and loaded; by the kind of its module."""
    return KINDS[str(read_header(source)[0].get("kind", ""))](source, threads)


C = Target(
    "c",
    functions=LIBM,
    library="",
    words={
        "true": "1",
        "false": "0",
        "pi": repr(math.pi),
        "e": repr(math.e),
        "and": "{a} && {b}",
        "or": "{a} || {b}",
    },
    negation="!({c})",
    choice="{c} ? {a} : {b}",
    opening="if ({c}) {{",
    inverse="if (!({c})) {{",
    otherwise="} else {",
    literal=_literal,
    comment="// ",
    support="symchain_",
    pairwise={"hypot": "hypot", "logsumexp": "logaddexp"},
    prepare=marked,
    threes={"hypot": Op("norm of three", "x y z", c="support.norm_of_three")},
    module=module,
    solver=c_solver_module.module,
    series=c_series_module.module,
    load=load,
    companion={".h": declarations},
    suffix=".c",
)
