"""The 50-digit reference: conditions that are not asked for, arguments that are too large."""

import pytest

import symchain as sc


def test_the_second_condition_is_asked_for_only_where_it_decides():
    guarded = sc.parse("where(x > 0 and log(x) > 1, log(x)^2, x)")
    assert sc.evaluate(guarded, {"x": -0.5}) == -0.5
    either = sc.parse("where(x < 0 or log(x) < 1, x, log(x)^2)")
    assert sc.evaluate(either, {"x": -0.5}) == -0.5


def test_both_are_checked_in_doubles_too():
    text = "where(x > 0 and log(x) > 1, log(x)^2, x)"
    assert sc.generate(sc.parse(text), ranges={"x": (-2, -1)}, engines=())


@pytest.mark.parametrize(
    "text", ["sin(exp(exp(exp(3))))", "exp(exp(exp(exp(3))))", "gamma(10^100000)"]
)
def test_what_would_need_a_billion_digits_is_refused(text):
    with pytest.raises(sc.SymchainError):
        sc.evaluate(sc.parse(text), {})
