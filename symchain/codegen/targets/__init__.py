"""The targets by name. A new target is one file here and one line."""

from __future__ import annotations

from symchain.codegen.targets.c import C
from symchain.codegen.targets.python import PYTHON
from symchain.codegen.targets.target import Target

TARGETS: dict[str, Target] = {target.name: target for target in (PYTHON, C)}
