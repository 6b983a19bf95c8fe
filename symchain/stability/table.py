"""The table of stable forms: named one-line rules `left -> right`, better in doubles on the right.

Letters stand for any formula. The right side has a value wherever the left side has one. How a rule
is read: see `rules`. A right side that holds only in one branch keeps the left side in the other.

Sources: Higham, Accuracy and Stability of Numerical Algorithms (2002), chapters 1 and 2; Kahan,
Branch cuts for complex elementary functions (1987); Machler, Accurately computing log(1 -
exp(-|a|)) (2012); Panchekha and others, Herbie (2015); DLMF chapters 4, 7 and 8.
"""

from __future__ import annotations

from symchain.stability.pairs import APART, DIVIDED

# Quotients of what overflows: exp(|a| - |b|) is left, by a - b where both have one sign.
_GAP = "exp(where(a*b > 0, sign(b)*(a - b), abs(a) - abs(b)))"
HYPERBOLIC = tuple(
    f"{f}(a)*{g}(b) -> where(abs(a) > 1 and abs(b) > 1, {above}*{_GAP}/{below}, {near}){condition}"
    for f, above in (
        ("sinh", "-sign(a)*expm1(-2*abs(a))"),
        ("cosh", "(1 + exp(-2*abs(a)))"),
    )
    for g, below in (
        ("csch", "(-sign(b)*expm1(-2*abs(b)))"),
        ("sech", "(1 + exp(-2*abs(b)))"),
    )
    for near, condition in (
        (
            "where(abs(a) < 1 and abs(b) < 1, a/b*(sinhc(a)/sinhc(b)), sinh(a)*csch(b))",
            "  if a/b cancels and a/b is no number",
        ),
        (f"{f}(a)*{g}(b)", "  if a/b cancels"),
        (f"{f}(a)*{g}(b)", "  if a - b cancels"),
    )
    if f + g == "sinhcsch" or "sinhc" not in near
)

