"""Readings that are doubtful or wrong: each is refused with what to write instead."""

from __future__ import annotations

from symchain.errors import ParseError, SymchainError, clipped
from symchain.functions.foreign import DERIVATIVE
from symchain.functions.row import Op
from symchain.graph.expr import check_call
from symchain.graph.graph import Graph
from symchain.parsing.characters import raised_number
from symchain.parsing.names import NOT_NUMBERS, RESERVED, suggestion
from symchain.parsing.operators import NEGATED_FACTOR, ROOT, TIGHT
from symchain.parsing.scanner import END, HINTS, NEWLINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.parsing.builder import Builder

POWERS = ("^", "**")
ADDED = ("+", "-", ";", "<", "<=", ">", ">=", "=", "==", "!=")  # what ends a product


def check_operands(graph: Graph, op: Op, nodes: tuple[int, ...]) -> None:
    """Raises SymchainError where a condition stands for a number, or a number for a condition."""
    ops = graph.ops
    for position, node in enumerate(nodes):
        if ops[node].boolean != (position in op.conditions):
            if op.conditions:
                raise SymchainError(f"'{op.infix}' stands between conditions: write x > 0, not x")
            raise SymchainError(f"'{op.infix}' needs numbers, not conditions: write where(c, 1, 0)")
    check_call(op, graph, nodes)


def is_number(token: str) -> bool:
    """Whether a token is a number."""
    return (token[:1].isdigit() and token.isascii()) or token[:1] == "."


def shown(token: str) -> str:
    """A token as an error calls it."""
    if token == END:
        return "the end"
    return "the end of the line" if token == NEWLINE else f"'{clipped(token)}'"


def is_by(tokens: Sequence[str], i: int) -> bool:
    """Whether a token is the dx of d/dx."""
    return i > 1 and tokens[i - 2 : i] == ["d", "/"] and tokens[i][0] == "d"


def unknown_call(build: Builder, i: int) -> ParseError:
    """The error for a call of a name that is no function."""
    name = build.tokens[i]
    if is_by(build.tokens, i):
        return build.error(f"'d/{clipped(name)}' is not in the language: {DERIVATIVE}", i - 2, i)
    return build.error(build.names.unknown_function(name), i)


# ---- operands


def missing_operand(build: Builder, i: int) -> ParseError:
    """The error where a number, a name or '(' should stand."""
    token = build.tokens[i]
    before = build.tokens[i - 1] if i else END
    if token in HINTS:
        return build.error(f"unexpected {shown(token)}: {HINTS[token]}", i)
    if raised_number(token) is not None:
        return build.error("an exponent without a base", i)
    if token == ")" and before == "(":
        if i > 1 and build.tokens[i - 2].isidentifier():
            return build.error(f"'{build.tokens[i - 2]}' is called without arguments", i - 2, i)
        return build.error("nothing stands between the parentheses", i - 1, i)
    if token == before == "&":
        return build.error("unexpected '&&': write and", i - 1, i)
    if before == "," and token == ")":
        return build.error("an argument is missing: leave out the last ','", i - 1)
    if token == "!" and before == END:
        return build.error("a number or a name is missing before '!'", i)
    if token == END and i == 0:
        return build.error("the text has no formula", i)
    if before != END and token in (END, ")"):
        return build.error(f"a number or a name is missing after {shown(before)}", max(i - 1, 0))
    if before == END or before == "(" or before == ",":
        return build.error(f"a number or a name is missing before {shown(token)}", i)
    return build.error(
        f"a number or a name is missing between {shown(before)} and {shown(token)}", i - 1, i
    )


def bare_function(build: Builder, i: int) -> ParseError:
    """The error for a function without an argument list."""
    name, follows = build.tokens[i], build.tokens[i + 1]
    if follows.isidentifier() or is_number(follows):
        is_all = build.tokens[i + 2] in (*ADDED, ")", ",", END, NEWLINE)
        remedy = f"write {name}({clipped(follows) if is_all else '...'})"
        return build.error(f"'{name}' needs parentheses: {remedy}", i, i + 1)
    return build.error(
        f"'{name}' is a function: write {name}(...), or declare {name} as a variable", i
    )


def call_exponent(build: Builder, i: int) -> tuple[int, int]:
    """The exponent in sin^2(x) and how many tokens it takes; raises ParseError for all others."""
    tokens = build.tokens
    name = tokens[i]
    length = 2 if tokens[i + 1] in POWERS else 1
    text = tokens[i + length]
    exponent = int(text) if length == 2 and text.isdecimal() and len(text) < 5 else None
    if length == 1:
        exponent = raised_number(text)
    if text == "-" or text.startswith("⁻") or (text == "(" and tokens[i + length + 1] == "-"):
        end = i + length
        raise build.error(
            f"'{name}^-1' is doubtful: write 1/{name}(x), or the inverse function by its name",
            i,
            end,
        )
    if exponent is None or exponent < 1 or tokens[i + length + 1] != "(":
        raise build.error(f"a power of '{name}' is doubtful: write {name}(x)^2", i, i + 1)
    return exponent, length


def check_root(build: Builder, i: int) -> None:
    """Raises ParseError unless √ stands before a number, a variable or another √."""
    follows = build.tokens[i + 1]
    if follows == "√":
        return
    is_name = follows.isidentifier() and follows not in RESERVED
    if is_name and (build.names.callee(follows) is None or build.names.is_variable(follows)):
        is_name = True
    elif not is_number(follows):
        raise build.error("write √(...) for the root of more than one number or name", i)
    after = build.tokens[i + 2]
    if after in (*POWERS, "!", "(") or raised_number(after) is not None:
        text = clipped(follows)
        raise build.error(
            f"'√{text}{after}' is doubtful: write √({text})... or √({text}{after}...)", i, i + 2
        )


