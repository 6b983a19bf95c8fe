"""The table: names are unique, every rule is in the language."""

import pytest

import symchain as sc
from symchain.calculus.recipes import tabled
from symchain.errors import CheckError
from symchain.functions import ROWS, SYNONYMS, TABLE


def test_names_are_unique():
    names = [name for op in ROWS for name in (op.name, *op.synonyms)]
    assert len(names) == len(set(names))
    assert set(SYNONYMS.values()) <= TABLE.keys()


RULES = [(op, i) for op in ROWS for i, text in enumerate(op.partials) if text is not None]


@pytest.mark.parametrize(("op", "place"), RULES, ids=lambda item: getattr(item, "name", str(item)))
def test_every_rule_is_in_the_language(op, place):
    assert tabled(op, place) is tabled(op, place)


def test_no_sample_point_is_told():
    with pytest.raises(CheckError, match="--range"):
        sc.check(sc.parse("sqrt(sin(x) + cos(x) - 19/10)"), {"x": "1"})