# Before differentiation and after: the derivatives of their right sides hold too.
NAMED = (
    # exponentials
    "exp(a) - exp(-a) -> 2*sinh(a)",
    "exp(a) + exp(-a) -> 2*cosh(a)",
    "exp(a) - 1 -> expm1(a)",
    "exp(a) - expm1(a) -> 1",
    "cosh(a) - sinh(a) -> exp(-a)",
    "cosh(a) + sinh(a) -> exp(a)",
    "heaviside(expm1(a)) -> heaviside(a)",
    "sign(expm1(a)) -> sign(a)",
    "sign(a)/abs(a) -> 1/a",
    # hyperbolic functions whose parts overflow
    "sinh(a)/cosh(a) -> tanh(a)",
    "cosh(a)/sinh(a) -> coth(a)",
    "sinh(a)*sech(a) -> tanh(a)",
    "cosh(a)*csch(a) -> coth(a)",
    "1/cosh(a) -> sech(a)",
    "1/sinh(a) -> csch(a)",
    "1 - tanh(a)^2 -> sech(a)^2",
    "1 - sech(a)^2 -> tanh(a)^2",
    "coth(a)^2 - 1 -> csch(a)^2",
    "1 - sech(a) -> tanh(a)*tanh(a/2)",
    "csch(a)*(b*cosh(a) + c*sinh(a)) -> b*coth(a) + c",
    "sech(a)*(b*sinh(a) + c*cosh(a)) -> b*tanh(a) + c",
    "sinh(2*a)/sinh(a) -> 2*cosh(a)",
    "sinh(2*a)*csch(a) -> 2*cosh(a)",
    *HYPERBOLIC,
    "1 - where(d > 1 and c > 1, g, cosh(a)*sech(b)) -> where(d > 1 and c > 1, 1 - g,"
    " where(abs(a) < 1 and abs(b) < 1, 2*sinh((b - a)/2)*sinh((b + a)/2)*sech(b),"
    " 1 - cosh(a)*sech(b)))",
    "sinh(a)/(cosh(a) + 1) -> tanh(a/2)",
    "(cosh(a) - 1)/sinh(a) -> tanh(a/2)",
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
    "expm1(2*a)/expm1(a) -> exp(a) + 1",
    "expm1(2*a)*bose(a) -> exp(a) + 1",
    "expm1(a)*bose(2*a) -> sigmoid(-a)",
    "sigmoid(a) - sigmoid(-a) -> tanh(a/2)",
    "exp(a)/(1 + exp(a)) -> sigmoid(a)",
    "exp(a)/(exp(a) + exp(b)) -> sigmoid(a - b)",
    "exp(b)/(exp(b) + S) -> sigmoid(b - logsumexp(a + log(c), ...))  where S = c*exp(a) + ...",
    "exp(b)/S -> exp(b - logsumexp(a + log(c), ...))  where S = c*exp(a) + ...",
    "1/S -> exp(-logsumexp(a + log(c), ...))  where S = c*exp(a) + ...",
    "a^c/(a^c + b^c) -> where(a > 0 and b > 0, sigmoid(c*log(a/b)), a^c/(a^c + b^c))"
    "  if c is no number",
    "1/(1 + a^b) -> where(a > 0, sigmoid(-b*log(a)), 1/(1 + a^b))  if b is no number",
    # Bose and Bernoulli functions, moments: x/(exp(x) - 1), (exp(x) - 1)/x
    "expm1(a)/a -> exprel(a)",
    "expm1(a*b)/a -> b*exprel(a*b)",
    "a/expm1(a) -> bernoullifunction(0, a)",
    "1/expm1(a) -> bose(a)",
    "a*bose(a) -> bernoullifunction(0, a)",
    "exp(a)*bernoullifunction(0, a) -> bernoullifunction(0, -a)",
    "exprel(a) + a*expmoment(1, a) -> exp(a)",
    # the larger one in front, so that nothing overflows; beside an equality there is no choice
    "(exp(a) - exp(b))/(a - b) -> where(a < b, exp(b)*exprel(a - b), exp(a)*exprel(b - a))",
    "(exp(a) - exp(b))/(a - b) -> exp(b)*exprel(a - b)",
    "(exp(a*c) - exp(b*c))/(a - b) -> where(a*c < b*c, c*exp(b*c)*exprel((a - b)*c),"
    " c*exp(a*c)*exprel((b - a)*c))",
    "(exp(a*c) - exp(b*c))/(a - b) -> c*exp(b*c)*exprel((a - b)*c)",
    "(b^a - 1)/a -> where(b > 0, log(b)*exprel(a*log(b)), (b^a - 1)/a)  if a is no number",
    "(c^a - c^b)/(a - b) -> where(c > 0, log(c)*c^b*exprel((a - b)*log(c)), (c^a - c^b)/(a - b))",
    "((1 + a)^b - 1)/a -> where(a > -1, b*exprel(b*log1p(a))*bernoullifunction(0, log1p(a)),"
    " ((1 + a)^b - 1)/a)  if b is long",
    "a/((1 + a)^b - 1) -> where(a > -1, bernoullifunction(0, b*log1p(a))/b*exprel(log1p(a)),"
    " a/((1 + a)^b - 1))  if b is long",
    "a*(1 + a)^b/((1 + a)^b - 1) -> where(a > -1,"
    " bernoullifunction(0, -b*log1p(a))/b*exprel(log1p(a)), a*(1 + a)^b/((1 + a)^b - 1))"
    "  if b is long",
    "(1 - (c/d)^b)/a -> where(2*abs(a) <= abs(d),"
    " b/d*exprel(b*log1p(-a/d))*bernoullifunction(0, log1p(-a/d)), (1 - (c/d)^b)/a)"
    "  if a == d - c and b is long",
    "log1p(a*b)/a -> b*bernoullifunction(0, log1p(a*b))  if a is no number",
    "a/log1p(a) -> exprel(log1p(a))",
    "(1 + a*c)^(b/a) -> where(a*c > -1, exp(b*c*bernoullifunction(0, log1p(a*c))),"
    " (1 + a*c)^(b/a))  if a is no number",
    "(1 + c/a)^(a*b) -> where(c/a > -1, exp(b*c*bernoullifunction(0, log1p(c/a))),"
    " (1 + c/a)^(a*b))",
    "expm1(-a*(1 - b))/(1 - b*exp(-a*(1 - b))) -> where(a*b > 0, -a*exprel(-a*(1 - b))"
    "/(1 + a*b*exprel(-a*(1 - b))), expm1(-a*(1 - b))/(1 - b*exp(-a*(1 - b))))",
    "expm1(a*(b - 1))/(1 - b*exp(a*(b - 1))) -> where(a*b > 0, -a*exprel(a*(b - 1))"
    "/(1 + a*b*exprel(a*(b - 1))), expm1(a*(b - 1))/(1 - b*exp(a*(b - 1))))",
    "1 + bose(a) -> -bose(-a)",
    "expm1(c)*bose(a)*bose(b) -> where(c > 0, -expm1(-c)*bose(-a)*bose(-b),"
    " expm1(c)*bose(a)*bose(b))  if c == a + b",
    "bose(a) + bose(-a)*bernoullifunction(0, a) -> bernoullifunction(1, a)",
    "bernoullifunction(0, -a*b)/a + b*bernoullifunction(1, -a*b) ->"
    " bernoullifunction(0, -a*b)*bernoullifunction(0, a*b)/a",
    "exp(a)*bose(a) -> -bose(-a)",
    "a*coth(b) - c*coth(d) -> where(abs(b) < 2 and abs(d) < 2, a*langevin(b) - c*langevin(d),"
    " a*coth(b) - c*coth(d))  if d == b*c/a",
    "coth(a) - 1 -> 2*bose(2*a)",
    "coth(a) + 1 -> -2*bose(-2*a)",
    # logarithms
    "log(1 + exp(a)) -> softplus(a)",
    "log1p(exp(a)) -> softplus(a)",
    "log(exp(a) + exp(b)) -> logaddexp(a, b)",
    "log(S) -> logsumexp(a + log(c), ...)  where S = c*exp(a) + ...",
    "log(exp(a) - exp(b)) -> a + log1mexp(b - a)",
    "log(-expm1(a)) -> log1mexp(a)",
    "log1p(-exp(a)) -> log1mexp(a)",
    "log(expm1(a)) -> a + log1mexp(-a)",
    "log(sinh(a)) -> a + log1mexp(-2*a) - log(2)",
    "log(tan(pi/4 + a)) -> asinh(tan(2*a))",
    "log(a*b^c) -> log(a) + c*log(b)  if c is no number",
    "log(tanh(a)) -> where(a > 1/2, log1p(-2*sigmoid(-2*a)), log(tanh(a)))",
    "log(coth(a)) -> where(a > 1/2, log1p(2*bose(2*a)), log(coth(a)))",
    "log(a + hypot(a, 1)) -> asinh(a)",
    "log((a + hypot(a, b))/b) -> asinh(a/b)",
    "log((hypot(a, b) + a)/(hypot(a, b) - a)) -> 2*asinh(a/abs(b))",
    "log(a + sqrt(a^2 - 1)) -> acosh(a)",
    "log((1 + a)/(1 - a)) -> 2*atanh(a)",
    "log(a/(1 - a)) -> logit(a)",
    "log(1 + a) -> log1p(a)",
    "log(S) -> 2*log(hypot(sqrt(c)*a, ...))  where S = c*a^2 + ...",
    "log1p(a) - log1p(-a) -> 2*atanh(a)",
    "log(a) - log1p(-a) -> logit(a)",
    "softplus(a) - a -> softplus(-a)",
    "log(b*exp(a)) -> log(b) + a",
    "log(b*cosh(a)) -> log(b) + logcosh(a)",
    "log(b*sech(a)) -> log(b) - logcosh(a)",
    "log(b*sigmoid(a)) -> log(b) - softplus(-a)",
    "log1p(-sigmoid(a)) -> -softplus(a)",
    "log(b*ndtr(a)) -> log(b) + log_ndtr(a)",
    "log(b*erfc(a)) -> log(2*b) + log_ndtr(-sqrt(2)*a)",
    "log(gamma(a)) -> lgamma(a)",
    "log(factorial(a)) -> lgamma(a + 1)",
    "log(beta(a, b)) -> lbeta(a, b)",
    "gamma(a + 1)/gamma(a) -> a",
    "lgamma(a + 1) - lgamma(a) -> log(abs(a))",
    "gamma(c)/(gamma(a)*gamma(b)) -> 1/beta(a, b)  if c == a + b",
    "gamma(a)*gamma(b)/gamma(c) -> beta(a, b)  if c == a + b",
    "gamma(c)/(gamma(a)*gamma(b)) -> binomial(c - 1, a - 1)  if c == a + b - 1",
    "gamma(a)*gamma(b)/gamma(c) -> 1/binomial(c - 1, a - 1)  if c == a + b - 1",
    "gamma(c)/(gamma(a)*gamma(b)) -> (a + b)/beta(a, b)  if c == a + b + 1",
    "gamma(a)*gamma(b)/(gamma(c)*gamma(d)) -> beta(a, b)/beta(c, d)  if d == a + b - c",
    "gamma(d)/(gamma(a + 1)*gamma(b + 1)) -> binomial(a + b, a)*(gamma(d)/gamma(a + b + 1))"
    "  if d - (a + b + 1) cancels",
    "gamma(d)/(gamma(a)*gamma(b)) -> gamma(d)/gamma(a + b)/beta(a, b)  if d - (a + b) cancels",
    "gamma(a)/gamma(b) -> 1  if a == b",
    "gamma(a)/gamma(b) -> 1/pochhammer(a, b - a)  if a - b cancels and b - a adds",
    "gamma(a)/gamma(b) -> pochhammer(b, a - b)  if a - b cancels",
    "factorial(c)/(factorial(a)*factorial(b)) -> binomial(c, a)  if c == a + b",
    "factorial(a)/factorial(b) -> 1/pochhammer(a + 1, b - a)  if a - b cancels and b - a adds",
    "factorial(a)/factorial(b) -> pochhammer(b + 1, a - b)  if a - b cancels",
    "b*log(d) - d - lgamma(b + 1) -> where(b > 0, -kl_div(b, d) - lgammaremainder(b),"
    " b*log(d) - d - lgamma(b + 1))",
    # beside the logarithm that a difference goes like, before its parts go elsewhere
    "lgamma(c) - lgamma(a) - b*log(d*g) -> lpochhammerremainder(a, b) - b*log(abs(d/a*g))"
    "  if c == a + b and d - a cancels",
    "lgamma(c) - lgamma(a) + b*log(d/g) -> lpochhammerremainder(a, b) + b*log(abs(a/g*d))"
    "  if c == a + b and g - a cancels",
    "lgamma(c) - lgamma(a) - lgamma(b) -> -lbeta(a, b)  if c == a + b",
    "lgamma(c) - lgamma(a) - lgamma(b) -> -lbeta(a, b) - log(abs(c))  if c == a + b - 1",
    "lgamma(d) - lgamma(a) - lgamma(b) -> lgamma(d) - lgamma(a + b) - lbeta(a, b)"
    "  if d - (a + b) cancels",
    "log(pochhammer(a, b)) -> lpochhammer(a, b)",
    "lgamma(a) - lgamma(b) -> -lpochhammer(a, b - a)  if a - b cancels and b - a adds",
    "lgamma(a) - lgamma(b) -> lpochhammer(b, a - b)  if a - b cancels",
    # gamma functions beside the logarithms that they go like
    "lbeta(a, b) - lbeta(c, d) -> lpochhammerremainder(c, a - c) + (a - c)*log(c/(c + d))"
    " + lpochhammerremainder(d, b - d) + (b - d)*log(d/(c + d))"
    " - lpochhammerremainder(c + d, (a - c) + (b - d))  if a - c cancels and b - d cancels",
    "lpochhammer(a, b) - b*log(c) -> lpochhammerremainder(a, b) - b*log(abs(c/a))  if c/a cancels",
    "lpochhammer(a, b) - b*log(c) -> lpochhammerremainder(a, b) - b*log(abs(c/a))"
    "  if c - a cancels",
    "lpochhammer(a, b) + b*log(d/c) -> lpochhammerremainder(a, b) + b*log(abs(a/c*d))"
    "  if c - a cancels",
    "pochhammer(a, 1/2)/sqrt(b) -> where(a > 0,"
    " exp(lpochhammerremainder(a, 1/2))/sqrt(abs(b/a)), pochhammer(a, 1/2)/sqrt(b))"
    "  if b/a cancels",
    "digamma(a) - log(b) -> polygammaremainder(0, a) - log(abs(b/a))  if b/a cancels",
    "digamma(a) - log(b) -> where(a > 0, polygammaremainder(0, a) - log1p((b - a)/a),"
    " digamma(a) - log(b))  if b - a cancels",
    "trigamma(a) - 1/a -> polygammaremainder(1, a)",
    "a*trigamma(a) - 1 -> a*polygammaremainder(1, a)",
    # roots, and inverse functions at the ends of their domains
    "sqrt(S) -> hypot(sqrt(c)*a, ...)  where S = c*a^2 + ...",
    "sqrt(expm1(a^2)) -> abs(a)*sqrt(exprel(a^2))",
    "acos(1 - a) -> 2*asin(sqrt(a/2))",
    "acosh(1 + a) -> 2*asinh(sqrt(a/2))",
    "acos(a/b) -> 2*atan2(sqrt((b - a)/b), sqrt((b + a)/b))  if b - a cancels",
    "acos(a/b) -> 2*atan2(sqrt((b - a)/b), sqrt((b + a)/b))  if b + a cancels",
    "asin(a/b) -> atan2(a/b, sqrt((b - a)/b)*sqrt((b + a)/b))  if b - a cancels and b + a cancels",
    "acos(sqrt(a/b)) -> atan2(sqrt((b - a)/b), sqrt(a/b))  if b - a cancels",
    "asin(sqrt(a/b)) -> atan2(sqrt(a/b), sqrt((b - a)/b))  if b - a cancels",
    "asin(2*a/(1 + a^2)) -> atan2(2*a, abs((1 - a)*(1 + a)))",
    "asin(2*a*b/(a^2 + b^2)) -> atan2(2*a*b, abs((a - b)*(a + b)))",
    "atan2(a, b) - atan2(a, c) ->"
    " atan2(a/hypot(a, c)*(c - b), b*(c/hypot(a, c)) + a*(a/hypot(a, c)))  if b - c cancels",
    "atan2(b, a) - atan2(c, a) -> where(a > 0 or b*c > 0,"
    " atan2(a/hypot(a, c)*(b - c), b*(c/hypot(a, c)) + a*(a/hypot(a, c))),"
    " atan2(b, a) - atan2(c, a))  if b - c cancels",
    "atan(a) - atan(b) -> atan2(a - b, 1 + a*b)  if a - b cancels",
    # error functions, tails
    "1 - erf(a) -> erfc(a)",
    "1 + erf(a) -> erfc(-a)",
    "1 - erfc(a) -> erf(a)",
    "2 - erfc(a) -> erfc(-a)",
    # of a variable erfc is as good, and takes less time
    "erfc(a/sqrt(2)) -> 2*ndtr(-a)  if a is no variable",
    "erfc(a)*exp(a^2) -> erfcx(a)",
    "ndtr(a)*exp(a^2/2) -> erfcx(-a/sqrt(2))/2",
    "1 - ndtr(a) -> ndtr(-a)",
    "1 - gammainc(s, a) -> gammaincc(s, a)",
    "1 - gammaincc(s, a) -> gammainc(s, a)",
    # quotients that have a value where both sides are 0
    "(a^2 - b^2)/(a - b) -> a + b",
    "(a^2 - b^2)/(a + b) -> a - b",
    "(1 - cos(a))/a^2 -> sinc(a/2)^2/2  if a can be small",
    "(1 - cos(a))/sin(a) -> tan(a/2)",
    "sin(a)/(1 + cos(a)) -> tan(a/2)",
    "sin(2*a)/sin(a) -> 2*cos(a)",
    "(sqrt(a) - sqrt(b))/(a - b) -> 1/(sqrt(a) + sqrt(b))",
    "(sqrt(1 + a) - 1)/a -> 1/(sqrt(1 + a) + 1)",
    "(sqrt(1 + a*b) - 1)/a -> b/(sqrt(1 + a*b) + 1)",
    "(sqrt(b^2 + a*c) - b)/a -> where(b > 0, c/(sqrt(b^2 + a*c) + b), (sqrt(b^2 + a*c) - b)/a)",
    "(sqrt(b^2 + a*c) + b)/a -> where(b < 0, c/(sqrt(b^2 + a*c) - b), (sqrt(b^2 + a*c) + b)/a)",
    *DIVIDED,
    "1/(b - sqrt(b^2 + a)) -> where(b > 0, -(b + sqrt(b^2 + a))/a, 1/(b - sqrt(b^2 + a)))"
    "  if b is no variable",
    "1/(b + sqrt(b^2 + a)) -> where(b < 0, (sqrt(b^2 + a) - b)/a, 1/(b + sqrt(b^2 + a)))"
    "  if b is no variable",
    "sinc(a) + a*sincslope(a) -> cos(a)",
    "atan(b*tan(a)) - a -> where(b > 0, atan2((b - 1)*sin(2*a)/2, cos(a)^2 + b*sin(a)^2)"
    " + where(abs(a) < pi/2, 0, atan(tan(a)) - a), atan(b*tan(a)) - a)",
    # triangles, plane and on a sphere
    "a^2 + b^2 - 2*a*b*cos(c) -> (a - b)^2 + 4*a*b*sin(c/2)^2",
    "a^2 + b^2 + 2*a*b*cos(c) -> (a - b)^2 + 4*a*b*cos(c/2)^2",
    "acos(sin(a)*sin(b) + cos(a)*cos(b)*cos(c)) ->"
    " 2*atan2(sqrt(sin((a - b)/2)^2 + cos(a)*cos(b)*sin(c/2)^2),"
    " sqrt(sin((a + b)/2)^2 + cos(a)*cos(b)*cos(c/2)^2))",
    "asin(sqrt(sin(d)^2 + cos(a)*cos(b)*sin(c)^2)) ->"
    " atan2(sqrt(sin(d)^2 + cos(a)*cos(b)*sin(c)^2),"
    " sqrt(sin((a + b)/2)^2 + cos(a)*cos(b)*cos(c)^2))  if d == (a - b)/2",
    "1 - sin(d)^2 - cos(a)*cos(b)*sin(c)^2 -> sin((a + b)/2)^2 + cos(a)*cos(b)*cos(c)^2"
    "  if d == (a - b)/2",
    "acos(cos(a)*cos(b)) -> 2*atan2(hypot(sin(a/2)*cos(b/2), cos(a/2)*sin(b/2)),"
    " hypot(cos(a/2)*cos(b/2), sin(a/2)*sin(b/2)))",
    "acos((a^2 + b^2 - c^2)/(2*a*b)) -> where(a > 0 and b > 0 and c > 0,"
    " 2*atan2(sqrt((b + c - a)*(a + c - b)), sqrt((a + b - c)*(a + b + c))),"
    " acos((a^2 + b^2 - c^2)/(2*a*b)))",
)

