"""Files, written whole or not at all; what symchain did not write is kept."""

from __future__ import annotations

import contextlib
import os
from errno import EACCES, EISDIR

from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_FILE = 200_000_000  # bytes of a file that is looked into


def file_of(path: str, target: str) -> str:
    """The path of a module, with the ending that the target asks for where it has none.

    Raises SymchainError for the ending of what is put beside it, for that of another language's
    modules, and for the name of a file that would be imported in the place of a module of Python's.

    >>> file_of("grad", "c"), file_of("grad.c", "c"), file_of("grad", "python")
    ('grad.c', 'grad.c', 'grad.py')
    """
    from symchain.codegen.routines import check_shadow
    from symchain.codegen.targets import TARGETS

    stem, ending = os.path.splitext(path)
    if ending == ".py":
        check_shadow(os.path.basename(stem))
    suffix = TARGETS[target].suffix
    for name, other in TARGETS.items():
        if ending and ending == other.suffix != suffix:
            raise SymchainError(
                f"'{path}' has the ending of the target {name}: pass --target {name}, "
                f"or name the file {stem}{suffix}"
            )
    if ending in TARGETS[target].companion:
        raise SymchainError(
            f"'{path}' is written beside a module: name that, as in -o {stem}{suffix}"
        )
    is_free = ending or not stem or (os.path.exists(path) and not os.path.isfile(path))
    return path if is_free else path + suffix


def check_place(path: str, force: bool = False) -> None:
    """Raises SymchainError where a file cannot be written, or is another's and is not forced.

    A module that symchain wrote and nobody changed since may be replaced.
    """
    with _told(path):
        target = _real(path)
        folder = os.path.join(os.path.dirname(target), "")
        os.stat(folder)  # raises where there is none
        with contextlib.suppress(FileNotFoundError):
            os.stat(target)  # raises where there can be no such name
        if os.path.isdir(target):
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        if not os.access(folder if _is_replaced(target) else target, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))
        if os.path.isfile(target) and not force and not _is_own(target):
            raise SymchainError(f"'{path}' exists: pass --force to write over it")


def write_module(path: str, text: str, force: bool = False) -> None:
    """Writes a module and what its target puts beside it, as the .h file of a .c file.

    Raises what `write` raises, before anything is written.
    """
    from symchain.codegen.targets import companions

    stem = os.path.splitext(path)[0]
    beside = {
        stem + suffix: made for suffix, made in companions(text, os.path.basename(stem)).items()
    }
    for other in beside:
        check_place(other, force)
    for other, made in {**beside, path: text}.items():
        write(other, made, force)


def write(path: str, text: str, force: bool = False) -> None:
    """Writes a file whole or not at all; a link stays and its target is written.

    Raises SymchainError where the file cannot be written, or is another's (unless `force`).
    """
    check_place(path, force)
    with _told(path):
        target = _real(path)
        if _is_replaced(target):
            _replace(target, text.encode())
        else:  # a device or a pipe: nothing can be put in its place
            with open(target, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)


def put(path: str, content: bytes) -> None:
    """Puts a file in its place, whole or not at all; raises SymchainError where that fails."""
    with _told(path):
        _replace(os.path.realpath(path), content)


def _real(path: str) -> str:
    """The path with its links followed; that of a pipe, as /dev/fd/63, leads to no name."""
    is_named = not os.path.exists(path) or os.path.isfile(path) or os.path.isdir(path)
    return os.path.realpath(path) if path and is_named else path


def _is_replaced(target: str) -> bool:
    """Whether a path is a file, or free for one."""
    return os.path.isfile(target) or not os.path.exists(target)


def _is_own(target: str) -> bool:
    """Whether a file is a module that symchain wrote and nobody changed, or one that it built."""
    from symchain.codegen.building import suffix
    from symchain.codegen.header import digest, read_header
    from symchain.codegen.targets.cpython_module import MADE

    try:
        with open(target, "rb") as file:
            content = file.read(LARGEST_FILE)
        if target.endswith(suffix()):
            return MADE.encode() in content
        facts, code = read_header(content.decode("utf-8"))
    except (OSError, ValueError, SymchainError):
        return False
    return facts["sha256"] == digest(code)


def _replace(target: str, content: bytes) -> None:
    """Puts a content in a file's place, by way of a draft beside it that is gone afterwards."""
    import tempfile

    mode = os.stat(target).st_mode if os.path.exists(target) else 0o666 & ~_umask()
    draft = ""
    try:
        handle, draft = tempfile.mkstemp(dir=os.path.dirname(target), suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)  # a disk that is full may say so only here
        os.chmod(draft, mode)
        os.replace(draft, target)
    finally:
        if draft:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(draft)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def _told(path: str) -> Iterator[None]:
    """Makes what the system says of a path a SymchainError."""
    try:
        yield
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "this is no name of a file"
        raise SymchainError(f"cannot write '{path}': {why}") from None
