"""C files as shared libraries: compiled once, kept by the hash of what they are made from."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache

from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ctypes
    from collections.abc import Iterator, Sequence

COMPILERS = ("cc", "gcc", "clang")
# Values stay those of IEEE 754: nothing is reassociated, only errno and traps are not kept.
FLAGS = (
    *("-std=c99", "-march=native", "-ffp-contract=off", "-fno-math-errno"),
    *("-fno-trapping-math", "-fPIC", "-shared"),
)
FEATURES = ("model name", "flags", "Features", "CPU part", "isa")  # lines of /proc/cpuinfo
LONG = 200_000  # characters of a text that is not optimised beyond -O1, to be compiled in seconds
# Loops over points as vectors; sin and cos of one angle, taken together, would have no such form.
VECTORS = ("-fopenmp-simd", "-DSYMCHAIN_SIMD", "-fno-builtin-sin")
INSTALL = (
    "install one (Debian and Ubuntu: apt install gcc; macOS: xcode-select --install), or say where "
    "it is in the variable CC"
)
NO_COMPILER = f"no C compiler was found (cc, gcc or clang): {INSTALL}"
NO_SUCH = "no C compiler was found: the variable CC says '{}', which is no program here: " + INSTALL
NO_LOADING = (
    "compiled code cannot be loaded from '{}' ({}): say in the variable XDG_CACHE_HOME "
    "in which folder it may be kept and run"
)
SECONDS = 300.0  # that a compiler may take
OTHERS_WRITE = 0o022  # the bits of a folder's mode by which others than its owner write there


def compiler() -> list[str]:
    """The words that run the C compiler: those of $CC, or the first of cc, gcc, clang.

    Raises SymchainError where there is none.
    """
    named = os.environ.get("CC", "").strip()
    if named:
        words = [named] if shutil.which(named) else _words(named)
        path = shutil.which(words[0])
        if path is None:
            raise SymchainError(NO_SUCH.format(named))
        return [path, *words[1:]]
    for name in COMPILERS:
        path = shutil.which(name)
        if path is not None:
            return [path]
    raise SymchainError(NO_COMPILER)


def _words(text: str) -> list[str]:
    """The words of a command, as a shell takes them apart."""
    import shlex

    try:
        return shlex.split(text)
    except ValueError:  # a quotation mark without its other
        return [text]


def kept_in() -> str:
    """The folder in which built libraries are kept: $XDG_CACHE_HOME/symchain, ~/.cache/symchain.

    One of this process, which goes with it, where that cannot be written, or where others could
    put libraries into it.
    """
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    folder = os.path.join(home, "symchain")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        if os.access(folder, os.W_OK) and _is_private(folder):
            return folder
    except OSError:
        pass
    return _own_folder(os.getpid())


def _is_private(folder: str) -> bool:
    """Whether a folder is this user's and closed to others; Windows has no such bits."""
    if not hasattr(os, "getuid"):
        return True
    about = os.stat(folder)
    return about.st_uid == os.getuid() and not about.st_mode & OTHERS_WRITE


@cache
def _own_folder(process: int) -> str:
    """A folder of a process, removed when it ends."""
    import atexit

    try:
        folder = tempfile.mkdtemp(prefix="symchain-")
    except OSError as why:
        raise SymchainError(f"there is no folder for compiled code: {why.strerror}") from None

    def remove() -> None:
        if os.getpid() == process:  # and not a process that it has forked
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder


@cache
def machine() -> str:
    """What -march=native depends on: processors of one kind have the same.

    Folders of users are shared among machines, and what is compiled for one may crash another.
    """
    import platform

    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            lines = [line for line in _first_paragraph(file) if line.startswith(FEATURES)]
    except OSError:
        lines = [platform.processor()]
    return "\0".join([platform.system(), platform.machine(), *platform.libc_ver(), *lines])


def _first_paragraph(lines: Iterator[str]) -> Iterator[str]:
    """The lines before the first empty one."""
    for line in lines:
        if not line.strip():
            return
        yield line


def built(code: str, suffix: str = ".so", extra: Sequence[str] = ()) -> str:
    """The path of the shared library of a C text, from the cache or newly compiled.

    Safe under threads and processes: a library is built beside its place and moved there whole,
    under the hash of its bytes, so that one which was damaged later is built again. Raises
    SymchainError where there is no compiler, or where it fails.
    """
    from hashlib import sha256

    program = compiler()
    extra = ["-O3" if len(code) <= LONG else "-O1", *extra]
    told = "\0".join([machine(), *program, *FLAGS, *extra, code])
    folder = os.path.join(kept_in(), sha256(told.encode()).hexdigest()[:32])
    return _found(folder, suffix) or _build(program, code, folder, suffix, extra)


def _found(folder: str, suffix: str) -> str | None:
    """The library in a folder that has the hash which is its name."""
    try:
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if name.endswith(suffix) and name.removesuffix(suffix) == _hash(path):
                return path
    except OSError:
        pass
    return None


def _hash(path: str) -> str:
    from hashlib import sha256

    with open(path, "rb") as file:
        return sha256(file.read()).hexdigest()[:32]


def linked(code: str, extra: Sequence[str] = ()) -> ctypes.CDLL:
    """The shared library of a C text, loaded; raises what `built` raises."""
    import ctypes

    path = built(code, extra=extra)
    try:
        return ctypes.CDLL(path)
    except OSError as why:
        raise not_loaded(path, why) from None


def not_loaded(path: str, why: Exception) -> SymchainError:
    """What says that a library was built and cannot be loaded, as where nothing may be run."""
    return SymchainError(NO_LOADING.format(os.path.dirname(path), why))


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
    from importlib.machinery import EXTENSION_SUFFIXES

    # not: sysconfig.get_config_var, which threads that ask it first may be told None by
    return EXTENSION_SUFFIXES[0]


def _build(
    program: Sequence[str], code: str, folder: str, suffix: str, extra: Sequence[str]
) -> str:
    """The path of a library that was compiled into a folder."""
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="build-") as place:
            source, draft = os.path.join(place, "module.c"), os.path.join(place, "module.so")
            with open(source, "w", encoding="utf-8") as file:
                file.write(code)
            _run([*program, *FLAGS, *extra, "-o", draft, source, "-lm"])
            if not os.path.isfile(draft):
                raise SymchainError(f"'{program[0]}' wrote no library: is it a C compiler?")
            target = os.path.join(folder, _hash(draft) + suffix)
            os.replace(draft, target)
    except OSError as why:
        raise SymchainError(f"C code cannot be compiled in '{folder}': {why}") from None
    return target


def _run(command: Sequence[str]) -> None:
    """Runs a compiler; raises SymchainError with what it says where it fails."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise SymchainError(f"'{command[0]}' took more than {SECONDS:.0f} seconds") from None
    except OSError as why:
        raise SymchainError(
            f"'{command[0]}' cannot be run as a C compiler: {why.strerror}"
        ) from None
    if done.returncode != 0:
        lines = (done.stderr.strip() or f"it ended with code {done.returncode}").splitlines()[:5]
        raise SymchainError("\n".join([f"'{command[0]}' failed:", *lines]))
