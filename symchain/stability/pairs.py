"""Rows of the table for one function at two places: differences, and those divided by a - b.

Written as two values they lose what is alike in them; where both places are one, the quotients
have no value at all.
"""

from __future__ import annotations

# Before differentiation and after: quotients that have a value where both places are one.
DIVIDED = (
    "(a - b)/(log(a) - log(b)) -> where(2*abs(a - b) <= abs(b), b*exprel(log(a/b)),"
    " (a - b)/(log(a) - log(b)))",
    "(a - b)/log(a/b) -> where(2*abs(a - b) <= abs(b), b*exprel(log(a/b)), (a - b)/log(a/b))",
    "(log(a) - log(b))/(a - b) -> where(2*abs(a - b) <= abs(b),"
    " bernoullifunction(0, log(a/b))/b, (log(a) - log(b))/(a - b))",
    "log(a/b)/(a - b) -> where(2*abs(a - b) <= abs(b),"
    " bernoullifunction(0, log(a/b))/b, log(a/b)/(a - b))",
    "(sin(a) - sin(b))/(a - b) -> cos((a + b)/2)*sinc((a - b)/2)",
    "(cos(a) - cos(b))/(a - b) -> -sin((a + b)/2)*sinc((a - b)/2)",
    # beats, and a resonance: w^2 - v^2 below the line
    "(cos(a) - cos(b))/(a^2 - b^2) -> -sinc((a + b)/2)*sinc((a - b)/2)/2",
    "(cos(a*c) - cos(b*c))/(a^2 - b^2) -> -c^2*sinc((a + b)*c/2)*sinc((a - b)*c/2)/2",
    "(sin(a*c) - sin(b*c))/(a - b) -> c*cos((a + b)*c/2)*sinc((a - b)*c/2)",
    "(cos(a*c) - cos(b*c))/(a - b) -> -c*sin((a + b)*c/2)*sinc((a - b)*c/2)",
    # geometric series, and such of two terms
    "(a^b - 1)/(a - 1) -> where(a > 0, b*exprel(b*log(a))*bernoullifunction(0, log(a)),"
    " (a^b - 1)/(a - 1))  if b is long",
    "(a^c - b^c)/(a - b) -> where(2*abs(a - b) <= abs(b) and b > 0,"
    " c*b^(c - 1)*exprel(c*log(a/b))*bernoullifunction(0, log(a/b)), (a^c - b^c)/(a - b))"
    "  if c is long",
    "(tan(a) - tan(b))/(a - b) -> sinc(a - b)/(cos(a)*cos(b))",
    "(sinh(a) - sinh(b))/(a - b) -> 2*cosh((a + b)/2)*(sinh((a - b)/2)/(a - b))",
    "(cosh(a) - cosh(b))/(a - b) -> 2*sinh((a + b)/2)*(sinh((a - b)/2)/(a - b))",
    "(tanh(a) - tanh(b))/(a - b) -> where(abs(a - b) < 30, sinhc(a - b)*sech(a)*sech(b),"
    " (tanh(a) - tanh(b))/(a - b))",
    "(sigmoid(a) - sigmoid(b))/(a - b) -> where(abs(a - b) < 30,"
    " sinhc((a - b)/2)*sech(a/2)*sech(b/2)/4, (sigmoid(a) - sigmoid(b))/(a - b))",
    "(atan(a) - atan(b))/(a - b) -> where(2*abs(a - b) <= 1 + a*b,"
    " atanc((a - b)/(1 + a*b))/(1 + a*b), (atan(a) - atan(b))/(a - b))",
    "(log1p(a) - log1p(b))/(a - b) -> where(2*abs(a - b) <= 1 + b,"
    " bernoullifunction(0, log1p((a - b)/(1 + b)))/(1 + b), (log1p(a) - log1p(b))/(a - b))",
    "(a*log(a) - b*log(b))/(a - b) -> where(2*abs(a - b) <= abs(b),"
    " log(b) + a/b*bernoullifunction(0, log(a/b)), (a*log(a) - b*log(b))/(a - b))",
    *(
        f"(a*{f}(a) - b*{f}(b))/(a - b) -> {f}(b) + a*(({f}(a) - {f}(b))/(a - b))"
        for f in ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "atan", "sigmoid")
    ),
)

