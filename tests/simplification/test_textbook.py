"""Derivatives as textbooks write them: the form, and the value by a difference quotient."""

from fractions import Fraction

import mpmath
import pytest

import symchain as sc
from tests.simplification.test_simplify import real

ANSWERS = [
    # quotient and chain rule
    ("(2*x + 3)/(5*x - 7)", "x", "-29/(5*x - 7)^2"),
    ("sqrt(x)/(1 + x)", "x", "(1 - x)/(2*sqrt(x)*(1 + x)^2)"),
    ("exp(x)/x", "x", "(x - 1)*exp(x)/x^2"),
    ("sqrt((1 + x)/(1 - x))", "x", "1/((1 - x)*sqrt(1 - x^2))"),
    ("sqrt(1 - cos(x)^2)", "x", "cos(x)*sign(sin(x))"),
    ("x^2*sqrt(1 - x)", "x", "x*(4 - 5*x)/(2*sqrt(1 - x))"),
    ("x*(1 - x)^(1/3)", "x", "(3 - 4*x)/(3*(1 - x)^(2/3))"),
    ("sqrt(x)^x", "x", "x^(x/2)*(log(x) + 1)/2"),
    ("x*sqrt(b^2 - x^2)", "x", "(b^2 - 2*x^2)/sqrt(b^2 - x^2)"),
    ("sqrt(x)*(1 - x)", "x", "(1 - 3*x)/(2*sqrt(x))"),
    ("(x^2 + 4*x + 3)/sqrt(x)", "x", "(3*x^2 + 4*x - 3)/(2*x^(3/2))"),
    ("sqrt(x*sqrt(x))", "x", "3/(4*x^(1/4))"),
    (
        "(2*x + 1)^5*(x^3 - x + 1)^4",
        "x",
        "2*(17*x^3 + 6*x^2 - 9*x + 3)*(2*x + 1)^4*(x^3 - x + 1)^3",
    ),
    ("((t - 2)/(2*t + 1))^9", "t", "45*(t - 2)^8/(2*t + 1)^10"),
    ("(x^2 + 1)^4*exp(3*x)", "x", "(3*x^2 + 8*x + 3)*(x^2 + 1)^3*exp(3*x)"),
    ("(1 - 2*x^2)*exp(-x^2)", "x", "2*x*(2*x^2 - 3)*exp(-x^2)"),
    ("(x^2 + 1)^3/(x - 1)", "x", "(5*x^2 - 6*x - 1)*(x^2 + 1)^2/(x - 1)^2"),
    # roots that have a value below 0, too
    ("cbrt(x^2)*(x - 5)", "x", "5*(x - 2)/(3*cbrt(x))"),
    ("cbrt(x)*(x - 4)", "x", "4*(x - 1)/(3*cbrt(x)^2)"),
    ("cbrt(x)/(x + 1)", "x", "(1 - 2*x)/(3*(x + 1)^2*cbrt(x)^2)"),
    ("x*cbrt(1 - x)", "x", "(3 - 4*x)/(3*cbrt(1 - x)^2)"),
    ("cbrt(x^2)", "x", "2/(3*cbrt(x))"),
    (
        "(cbrt(x)^2 - cbrt(x^2 - 3))/sqrt(x^2 + 1)",
        "x",
        "(2 + x*(x^2 - 11)*cbrt(x)/cbrt(x^2 - 3)^2 - x^2)/(3*(x^2 + 1)^(3/2)*cbrt(x))",
    ),
    ("root(x, 5)/x", "x", "-4/(5*x*root(x, 5)^4)"),
    ("sqrt(x^3)", "x", "3*sqrt(x)/2"),
    ("abs(x^3)", "x", "3*x*abs(x)"),
    ("log(abs(x^3))", "x", "3/x"),
    ("abs(x^3)*cbrt(x)", "x", "10*x*abs(x)*cbrt(x)/3"),
    ("sign(x^3)*x^3", "x", "3*x*abs(x)"),
    ("max(x^3, 0)", "x", "3*x^2*heaviside(x)"),
    # numbers and roots
    ("erf(x/sqrt(2))", "x", "sqrt(2/pi)*exp(-x^2/2)"),
    ("2*sqrt(2*x)", "x", "sqrt(2/x)"),
    ("-3*y/sqrt(3*x)", "y", "-sqrt(3/x)"),
    ("sqrt(2)*sqrt(x)", "x", "1/sqrt(2*x)"),
    ("sqrt(6*x)", "x", "3/sqrt(6*x)"),
    # sums of negative terms
    ("(-3*x - 2)*y^2", "y", "-2*y*(3*x + 2)"),
    ("y/(-3*x - 2)^2", "y", "1/(3*x + 2)^2"),
    ("y^2*(-2*x - 3*d)*(-5*x - 3)", "y", "2*y*(5*x + 3)*(3*d + 2*x)"),
    ("y*(-3*x - 2)", "y", "-3*x - 2"),
    # Bessel functions, DLMF 10.6.2, 10.6.6 and 10.29.4
    ("x*besselj(1, x)", "x", "x*besselj(0, x)"),
    ("x^n*besselj(n, b*x)", "x", "b*x^n*besselj(n - 1, b*x)"),
    ("besselj(1, x)/x", "x", "-besselj(2, x)/x"),
    ("x^(3/2)*bessely(3/2, x)", "x", "x^(3/2)*bessely(1/2, x)"),
    ("x^2*besseli(2, x)", "x", "x^2*besseli(1, x)"),
    ("besselk(n, x)/x^n", "x", "-besselk(n + 1, x)/x^n"),
    ("besselj(0, x)", "x", "-besselj(1, x)"),
    ("besselj(2, x)", "x", "(besselj(1, x) - besselj(3, x))/2"),
    # circular functions
    ("2*tan(x)/sec(x)^2", "x", "2*cos(2*x)"),
    ("tan(x)/sec(x)", "x", "cos(x)"),
    ("cos(x) + b*cos(x)^2", "x", "-b*sin(2*x) - sin(x)"),
    # angles
    ("acos(l/sqrt(x^2 + y^2 + l^2))", "x", "l*x/((l^2 + x^2 + y^2)*sqrt(x^2 + y^2))"),
    ("acos(l/sqrt(x^2 + y^2 + l^2))", "l", "-sqrt(x^2 + y^2)/(l^2 + x^2 + y^2)"),
    (
        "acos((b*x + d*y)/(sqrt(b^2 + d^2)*sqrt(x^2 + y^2)))",
        "x",
        "y*sign(d*x - b*y)/(x^2 + y^2)",
    ),
    # inverse functions
    ("asin(2*x*sqrt(1 - x^2))", "x", "2*sign(1 - 2*x^2)/sqrt(1 - x^2)"),
    ("atan(sqrt((1 - x)/(1 + x)))", "x", "-1/(2*sqrt(1 - x^2))"),
    ("atan(2*x/(1 - x^2))", "x", "2/(x^2 + 1)"),
    ("sqrt(1 - x)/sqrt(1 + x)", "x", "-1/((1 + x)^(3/2)*sqrt(1 - x))"),
    ("sqrt(x^2 - 1)/sqrt(x^2 + 1)", "x", "2*x/((x^2 + 1)^(3/2)*sqrt(x^2 - 1))"),
    ("sqrt(x - y)/sqrt(x + y)", "x", "y/((x + y)^(3/2)*sqrt(x - y))"),
    # cotangents
    ("1/tan(x)", "x", "-1/sin(x)^2"),
    ("P/(tan(x)*tan(y))", "x", "-P/(sin(x)^2*tan(y))"),
    ("1/tanh(x) - 1/x", "x", "1/x^2 - 1/sinh(x)^2"),
    ("1/tanh(x)^2", "x", "-2/(sinh(x)^2*tanh(x))"),
    # logarithms taken first
    ("(1 + 1/x)^x", "x", "(1 + 1/x)^x*(log(1 + 1/x) - 1/(x + 1))"),
    ("x^sin(x)", "x", "x^sin(x)*(log(x)*cos(x) + sin(x)/x)"),
    ("sin(x)^x", "x", "sin(x)^x*(x*cot(x) + log(sin(x)))"),
    ("log(x)^x", "x", "log(x)^x*(log(log(x)) + 1/log(x))"),
    ("(x^2 + 1)^x", "x", "(x^2 + 1)^x*(log(x^2 + 1) + 2*x^2/(x^2 + 1))"),
    # physics
    ("m*v/sqrt(1 - v^2/c^2)", "v", "m/(1 - v^2/c^2)^(3/2)"),
    ("(x - v*t)/sqrt(1 - v^2/c^2)", "v", "(v*x/c^2 - t)/(1 - v^2/c^2)^(3/2)"),
    ("f*sqrt((1 - b)/(1 + b))", "b", "-f/((1 + b)*sqrt(1 - b^2))"),
    ("4*w*((s/r)^12 - (s/r)^6)", "r", "24*w*(1 - 2*(s/r)^6)*(s/r)^6/r"),
    # statistics and learning
    ("m*log(p) + (n - m)*log(1 - p)", "p", "(m - n*p)/(p*(1 - p))"),
    ("y*log(p) + (1 - y)*log(1 - p)", "p", "(y - p)/(p*(1 - p))"),
    (
        "-y*log(1/(1 + exp(-w*x))) - (1 - y)*log(1 - 1/(1 + exp(-w*x)))",
        "w",
        "x*(1/(1 + exp(-w*x)) - y)",
    ),
    ("log(1 + exp(-y*w*x))", "w", "-x*y/(exp(w*x*y) + 1)"),
    (
        "s^2*(1 + sqrt(5)*d/l + 5*d^2/(3*l^2))*exp(-sqrt(5)*d/l)",
        "d",
        "-5*d*s^2*(d*sqrt(5) + l)*exp(-d*sqrt(5)/l)/(3*l^3)",
    ),
    ("-n*log(v)/2 - f/(2*v)", "v", "(f - n*v)/(2*v^2)"),
    ("x*(1 + erf(x/sqrt(2)))/2", "x", "erf(x/sqrt(2))/2 + 1/2 + x*exp(-x^2/2)/sqrt(2*pi)"),
    # finance, biology
    ("m*s/(K + s + s^2/b)", "s", "m*(K - s^2/b)/(s^2/b + K + s)^2"),
    (
        "b*ndtr((log(b/d) + (r + v^2/2)*t)/(v*sqrt(t)))"
        " - d*exp(-r*t)*ndtr((log(b/d) + (r - v^2/2)*t)/(v*sqrt(t)))",
        "v",
        "b*sqrt(t)*normpdf((log(b/d) + t*(r + v^2/2))/(v*sqrt(t)))",
    ),
    (
        "P*r/(1 - (1 + r)^(-n))",
        "r",
        "P*(1 - (1 + r)^(-n) - n*r*(1 + r)^(-1 - n))/(1 - (1 + r)^(-n))^2",
    ),
    ("(1 - (1 + r)^(-n))/r", "n", "log(1 + r)/(r*(1 + r)^n)"),
    ("P*(1 + r/n)^(n*t)", "n", "P*t*(1 + r/n)^(n*t)*(log(1 + r/n) - r/(n + r))"),
    (
        "K/(1 + (K - P)/P*exp(-r*t))",
        "t",
        "K*P*r*(K - P)*exp(-r*t)/(P + (K - P)*exp(-r*t))^2",
    ),
]
NAMES = "KPbcdflmnprstvwxy"
STEP = Fraction(1, 10**18)


@pytest.mark.parametrize(("formula", "variable", "answer"), ANSWERS)
def test_as_in_textbooks(formula, variable, answer):
    expr = sc.parse(formula, variables=NAMES)
    found = sc.derivatives(expr, [variable])[variable]
    assert found == sc.parse(answer, variables=NAMES)
    seen = 0
    for shift in range(1, 24):
        at = {name: Fraction((5 * i + shift * 7) % 19 * 2 + 1, 30) for i, name in enumerate(NAMES)}
        with mpmath.workdps(60):
            sides = [real(expr, at | {variable: at[variable] + h}) for h in (STEP, -STEP)]
            if None in sides:
                continue
            slope = (sides[0] - sides[1]) * STEP.denominator / 2
            assert abs(real(found, at) - slope) <= mpmath.mpf(10) ** -20 * (1 + abs(slope)), at
        seen += 1
    assert seen > 2
