"""`python -m symchain_cli` is the command `symchain`."""

from symchain_cli import main

main()