# After differentiation only.
APART = (
    # differences of one function at two places near each other
    "exp(a) - exp(b) -> exp(b)*expm1(a - b)  if a - b cancels",
    "log(a) - log(b) -> log1p((a - b)/b)  if a - b cancels",
    *(
        f"log(a/b) -> where(2*abs(a - b) <= abs(b), log1p((a - b)/b), log(a/b))  if a - b {near}"
        for near in ("is a term", "shares")
    ),
    "log1p(a) - log(b) -> log1p((1 + a - b)/b)  if 1 + a - b cancels",
    "log1p(a) - log1p(b) -> log1p((a - b)/(1 + b))  if a - b cancels",
    "sin(a) - sin(b) -> 2*sin((a - b)/2)*cos((a + b)/2)  if a - b cancels",
    "cos(a) - cos(b) -> -2*sin((a - b)/2)*sin((a + b)/2)  if a - b cancels",
    "tan(a) - tan(b) -> sin(a - b)/(cos(a)*cos(b))  if a - b cancels",
    "tan(a)^2 - tan(b)^2 -> sin(a - b)*sin(a + b)/(cos(a)^2*cos(b)^2)  if a - b cancels",
    # a place and what is added to it: the other way round it is lost near a pole
    *(
        rule
        for n, f in enumerate(("digamma(", "trigamma(", "polygamma(2, ", "polygamma(3, "))
        for rule in (
            f"{f}a) - {f}b) -> -polygammadifference({n}, a, b - a)"
            "  if a - b cancels and b - a adds",
            f"{f}a) - {f}b) -> polygammadifference({n}, b, a - b)  if a - b cancels",
        )
    ),
    # differences of one function at any two places, near each other or where it is flat
    "sin(a) - sin(b) -> 2*sin((a - b)/2)*cos((a + b)/2)  if alone",
    "sin(a)^2 - sin(b)^2 -> sin(a - b)*sin(a + b)",
    "cos(a)^2 - cos(b)^2 -> sin(b - a)*sin(a + b)",
    "acos(a) - acos(b) -> where(abs(a) < 1/2 and abs(b) < 1/2, asin(b) - asin(a),"
    " acos(a) - acos(b))  if alone",
    "asinh(a) - asinh(b) -> where(2*abs(a - b) < abs(b),"
    " asinh((a - b)*((a + b)/b)/(hypot(1, a) + a/b*hypot(1, b))), asinh(a) - asinh(b))  if alone",
    "c^a - c^b -> where(c > 0 and abs((a - b)*log(c)) < 1, c^b*expm1((a - b)*log(c)), c^a - c^b)"
    "  if alone and a is no number and b is no number",
    "exp(a) - exp(b) -> where(abs(a - b) < 1, exp(b)*expm1(a - b), exp(a) - exp(b))  if alone",
    "log(a) - log(b) -> where(a < 4*b and b < 4*a, log1p((a - b)/b), log(a) - log(b))  if alone",
    "log1p(a) - log1p(b) -> where(2*abs(a - b) <= 1 + b, log1p((a - b)/(1 + b)),"
    " log1p(a) - log1p(b))  if alone",
    "softplus(a) - softplus(b) -> where(abs(a - b) < 1, log1p(expm1(a - b)*sigmoid(b)),"
    " softplus(a) - softplus(b))  if alone",
    "softplus(a) - a*sigmoid(a) -> where(a > 0, softplus(-a) + a*sigmoid(-a),"
    " softplus(a) - a*sigmoid(a))",
    "cosh(a) - cosh(b) -> 2*sinh((a - b)/2)*sinh((a + b)/2)  if alone",
    "cos(a) - cos(b) -> -2*sin((a - b)/2)*sin((a + b)/2)  if alone",
    "tanh(a) - tanh(b) -> where(abs(a - b) < 30, sinh(a - b)*sech(a)*sech(b), tanh(a) - tanh(b))"
    "  if alone",
    "sech(a)^2 - sech(b)^2 -> where(abs(a) < 150 and abs(b) < 150,"
    " sinh(b - a)*sinh(a + b)*sech(a)^2*sech(b)^2, sech(a)^2 - sech(b)^2)  if alone",
    "sigmoid(a) - sigmoid(b) -> where(abs(a - b) < 30, -expm1(b - a)*sigmoid(a)*sigmoid(-b),"
    " sigmoid(a) - sigmoid(b))  if alone",
    "atan(a) - atan(b) -> where(a*b > -1, atan2(a - b, 1 + a*b), atan(a) - atan(b))  if alone",
    "erf(a) - erf(b) -> where(a > 1/2 and b > 1/2, erfc(b) - erfc(a),"
    " where(a < -1/2 and b < -1/2, erfc(-a) - erfc(-b), erf(a) - erf(b)))  if alone",
    "ndtr(a) - ndtr(b) -> where(a > 0 and b > 0, ndtr(-b) - ndtr(-a), ndtr(a) - ndtr(b))  if alone",
)
