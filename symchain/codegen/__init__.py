"""Code generation: a formula's nodes become a program, a program the source text of a module."""

from __future__ import annotations

from symchain.codegen.compiled import Compiled, compile
from symchain.codegen.generate import generate
from symchain.codegen.header import digest, read_header
from symchain.codegen.program import Program, operations

__all__ = [
    "Compiled",
    "Program",
    "compile",
    "digest",
    "generate",
    "operations",
    "read_header",
]
