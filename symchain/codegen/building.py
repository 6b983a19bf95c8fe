"""C files as shared libraries: compiled once, kept by the hash of what they are made from."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile

from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

COMPILERS = ("cc", "gcc", "clang")
# Values stay those of IEEE 754: nothing is reassociated, only errno and traps are not kept.
FLAGS = (
    *("-std=c99", "-march=native", "-ffp-contract=off", "-fno-math-errno"),
    *("-fno-trapping-math", "-fPIC", "-shared"),
)
LONG = 200_000  # characters of a text that is not optimised beyond -O1, to be compiled in seconds
# Loops over points as vectors; sin and cos of one angle, taken together, would have no such form.
VECTORS = ("-fopenmp-simd", "-DSYMCHAIN_SIMD", "-fno-builtin-sin")
NO_COMPILER = (
    "no C compiler was found (cc, gcc or clang): install one (Debian and Ubuntu: apt install gcc; "
    "macOS: xcode-select --install), or say where it is in the variable CC"
)
SECONDS = 300.0  # that a compiler may take


def compiler() -> str:
    """The path of the C compiler that is used: $CC, or the first of cc, gcc, clang.

    Raises SymchainError where there is none.
    """
    named = os.environ.get("CC", "").split()[:1]
    for name in named or COMPILERS:
        path = shutil.which(name)
        if path is not None:
            return path
    raise SymchainError(NO_COMPILER)


def cache() -> str:
    """The folder in which built libraries are kept: $XDG_CACHE_HOME/symchain, ~/.cache/symchain."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    folder = os.path.join(home, "symchain")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return tempfile.mkdtemp(prefix="symchain-")


def built(code: str, suffix: str = ".so", extra: Sequence[str] = ()) -> str:
    """The path of the shared library of a C text, from the cache or newly compiled.

    Safe under threads and processes: a library is built beside its place and moved there whole.
    Raises SymchainError where there is no compiler, or where it fails.
    """
    from hashlib import sha256

    program = compiler()
    extra = ["-O3" if len(code) <= LONG else "-O1", *extra]
    told = "\0".join([program, *FLAGS, *extra, code])
    folder = cache()
    target = os.path.join(folder, sha256(told.encode()).hexdigest()[:32] + suffix)
    if not os.path.exists(target):
        _build(program, code, target, folder, extra)
    return target


def extension(code: str) -> str:
    """The path of the extension module of CPython that a C text is, as `built` makes it.

    Raises SymchainError also where Python's C headers are missing.
    """
    import sysconfig

    include = sysconfig.get_paths()["include"]
    if not os.path.exists(os.path.join(include, "Python.h")):
        raise SymchainError(
            f"Python's C headers are not in {include}: install them "
            "(Debian and Ubuntu: apt install python3-dev)"
        )
    return built(code, suffix(), (f"-I{include}",))


def suffix() -> str:
    """How the names of this Python's extension modules end."""
    import sysconfig

    return str(sysconfig.get_config_var("EXT_SUFFIX"))


def _build(program: str, code: str, target: str, folder: str, extra: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory(dir=folder, prefix="build-") as place:
        source = os.path.join(place, "module.c")
        draft = os.path.join(place, "module.so")
        with open(source, "w", encoding="utf-8") as file:
            file.write(code)
        command = [program, *FLAGS, *extra, "-o", draft, source, "-lm"]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise SymchainError(f"'{program}' took more than {SECONDS:.0f} seconds") from None
        if done.returncode != 0:
            lines = done.stderr.strip().splitlines()[:5]
            raise SymchainError("\n".join([f"'{program}' failed:", *lines]))
        os.replace(draft, target)
