"""JAX: traced arrays of any floating kind; to be compiled, mapped and differentiated again."""

from __future__ import annotations

from functools import partial

from symchain.codegen.targets import arrays
from symchain.codegen.targets.array_routines import ArrayRoutines
from symchain.codegen.targets.array_series_module import Series
from symchain.codegen.targets.array_solver_module import Solving
from symchain.codegen.targets.array_solvers import PUSHED
from symchain.codegen.targets.arrays import LENIENT, PAIRWISE, WORDS, Arrays, literal, prepared
from symchain.codegen.targets.target import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FUNCTIONS = frozenset(
    (
        *("exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "sqrt", "cbrt"),
        *("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh"),
        *("asinh", "acosh", "atanh", "abs", "sign", "floor", "ceil", "trunc"),
    )
)

GIVEN = '''\
def given(numbers):
    """The arguments as arrays of one kind, and the shape to which they broadcast."""
    kind = jnp.result_type(float, *numbers)
    if jnp.issubdtype(kind, jnp.complexfloating):
        raise TypeError("real numbers are wanted, not complex ones")
    inputs = [jnp.asarray(number, kind) for number in numbers]
    return inputs, jnp.broadcast_shapes(*[each.shape for each in inputs])'''

RESULTS = '''\
def results(body, count, *numbers):
    """The values of a body's outputs, each an array of the shape to which numbers broadcast."""
    inputs, shape = given(numbers)
    kind = jnp.result_type(float, *inputs)
    return [jnp.broadcast_to(jnp.asarray(value, kind), shape) for value in body(*inputs)]'''

SEARCH = '''\
def search(known, guess):
    """The unknowns near a guess at each point, in a row; nan where no solution is found."""
    inputs, shape = given((*known, *guess))
    like = sum(inputs)  # where devices have parts of one, they have parts of all
    flat = [jnp.where(True, each, like) for each in inputs]
    known, guess = flat[:{known}], {guess}

    def body(state):
        new = advanced(known, state)
        return tuple([jnp.where(state[-1], old, each) for old, each in zip(state, new)])

    return jax.lax.while_loop(lambda state: ~jnp.all(state[-1]), body, begun(known, guess))[0]'''

SOLUTION = '''\
@jax.custom_jvp
def found(known, guess):
    """The unknowns near a guess, in a row."""
    return search(known, guess)


@found.defjvp
def found_and_pushed(primals, tangents):
    """The unknowns, and their derivative along a direction, by the formulas of the equations."""
    place = found(*primals)
    return place, pushed(primals[0], place, tangents[0])


def solution(known, guess):
    """The unknowns near a guess, in a row, for arguments that broadcast."""
    inputs, shape = given((*known, *guess))
    flat = [jnp.broadcast_to(each, shape) for each in inputs]
    return found(flat[:{known}], flat[{known}:])'''


KINDS = '''\
def real(value, like):
    """A value as an array of floats of the shape of another one."""
    return beside(value, like, float)


def whole(value, like):
    """A value as an array of whole numbers, cut off."""
    return beside(value, like, int)


def truth(value, like):
    """A value as an array of conditions."""
    return beside(value, like, bool)


def beside(value, like, kind):
    """A value in the shape of another one; a number has parts where devices have its parts."""
    if isinstance(value, (bool, int, float)):
        return jnp.full_like(like, value, dtype=kind)
    return jnp.broadcast_to(jnp.asarray(value, kind), like.shape)


def entry(row, place):
    """The numbers of a row at some places."""
    return jnp.asarray(row)[place]'''

LOOP = '''\
def loop(turn, *state):
    """What is left of a state after turns as long as its first part holds for any point."""
    most = 100_000  # turns: in single precision a series may never come to its end
    final = jax.lax.while_loop(
        lambda state: (state[0] < most) & jnp.any(state[1][0]),
        lambda state: (state[0] + 1, turn(*state[1])),
        (0, state),
    )
    return final[1]'''

EACH = '''\
def each(routine, *slopes):
    """A routine over arrays that is differentiated by formulas, one for each argument."""

    @jax.custom_jvp
    def found(*numbers):
        kind, like = jnp.result_type(float, *numbers), sum(numbers)
        with np.errstate(over="ignore"):  # of numbers beyond the largest float, which are inf
            numbers = [jnp.where(True, each, like).astype(float) for each in numbers]
            return routine(*numbers).astype(kind)

    def pushed(numbers, changes):
        value = found(*numbers)
        change = jnp.zeros_like(value)
        for slope, own in zip(slopes, changes):
            if isinstance(own, jax.custom_derivatives.SymbolicZero):
                continue
            if slope is None:
                raise TypeError(f"{routine.__name__} has no derivative by this argument")
            change = change + slope(*numbers, value) * own
        return value, change

    found.defjvp(pushed, symbolic_zeros=True)

    def function(*numbers):
        inputs, shape = given(numbers)
        return found(*[jnp.broadcast_to(each, shape) for each in inputs])

    return function'''


def load(source: str, threads: int = 1) -> dict[str, Any]:
    """The functions of an emitted module, compiled when they are first called."""
    space = arrays.load(source)
    import jax

    from symchain.codegen.header import read_header

    facts: dict[str, Any] = read_header(source)[0]
    fixed = len(facts["variables"]) if facts.get("kind") == "taylor" else ()  # the order
    return {
        name: jax.jit(space[name], static_argnums=fixed) for name in facts["functions"].values()
    }


def doubles() -> None:
    """Makes JAX compute in double precision, as a comparison to nine digits needs."""
    import jax

    jax.config.update("jax_enable_x64", True)


ROUTINES = ArrayRoutines("jnp", [KINDS, LOOP, EACH])
ARRAYS = Arrays([GIVEN, RESULTS], ["import jax.numpy as jnp"], ROUTINES.texts)
SOLVING = Solving(
    Arrays([GIVEN, RESULTS], ["import jax", "import jax.numpy as jnp"], ROUTINES.texts),
    "jnp",
    "jnp.linalg.solve",
    search=SEARCH,
    differentiated=[PUSHED, (SOLUTION, SOLUTION)],
)
JAX = Target(
    "jax",
    functions=FUNCTIONS,
    library="jnp.",
    words=WORDS,
    negation="jnp.logical_not({c})",
    choice="jnp.where({c}, {a}, {b})",
    literal=literal,
    modules={
        "jax": "import jax",
        "jnp": "import jax.numpy as jnp",
        "np": "import numpy as np",
        "jax.scipy.special": "import jax.scipy.special",
        "jax.scipy.stats": "import jax.scipy.stats",
    },
    support="each_",
    pairwise=PAIRWISE,
    prepare=partial(prepared, lenient=LENIENT.union(("trigamma",))),  # a number at its poles
    module=ARRAYS.module,
    solver=SOLVING.module,
    series=Series(ARRAYS, "jnp").module,
    suffix=".py",
    differentiates=True,
    load=load,
    doubles=doubles,
)
