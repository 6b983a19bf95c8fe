"""How many digits mpmath works with, which is one number for a whole process: by one thread at a time."""

from __future__ import annotations

import os
from threading import RLock

import mpmath


class WorkingDigits:
    """A block in which mpmath works with so many decimal digits; other threads wait for its end.

    Without that, threads would set each other's precision, and leave one of them for ever.

    >>> with WorkingDigits(30):
    ...     print(mpmath.mpf(1) / 3)
    0.333333333333333333333333333333
    """

    __slots__ = ("before", "digits")

    def __init__(self, digits: int) -> None:
        self.digits = digits

    def __enter__(self) -> None:
        _LOCK.acquire()
        self.before = mpmath.mp.prec
        mpmath.mp.dps = self.digits

    def __exit__(self, *error: object) -> None:
        mpmath.mp.prec = self.before
        _LOCK.release()


_LOCK = RLock()

if hasattr(os, "register_at_fork"):  # a new process has none of the threads that would end a block
    os.register_at_fork(
        before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release
    )
