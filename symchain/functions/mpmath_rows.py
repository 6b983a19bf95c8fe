"""What computes a row of the table in mpmath: a real number, or ValueError where there is none."""

from __future__ import annotations

import mpmath

from symchain.errors import BudgetError
from symchain.functions import real, real_bessel, real_special
from symchain.functions.row import Op
from symchain.functions.special import SPECIAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

# Modules of functions that the table names.
OWN = {"real": real, "real_bessel": real_bessel, "real_special": real_special}
# The binary logarithm of the largest argument: sin of 2^200,000 needs as many digits of pi.
LARGEST = 200_000

# mpmath's series take about as many terms: a whole order, and two arguments of a special function.
LARGEST_ORDER, LARGEST_PAIR = 20_000, 100_000


def function_of(op: Op) -> Callable[..., Any] | None:
    """The mpmath function of a row; None where only its definition says what it is.

    It gives a real number (mpf), and raises ValueError where there is none.
    """
    found = _spelled(op)
    return None if found is None else _real(found, op)


def _spelled(op: Op) -> Callable[..., Any] | None:
    """What a row's spelling says: a name in a module of ours, one of mpmath, or a template."""
    spelling = op.spelled.get("mpmath", "" if op.definition else op.name)
    if not spelling:
        return None
    module, dot, name = spelling.partition(".")
    if dot and module in OWN:
        found: Callable[..., Any] = getattr(OWN[module], name)
        return found
    if spelling.isidentifier():
        return getattr(mpmath, spelling, None)
    body = spelling.replace("{", "").replace("}", "")
    namespace = {name: getattr(mpmath, name) for name in dir(mpmath) if not name.startswith("_")}
    source = f"def spelled({', '.join(op.parameters)}): return {body}"
    exec(compile(source, f"<table: {op.name}>", "exec"), namespace)  # the table's own text
    made: Callable[..., Any] = namespace["spelled"]
    return made


def _real(function: Callable[..., Any], op: Op) -> Callable[..., Any]:
    """The function where its value is a finite real number; ValueError elsewhere."""
    orders = [place for place, name in enumerate(op.parameters) if name in op.integers]
    is_series = op in SPECIAL and len(op.parameters) > 1

    def checked(*args: Any) -> Any:
        if is_series:
            _check_work(op, args, orders)
        for arg in args:
            if arg and mpmath.mag(arg) > LARGEST:
                raise ValueError("an argument is too large")
        try:
            value = function(*args)
        except (ArithmeticError, TypeError, mpmath.mp.NoConvergence) as error:
            raise ValueError(f"no real value: {error}") from None
        if not isinstance(value, mpmath.mpf):
            value = _real_part(value)
        if not mpmath.isfinite(value):
            raise ValueError("no real value")
        return value

    return checked


def _real_part(value: Any) -> Any:
    """A number of another kind as a real one of mpmath; ValueError where it is not real."""
    value = mpmath.mpmathify(value)
    if isinstance(value, mpmath.mpc) and abs(value.imag) <= noise() * abs(value.real):
        value = value.real
    if not isinstance(value, mpmath.mpf):
        raise ValueError("no real value")
    return value


def _check_work(op: Op, args: Sequence[Any], orders: Sequence[int]) -> None:
    """Raises BudgetError where a special function would take minutes."""
    sizes = sorted(map(abs, args))
    if any(abs(args[place]) > LARGEST_ORDER for place in orders) or sizes[-2] > LARGEST_PAIR:
        shown = ", ".join([mpmath.nstr(arg, 6) for arg in args])
        raise BudgetError(f"{op.name}({shown}) would take too long: choose smaller arguments")


def noise() -> Any:
    """How large an imaginary part may be, relative to the real one, that is but rounding."""
    return mpmath.sqrt(mpmath.eps)