# Before differentiation only: the quotients keep their digits, their derivatives do not.
SMOOTH = (
    "sin(a)/a -> sinc(a)  if a can be small",
    "sin(a*b)/a -> b*sinc(a*b)  if a*b can be small",
    "sin(a)/sin(b) -> a/b*(sinc(a)/sinc(b))  if a/b cancels and a/b is no number",
    # relative entropies
    "a*log(a/b) - a + b -> kl_div(a, b)",
    "a*log(a) - a*log(b) - a + b -> kl_div(a, b)",
    "a/b - log(a/b) - 1 -> kl_div(b, a)/b",
    "a*log(a/b) + c*log(c/d) -> kl_div(a, b) + kl_div(c, d)  if d == a + c - b",
    "(1 - cos(a))/a -> sin(a/2)*sinc(a/2)  if a can be small",
    # log1p(b/a) is nearly b/a for large a: slopes along a are what is left of a difference
    "(a + c)*log1p(b/d) -> b*(a/d)*bernoullifunction(0, log1p(b/d)) + c*log1p(b/d)  if d/a cancels",
    "a*log1p(b/d) -> b*(a/d)*bernoullifunction(0, log1p(b/d))  if d/a cancels",
    "(c + 1/a)*log1p(a*b) -> b*bernoullifunction(0, log1p(a*b)) + c*log1p(a*b)  if a is no number",
    "a*log(a/b) -> (a - b)*bernoullifunction(0, log1p((b - a)/a))  if b - a cancels",
    "(1 + c/g)^(b*(a + d)) -> where(c/g > -1, exp(b*c*(a/g)*bernoullifunction(0, log1p(c/g)))"
    "*(1 + c/g)^(b*d), (1 + c/g)^(b*(a + d)))  if g/a cancels",
)

