"""Texts that atheris steers into every corner of the parser and the simplifier.

pip install atheris; python fuzz/texts.py -max_total_time=3600 (its other options are libFuzzer's).
A crash, a hang of 30 seconds or an exception that is no SymchainError ends the run and leaves the
text in a file, crash-... or timeout-..., which is the next test.
"""

import sys

import atheris

with atheris.instrument_imports(include=["symchain"]):
    import symchain as sc
    from symchain.display import FORMATS, formatted

WORDS = (
    *("sin(", "where(", "max(", "sqrt(", "log(", "piecewise(", "x", "y", "2", "0.5", "1e9", "pi"),
    *(")", ")", ",", "+", "-", "*", "/", "^", "|", "!", "²", "√", " ", "<", "<=", "=", ";", "\n"),
    *("assume ", "solve ", "and ", "not ", "f(x) = ", "u = ", "[", "]"),
)


def text_of(data):
    """Words of the language and now and then any characters, as the bytes say."""
    provider = atheris.FuzzedDataProvider(data)
    parts = []
    while provider.remaining_bytes() and len(parts) < 200:
        place = provider.ConsumeIntInRange(0, len(WORDS) + 3)
        parts.append(WORDS[place] if place < len(WORDS) else provider.ConsumeUnicode(3))
    return "".join(parts)


def one(data):
    """All that can be done with a text that nobody has seen."""
    text = text_of(data)
    try:
        model = sc.model(text)
        for expr in model.outputs.values():
            assert sc.parse(str(expr), variables=[v.name for v in expr.variables]) == expr
            for each in (sc.simplify(expr), *sc.derivatives(expr).values()):
                for how in FORMATS:
                    formatted(each, how)
    except sc.SymchainError as error:
        assert str(error)


if __name__ == "__main__":
    atheris.Setup([sys.argv[0], "-timeout=30", *sys.argv[1:]], one)
    atheris.Fuzz()
