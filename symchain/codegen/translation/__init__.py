"""Support routines in other languages: read once into a typed tree, written by a file for each."""

from __future__ import annotations

from symchain.codegen import support_source
from symchain.codegen.translation.tree import Untranslatable
from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from symchain.codegen.library import Library


def support(
    library: Library,
    translated: Callable[[Iterable[str]], list[str]],
    further: Iterable[str] = (),
) -> list[str]:
    """The support routines of a library, and what they need, as a language's writer has them.

    With them come further ones.

    Raises SymchainError for a routine that it cannot write.
    """
    texts, _ = support_source.source([*library.support, *further])
    try:
        return translated(texts)
    except Untranslatable as why:
        language = library.target.name
        raise SymchainError(
            f"a routine that the formula needs has no text in {language} ({why})"
        ) from None
