"""Identifiers: safe, unique, the same every time."""

import keyword
import math

import pytest

import symchain as sc
from symchain.codegen import compile
from symchain.codegen.names import identifiers, prefix

HOSTILE = (
    *("lambda", "math", "x'", "x′", "ﬁ", "fi", "θ", "Θ", "exp", "value", "gradient", "float"),
    *("point", "t0", "t1", "u0", "slots", "Sequence", "match", "type", "_", "x₁", "x1", "µ", "μ"),
    *("__debug__", "print", "1a", "a b", 'q"""\\', "a\nb", "v" * 90, "v" * 91, "class_", "class"),
    *("log", "sin", "None", "κ", "ϰ", "\u202ex", "Ａ", "A", "größe", "变量", "tuple", "map"),
)


def test_hostile_names_become_identifiers_of_their_own():
    found = identifiers(HOSTILE, {"exp", "log"})
    assert list(found) == list(HOSTILE)
    assert len(set(found.values())) == len(HOSTILE)
    for name in found.values():
        assert name.isidentifier() and not keyword.iskeyword(name) and len(name) <= 44
        assert name not in {"exp", "log", "__debug__", "float", "math"}


def test_plain_names_stay():
    assert identifiers(["x", "x1", "alpha", "größe"]) == {
        name: name for name in ("x", "x1", "alpha", "größe")
    }


def test_prefix_is_free():
    assert prefix(["x", "t"]) == "t"
    assert prefix(["t0", "u12", "v1", "w9"]) == "t_"


def spelled(name):
    """The name as a formula spells it; None where it cannot."""
    try:
        return sc.symbol(name).name
    except sc.SymchainError:
        return None


@pytest.mark.parametrize("signature", ["scalars", "vector"])
def test_hostile_names_compute(signature):
    names = list(dict.fromkeys(filter(None, map(spelled, HOSTILE))))
    assert len(names) > 30
    symbols = [sc.symbol(name) for name in names]
    total = sc.exp(symbols[0]) * sc.log(symbols[1] + 5)
    for place, symbol in enumerate(symbols):
        total = total + sc.sin(symbol) * (place + 1)
    f = compile(total, signature=signature, variables=names)
    point = [0.01 * place for place in range(len(names))]
    args = [point] if signature == "vector" else point
    value, gradient = f.value_and_gradient(*args)
    wanted = math.exp(point[0]) * math.log(point[1] + 5)
    wanted += sum(math.sin(x) * (i + 1) for i, x in enumerate(point))
    assert value == pytest.approx(wanted)
    assert gradient[5] == pytest.approx(6 * math.cos(point[5]))
    assert "θ is theta" in f.source.replace("\n", " ")
