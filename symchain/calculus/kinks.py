"""What a derivative is at kinks, as a word: the mean of the slopes beside it, or another."""

from __future__ import annotations

from symchain.errors import SymchainError

KINKS = ("mean", "left", "right", "nan", "error")
MEAN, LEFT, RIGHT, NAN, ERROR = KINKS


def refuse_unknown(kinks: str) -> None:
    """Raises SymchainError where a word is none for what happens at kinks."""
    if kinks not in KINKS:
        raise SymchainError(f"unknown choice '{kinks}' at kinks ({', '.join(KINKS)})")
