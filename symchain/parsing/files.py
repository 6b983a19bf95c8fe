"""Programs in files. A file is read only where it is named as one: never because of a text."""

from __future__ import annotations

from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from symchain.functions.row import Op
    from symchain.graph.model import Model


def load(path: str, variables: Iterable[str] = (), functions: Iterable[Op] = ()) -> Model:
    """The model that a file spells, as `symchain.model` reads its text.

    Raises SymchainError where the file cannot be read, and what `model` raises.
    """
    from symchain.parsing import model

    return model(file_text(path), variables, functions)


def file_text(path: str) -> str:
    """The text of a file; raises SymchainError where it cannot be read or is not UTF-8."""
    try:
        if isinstance(path, int):  # to open, the number of a file that is open already
            raise TypeError
        with open(path, "rb") as file:
            return decoded(file.read(), f"'{path}'")
    except (OSError, TypeError, ValueError) as error:
        why = getattr(error, "strerror", None) or "this is no name of a file"
        raise SymchainError(f"cannot read '{path}': {why}") from None


def decoded(data: bytes, what: str = "the source") -> str:
    """The text that bytes spell; raises SymchainError where they are not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SymchainError(
            f"{what} is not UTF-8 text (byte {error.start}): save it in that encoding"
        ) from None
