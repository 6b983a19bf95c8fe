from __future__ import annotations
from symchain.functions.row import Op
SPECIAL: tuple[Op, ...] = ()
