"""The targets by name. A new target is one file here and one line."""

from __future__ import annotations

from symchain.codegen.targets.c import C
from symchain.codegen.targets.cpython import CPYTHON
from symchain.codegen.targets.jax import JAX
from symchain.codegen.targets.json import JSON
from symchain.codegen.targets.latex import LATEX
from symchain.codegen.targets.mathml import MATHML
from symchain.codegen.targets.native import NATIVE
from symchain.codegen.targets.numpy import NUMPY
from symchain.codegen.targets.python import PYTHON
from symchain.codegen.targets.target import Target
from symchain.codegen.targets.torch import TORCH

TARGETS: dict[str, Target] = {
    target.name: target
    for target in (PYTHON, C, CPYTHON, NATIVE, NUMPY, JAX, TORCH, JSON, LATEX, MATHML)
}


def companions(text: str, stem: str) -> dict[str, str]:
    """The files that belong beside a module of that name, by the endings of their names."""
    from symchain.codegen.header import read_header

    target = str(read_header(text)[0].get("target", "python"))
    return {suffix: made(text, stem) for suffix, made in TARGETS[target].companion.items()}
