"""Distances on a sphere and angles, near coincidence and near the antipodes, however they are typed."""

import math
import random

import mpmath as mp
import pytest

import symchain as sc

from .test_second_derivatives import assert_close, slope

NAMES = ["p", "q", "l", "m"]
HALF = "sin((q - p)/2)^2 + cos(p)*cos(q)*sin((m - l)/2)^2"
TYPED = [
    f"2*asin(sqrt({HALF}))",
    f"2*atan2(sqrt({HALF}), sqrt(1 - sin((q - p)/2)^2 - cos(p)*cos(q)*sin((m - l)/2)^2))",
    "acos(sin(p)*sin(q) + cos(p)*cos(q)*cos(m - l))",
]


def distance(p, q, l, m):  # noqa: E741
    """By the cosine of the angle, with as many digits as it takes."""
    with mp.extraprec(200):
        cosine = mp.sin(p) * mp.sin(q) + mp.cos(p) * mp.cos(q) * mp.cos(m - l)
        return mp.acos(cosine)


def pairs():
    """Places in general, next to each other, and nearly opposite."""
    draw = random.Random(3)
    for number in range(12):
        p, l = draw.uniform(-1.4, 1.4), draw.uniform(-3, 3)  # noqa: E741
        gap = 10 ** draw.uniform(-8, -2)
        turn = draw.uniform(0.3, 1.2)
        if number % 3 == 0:
            yield p, draw.uniform(-1.4, 1.4), l, draw.uniform(-3, 3)
        elif number % 3 == 1:
            yield p, p + gap * math.sin(turn), l, l + gap * math.cos(turn)
        else:
            yield p, -p + gap * math.sin(turn), l, l + math.pi + gap * math.cos(turn)


@pytest.mark.parametrize("text", TYPED)
def test_value_and_gradient(text):
    made = sc.compile(sc.parse(text, variables=NAMES), variables=NAMES)
    for point in pairs():
        assert_close(made.value(*point), distance, point, -1)
        for i, got in enumerate(made.gradient(*point)):
            assert_close(got, distance, point, i)


@pytest.mark.parametrize("text", TYPED)
def test_hessian(text):
    made = sc.compile(sc.parse(text, variables=NAMES), variables=NAMES, emit=["hessian"])
    for point in list(pairs())[::3]:
        for i, row in enumerate(made.hessian(*point)):
            for j, got in enumerate(row):
                assert_close(got, slope(distance, i), point, j, allowed=32)


def test_angles_of_flat_triangles():
    made = sc.compile("acos((a^2 + b^2 - c^2)/(2*a*b))", variables=["a", "b", "c"])

    def angle(a, b, c):
        return mp.acos((a**2 + b**2 - c**2) / (2 * a * b))

    for point in ((3.0, 2.5, 0.5 + 2**-30), (1.0, 1.0, 2**-20), (1.0, 2.0, 3.0 - 2**-30)):
        assert_close(made.value(*point), angle, point, -1)
        for i, got in enumerate(made.gradient(*point)):
            assert_close(got, angle, point, i)


def test_legs_of_a_right_triangle_on_a_sphere():
    made = sc.compile("acos(cos(a)*cos(b))", variables=["a", "b"])

    def side(a, b):
        with mp.extraprec(200):
            return mp.acos(mp.cos(a) * mp.cos(b))

    for point in ((1e-7, 2e-7), (0.5, 1e-8), (math.pi - 1e-7, 1e-6), (2.0, 2.5)):
        assert_close(made.value(*point), side, point, -1)
        for i, got in enumerate(made.gradient(*point)):
            assert_close(got, side, point, i)