# After differentiation only: what a derivative of the right side would lose or make longer.
ARITHMETIC = (
    # circular and hyperbolic functions near 1
    "1 - cos(a) -> 2*sin(a/2)^2",
    "1 + cos(a) -> 2*cos(a/2)^2",
    "cosh(a) - 1 -> 2*sinh(a/2)^2",
    "1 - cos(a)^2 -> sin(a)^2",
    "1 - sin(a)^2 -> cos(a)^2",
    "cosh(a)^2 - 1 -> sinh(a)^2",
    "1/cos(a) - 1 -> 2*sin(a/2)^2/cos(a)",
    "sec(a) - 1 -> 2*sin(a/2)^2/cos(a)",
    "tan(a) - sin(a) -> 2*tan(a)*sin(a/2)^2",
    "1 - sin(a) -> where(sin(a) > 0, cos(a)^2/(1 + sin(a)), 1 - sin(a))",
    "1 + sin(a) -> where(sin(a) < 0, cos(a)^2/(1 - sin(a)), 1 + sin(a))",
    # logarithms beside each other
    "a*log(c) - b*log(d) -> (a - b)*log(c) + b*log1p((c - d)/d)"
    "  if a - b is a number and c - d is a number and a is no number",
    "a*log1p(c) - b*log(d) -> (a - b)*log1p(c) + b*log1p((1 + c - d)/d)"
    "  if a - b is a number and 1 + c - d is a number and a is no number",
    "log(a)/log(b) - 1 -> log1p((a - b)/b)/log(b)  if a - b is a number",
    "log1p(a)/log(b) - 1 -> log1p((1 + a - b)/b)/log(b)  if 1 + a - b is a number",
    # addition theorems
    "sin(a)*cos(b) - cos(a)*sin(b) -> sin(a - b)  if a - b cancels",
    "sinh(a)*coth(b) - cosh(a) -> sinh(a - b)*csch(b)  if a - b cancels",
    "sinh(a)*tanh(b) - cosh(a) -> -cosh(a - b)*sech(b)  if a - b cancels",
    "cosh(a)*tanh(b) - sinh(a) -> sinh(b - a)*sech(b)  if a - b cancels",
    "cosh(a)*coth(b) - sinh(a) -> cosh(a - b)*csch(b)  if a - b cancels",
    *APART,
    # logarithms of what overflows
    "log1p(a^2) -> where(abs(a) < 10^9, log1p(a^2), 2*log(abs(a)))",
    "log(b*sinh(a)) -> abs(a) + log(-b*sign(a)*expm1(-2*abs(a))/2)",
    # roots
    "sqrt(a) - sqrt(b) -> (a - b)/(sqrt(a) + sqrt(b))  if a - b is a number",
    *(
        rule
        for near in ("cancels", "shares")
        for rule in (
            "sqrt(a) - sqrt(b) -> where(b > 0, (a - b)/(sqrt(a) + sqrt(b)), sqrt(a) - sqrt(b))"
            f"  if a - b {near}",
            "1/sqrt(a) - 1/sqrt(b) -> (b - a)/(sqrt(a)*sqrt(b)*(sqrt(a) + sqrt(b)))"
            f"  if a - b {near}",
            f"1 - a/b -> (b - a)/b  if b - a {near}",
            f"1/a - 1/b -> (b - a)/(a*b)  if a - b {near}",
            f"1/a^2 - 1/b^2 -> (b - a)*(a + b)/(a^2*b^2)  if a - b {near}",
        )
    ),
    "sqrt(a/b) - 1 -> (a - b)/(b*(sqrt(a/b) + 1))  if a - b shares",
    "sqrt(a/b) - 1 -> (a - b)/(b*(sqrt(a/b) + 1))  if a - b cancels",
    "sqrt(a) - b -> (a - b^2)/(sqrt(a) + b)  if b > 0 and a - b^2 cancels",
    "1/sqrt(a) - b -> (1 - b^2*a)/(sqrt(a)*(1 + b*sqrt(a)))  if b > 0 and 1 - b^2*a cancels",
    "cbrt(a) - cbrt(b) -> (a - b)/(cbrt(a)^2 + cbrt(a)*cbrt(b) + cbrt(b)^2)  if a - b is a number",
    "a^(1/3) - b^(1/3) -> (a - b)/(a^(2/3) + a^(1/3)*b^(1/3) + b^(2/3))  if a - b is a number",
    "hypot(a, b) - a -> where(a > 0, b*(b/(hypot(a, b) + a)), hypot(a, b) - a)",
    "hypot(a, b) + a -> where(a < 0, b*(b/(hypot(a, b) - a)), hypot(a, b) + a)",
    "1 - a/hypot(a, b) -> where(a > 0, b/hypot(a, b)*(b/(hypot(a, b) + a)), 1 - a/hypot(a, b))",
    "1 + a/hypot(a, b) -> where(a < 0, b/hypot(a, b)*(b/(hypot(a, b) - a)), 1 + a/hypot(a, b))",
    "1 - a^2/hypot(a, b)^2 -> b^2/hypot(a, b)^2",
    "sqrt(a^2 + b) - a -> where(a > 0, b/(sqrt(a^2 + b) + a), sqrt(a^2 + b) - a)",
    "sqrt(a^2 + b) + a -> where(a < 0, b/(sqrt(a^2 + b) - a), sqrt(a^2 + b) + a)",
    "1 - a/sqrt(a^2 + b) -> where(a > 0, b/(sqrt(a^2 + b)*(sqrt(a^2 + b) + a)),"
    " 1 - a/sqrt(a^2 + b))",
    "1 + a/sqrt(a^2 + b) -> where(a < 0, b/(sqrt(a^2 + b)*(sqrt(a^2 + b) - a)),"
    " 1 + a/sqrt(a^2 + b))",
    # powers
    "(1 + a)^b - 1 -> where(a > -1, expm1(b*log1p(a)), (1 + a)^b - 1)",
    "b^a - 1 -> where(b > 0, expm1(a*log(b)), b^a - 1)  if a is no number",
    "exp2(a) - 1 -> expm1(a*log(2))",
    "a^b*log(a) -> xlogy(a^b, a)",
    "log(a)*xlogy(a^b, a) -> xlogy(sqrt(a^b), a)^2",
    # quotients
    "1 + a/b -> (b + a)/b  if b + a cancels",
    "a/c - b/c -> (a - b)/c  if a - b cancels",
    "a/c + b/c -> (a + b)/c  if a + b cancels",
    # the normal density over its tail
    "normpdf(a)/ndtr(a) -> where(a < 0, sqrt(2/pi)/erfcx(-a/sqrt(2)), normpdf(a)/ndtr(a))",
)

# Last of all, as it hides squares and powers from other rules.
FACTORED = (
    "log1p(-a^2) -> where(a^2 < 1/2, log1p(-a^2), log((1 - a)*(1 + a)))",
    "(a + b + c)^2 - 4*a*b -> where(a*b > 0, (a + c - b)^2 + 4*b*c, (a + b + c)^2 - 4*a*b)",
    "a^2 - b^2 -> (a - b)*(a + b)",
    "(1 + a)^b -> exp(b*log1p(a))  if a > 0 and b is long",
    "(1 + a)^b -> where(abs(a) < 1/2, exp(b*log1p(a)), (1 + a)^b)  if b is long",
)

# After all else, as other rules would not see the root any more.
RANGE = (
    "sqrt(a^2 + b) -> where(abs(a) < 2^500, sqrt(a^2 + b), abs(a)*sqrt(1 + b/a/a))"
    "  if a is no number",
)
