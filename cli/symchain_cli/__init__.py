"""The command `symchain`: words in, one library call, its result printed."""

from __future__ import annotations

import gc

COLLECTED = 20_000  # objects made between two searches for cycles: graphs are columns of numbers


def main() -> None:
    """Runs the command line; exit code 0 done, 1 a check failed, 2 bad input."""
    gc.set_threshold(COLLECTED)
    from symchain_cli.group import symchain

    try:
        symchain(prog_name="symchain")
    finally:
        gc.freeze()  # the process ends: what is left need not be searched and taken apart
