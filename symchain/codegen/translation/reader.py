"""Support routines from their Python text to the tree that other languages are written from.

The routines keep to a small language (see symchain.codegen.support), so that one text serves all
targets.
"""

from __future__ import annotations

import ast

from symchain.codegen.support_source import statements
from symchain.codegen.translation.routine import IDENTITIES, kind_of, routine
from symchain.codegen.translation.tree import (
    REAL,
    ROW,
    TABLE,
    Constant,
    Definition,
    Untranslatable,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Python's own words that other languages have no equal of, as routines.
WORDS = {
    "max": (
        'def max(a: float, b: float) -> float:\n    """The larger one."""\n'
        "    return b if b > a else a\n"
    ),
    "min": (
        'def min(a: float, b: float) -> float:\n    """The smaller one."""\n'
        "    return b if b < a else a\n"
    ),
    "remainder": (
        'def remainder(a: float, b: float) -> float:\n    """a % b, with the sign of b."""\n'
        "    rest = math.fmod(a, b)\n"
        "    if rest != 0.0 and (rest < 0.0) != (b < 0.0):\n        rest += b\n"
        "    return math.copysign(0.0, b) if rest == 0.0 else rest\n"
    ),
    "gathered": (  # for math.fsum: Neumaier, Z. Angew. Math. Mech. 54, 1974
        "def gathered(total: float, lost: float, term: float) -> tuple[float, float]:\n"
        '    """One more term of a sum, and what rounding has lost of all."""\n'
        "    grown = total + term\n"
        "    if abs(total) >= abs(term):\n        return grown, lost + ((total - grown) + term)\n"
        "    return grown, lost + ((term - grown) + total)\n"
    ),
}


def read(texts: Iterable[str]) -> list[Definition]:
    """The definitions of texts, each of one function or constant, and before them those of words.

    Each text follows those that it names. Raises Untranslatable.
    """
    reading = Reading()
    for text in texts:
        reading.add(text)
    return [*reading.words.values(), *reading.known.values()]


class Reading:
    """The definitions so far, by name; those of Python's words for themselves."""

    def __init__(self) -> None:
        self.known: dict[str, Definition] = {}
        self.words: dict[str, Definition] = {}

    def add(self, text: str) -> None:
        """Reads one definition."""
        (statement,) = statements(text)
        if isinstance(statement, ast.FunctionDef):
            if statement.name not in IDENTITIES:
                self.known[statement.name] = routine(statement, self)
            return
        assert isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        name, value = statement.target.id, statement.value
        assert value is not None
        self.known[name] = self._constant(name, kind_of(statement.annotation), value)

    def _constant(self, name: str, kind: str, value: ast.expr) -> Constant:
        if kind == TABLE and isinstance(value, ast.Tuple):
            rows = [self.known[row.id] for row in value.elts if isinstance(row, ast.Name)]
            if len(rows) == len(value.elts):
                return Constant(name, kind, rows)
        elif kind in (REAL, ROW):
            return Constant(name, kind, ast.literal_eval(value))
        raise Untranslatable(name)

    def word(self, name: str) -> str:
        """The name of a word, whose routine is read when it is first used."""
        if name not in self.words:
            (statement,) = statements(WORDS[name])
            assert isinstance(statement, ast.FunctionDef)
            self.words[name] = routine(statement, self)
        return name

    def kind(self, name: str) -> str:
        """What a name of the module is: the type of a constant, or "" for anything else."""
        found = self.known.get(name)
        return found.kind if isinstance(found, Constant) else ""
