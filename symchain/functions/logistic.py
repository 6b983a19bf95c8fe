from __future__ import annotations
from symchain.functions.row import Op
LOGISTIC: tuple[Op, ...] = ()
