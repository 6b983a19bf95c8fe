"""The table of stable forms: named one-line rules `left -> right`, better in doubles on the right.

Letters stand for any formula. The right side has a value wherever the left side has one. How a rule
is read: see `rules`. Sources: Kahan (1986), Branch cuts for complex elementary functions; Higham,
Accuracy and Stability of Numerical Algorithms (2002), chapter 1; Machler (2012), Accurately
computing log(1 - exp(-|a|)); Panchekha et al. (2015), Herbie; DLMF chapters 4 and 7.
"""

from __future__ import annotations

# Before differentiation and after: their right sides have derivatives that hold too.
NAMED = (
    # exponentials
    "exp(a) - exp(-a) -> 2*sinh(a)",
    "exp(a) + exp(-a) -> 2*cosh(a)",
    "exp(a) - 1 -> expm1(a)",
    "cosh(a) - sinh(a) -> exp(-a)",
    "cosh(a) + sinh(a) -> exp(a)",
    # hyperbolic functions whose parts overflow
    "sinh(a)/cosh(a) -> tanh(a)",
    "cosh(a)/sinh(a) -> coth(a)",
    "sinh(a)*sech(a) -> tanh(a)",
    "cosh(a)*csch(a) -> coth(a)",
    "1/cosh(a) -> sech(a)",
    "1/sinh(a) -> csch(a)",
    "1 - tanh(a)^2 -> sech(a)^2",
    "coth(a)^2 - 1 -> csch(a)^2",
    # the logistic function
    "1/(1 + exp(a)) -> sigmoid(-a)",
    "1 - sigmoid(a) -> sigmoid(-a)",
    "2*sigmoid(a) - 1 -> tanh(a/2)",
    "1 - 2*sigmoid(a) -> tanh(-a/2)",
    "1 - tanh(a) -> 2*sigmoid(-2*a)",
    "1 + tanh(a) -> 2*sigmoid(2*a)",
    "exp(a)*sigmoid(-a) -> sigmoid(a)",
    "exp(a)*sech(a) -> 2*sigmoid(2*a)",
    "expm1(a)*sigmoid(-a) -> tanh(a/2)",
    "exp(a)/(1 + exp(a)) -> sigmoid(a)",
    "exp(a)/(exp(a) + exp(b)) -> sigmoid(a - b)",
    "exp(b)/S -> exp(b - logsumexp(a + log(c), ...))  where S = c*exp(a) + ...",
    "1/S -> exp(-logsumexp(a + log(c), ...))  where S = c*exp(a) + ...",
    # logarithms
    "log(1 + exp(a)) -> softplus(a)",
    "log1p(exp(a)) -> softplus(a)",
    "log(exp(a) + exp(b)) -> logaddexp(a, b)",
    "log(S) -> logsumexp(a + log(c), ...)  where S = c*exp(a) + ...",
    "log(1 + a) -> log1p(a)",
    "log(b*exp(a)) -> log(b) + a",
    "log(b*sigmoid(a)) -> log(b) - softplus(-a)",
    # roots
    "sqrt(S) -> hypot(sqrt(c)*a, ...)  where S = c*a^2 + ...",
    # Bose and Bernoulli functions, moments: x/(exp(x) - 1), (exp(x) - 1)/x
    "expm1(a)/a -> exprel(a)",
    "a/expm1(a) -> bernoullifunction(0, a)",
    "1/expm1(a) -> bose(a)",
    "a*bose(a) -> bernoullifunction(0, a)",
    "1 + bose(a) -> -bose(-a)",
    "exp(a)*bose(a) -> -bose(-a)",
    # quotients that have a value where both sides are 0
    "sin(a)/a -> sinc(a)",
)

# After differentiation only: what a derivative of the right side would lose again.
ARITHMETIC = ("a^2 - b^2 -> (a - b)*(a + b)",)