# ---- products without a sign


def check_product(build: Builder, i: int) -> None:
    """Raises ParseError where two neighbours are no product, or a doubtful one."""
    tokens = build.tokens
    before, token = tokens[i - 1], tokens[i]
    if token in HINTS:
        raise build.error(f"unexpected {shown(token)}: {HINTS[token]}", i)
    if token in ("if", "else"):
        raise build.error(f"unexpected '{token}': {RESERVED[token]}", i)
    starts = token == "(" or token == "√" or token.isidentifier()
    if token == "|" and is_number(before):
        starts = True
    elif token == "|":
        raise build.error(
            "'|' closes no absolute value: write abs(...), or `or` between conditions", i
        )
    if not starts and not is_number(token):
        raise build.error(f"unexpected {shown(token)} after {shown(before)}", i)
    left = is_number(before) or before == ")" or raised_number(before) is not None
    if not left or not starts:
        raise _neighbours(build, i)
    depth = len(build.stack) - 1
    while build.stack[depth] is NEGATED_FACTOR:
        depth -= 1
    row = build.stack[depth]
    if row in TIGHT:
        raise _doubtful(build, i, depth)


def _neighbours(build: Builder, i: int) -> ParseError:
    """The error for two operands with nothing between them."""
    before, token = clipped(build.tokens[i - 1]), clipped(build.tokens[i])
    if token == "(" and before.isidentifier():
        if build.names.is_variable(before) or before in build.leaves:
            return build.error(
                f"'{before}' is a variable, not a function: write {before}*(...) for the product",
                i - 1,
                i,
            )
        return build.error(build.names.unknown_function(before), i - 1)
    if before in NOT_NUMBERS or token in ("not",):
        return build.error(f"unexpected '{token}' after '{before}'", i)
    near = suggestion(token, ("and", "or")) if token.isupper() else ""
    if near:
        return build.error(f"unexpected '{token}': write {near}", i)
    left = before if before not in ("!", "|", ")") else "..."
    right = token if token != "(" else "(...)"
    if build.tokens[i + 1 : i + 2] == ["("] and token.isidentifier():
        right += "(...)"
    if is_by(build.tokens, i - 1):
        return build.error(f"'d/{before}' is not in the language: {DERIVATIVE}", i - 3, i - 1)
    return build.error(
        f"no operator between {shown(build.tokens[i - 1])} and {shown(build.tokens[i])}: "
        f"write {left}*{right} for the product",
        i - 1,
        i,
    )


def _doubtful(build: Builder, i: int, depth: int) -> ParseError:
    """The error for a product without a sign behind / or ^ or √."""
    row, place = build.stack[depth], build.places[depth]
    first = place - 1 if row is not ROOT and place else place
    sign = "√" if row is ROOT else row[2].infix
    b = "".join(build.tokens[place + 1 : i]) if i - place <= 4 else "..."
    a = build.tokens[first] if row is not ROOT else ""
    alone = first < 1 or build.tokens[first - 1] in ("+", "-", "(", ",", "=")
    a = a if alone and (a.isidentifier() or is_number(a) or not a) else "..."
    c = build.tokens[i] if build.tokens[i] != "(" else "(...)"
    a, b, c = clipped(a), clipped(b), clipped(c)
    return build.error(
        f"a product without a sign after '{sign}' is doubtful: "
        f"write {a}{sign}({b}*{c}) or ({a}{sign}{b})*{c}",
        first,
        i,
    )


# ---- behind an operand


def check_factorial(build: Builder, i: int) -> None:
    """Raises ParseError for x!!, which is not the factorial of a factorial."""
    if build.tokens[i - 1] == "!":
        raise build.error(
            "'!!' is doubtful: write (n!)! for the factorial of a factorial", i - 1, i
        )


def check_raised(build: Builder, i: int) -> None:
    """Raises ParseError for x²^3."""
    if build.tokens[i + 1] in POWERS:
        raise build.error("two exponents in a row are doubtful: write (...)^ or ^(...)", i, i + 1)


def stray_comma(build: Builder, i: int) -> ParseError:
    """The error for a comma outside of an argument list."""
    before, after = build.tokens[i - 1], build.tokens[i + 1]
    if before.isdecimal() and after.isdecimal():
        a, b = clipped(before), clipped(after)
        whole = f", or thousands without a sign: {a}{b}" if len(after) == 3 else ""
        return build.error(f"write decimals with a point: {a}.{b}{whole}", i)
    return build.error("',' separates arguments only: write [a, b] for several formulas", i)


def mismatch(build: Builder, i: int) -> ParseError:
    """The error for a closing bracket that does not fit."""
    if not build.frames:
        return build.error("')' closes nothing: write the missing '(', or leave it out", i)
    return build.error("'|' is not closed before this ')': write abs(...)", build.frames[-1][1], i)


def unclosed(build: Builder) -> ParseError:
    """The error for a bracket that is open at the end."""
    kind, place = build.frames[-1][:2]
    if kind == "|":
        return build.error("'|' is not closed: write the second '|', or abs(...)", place)
    return build.error("'(' is not closed: write the missing ')'", place)
