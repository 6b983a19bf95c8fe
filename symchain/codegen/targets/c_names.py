"""Names of arguments in C: none is a word of C or C++, and none looks like a macro."""

from __future__ import annotations

import re

from symchain.codegen.names import identifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

WORDS = frozenset(
    (
        # C
        *("auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else"),
        *("enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register"),
        *("restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch"),
        *("typedef", "union", "unsigned", "void", "volatile", "while", "_Bool", "_Complex"),
        *("_Alignas", "_Alignof", "_Atomic", "_BitInt", "_Decimal32", "_Decimal64", "_Decimal128"),
        *("_Generic", "_Imaginary", "_Noreturn", "_Static_assert", "_Thread_local", "asm"),
        *("typeof", "typeof_unqual", "bool", "true", "false", "alignas", "alignof", "constexpr"),
        *("nullptr", "static_assert", "thread_local"),
        # C++, which reads the header
        *("and", "and_eq", "bitand", "bitor", "catch", "char8_t", "char16_t", "char32_t", "class"),
        *("co_await", "co_return", "co_yield", "compl", "concept", "const_cast", "consteval"),
        *("constinit", "decltype", "delete", "dynamic_cast", "explicit", "export", "friend"),
        *("mutable", "namespace", "new", "noexcept", "not", "not_eq", "operator", "or", "or_eq"),
        *("private", "protected", "public", "reinterpret_cast", "requires", "static_cast"),
        *("template", "this", "throw", "try", "typeid", "typename", "using", "virtual", "wchar_t"),
        *("xor", "xor_eq"),
        # macros of the standard's headers that do not look like macros
        *("I", "complex", "errno", "imaginary", "linux", "math_errhandling", "stderr", "stdin"),
        *("stdout", "unix", "L_ctermid", "L_tmpnam", "P_tmpdir"),
        # what emitted code says itself
        *("n", "j", "stride", "result", "slots", "point", "direction", "weights", "size_t"),
        *("fabs", "pow", "tgamma", "rint", "fmod", "labs", "isnan", "isinf", "main"),
    )
)
MACRO = re.compile(r"[A-Z][A-Z0-9_]{2,}")  # NAN, M_PI, EOF, and those of headers yet unknown


def parameters(names: Sequence[str], reserved: Collection[str]) -> dict[str, str]:
    """An identifier of C for each name, in ASCII; none of WORDS, of the reserved, of macros.

    >>> parameters(["x", "new", "M_PI", "I"], ())
    {'x': 'x', 'new': 'new_', 'M_PI': 'M_PI_', 'I': 'I_'}
    """
    taken = {*reserved, *WORDS, *filter(MACRO.fullmatch, names)}
    return _in_ascii(identifiers(names, taken), taken)


def _in_ascii(names: dict[str, str], reserved: Collection[str]) -> dict[str, str]:
    """The same identifiers in the letters that every C compiler takes."""
    taken = {*reserved, *[name for name in names.values() if name.isascii()]}
    result = {}
    for name, safe in names.items():
        plain = "".join([c if c.isascii() else f"u{ord(c):04x}" for c in safe])
        while plain != safe and plain in taken:
            plain += "_"
        taken.add(plain)
        result[name] = plain
    return result
