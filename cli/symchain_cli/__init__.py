"""The command `symchain`: words in, one library call, its result printed."""

from __future__ import annotations


def main() -> None:
    """Runs the command line; exit code 0 done, 1 a check failed, 2 bad input."""
    from symchain_cli.group import symchain

    symchain(prog_name="symchain")
