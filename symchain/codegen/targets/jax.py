"""JAX: traced arrays of any floating kind; to be compiled, mapped and differentiated again."""

from __future__ import annotations

from symchain.codegen.guards import guarded
from symchain.codegen.targets import arrays
from symchain.codegen.targets.arrays import PAIRWISE, WORDS, Arrays, literal
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

RESULTS = '''\
def results(body, count, *numbers):
    """The values of a body's outputs, each an array of the shape to which numbers broadcast."""
    kind = jnp.result_type(float, *numbers)
    inputs = [jnp.asarray(number, kind) for number in numbers]
    shape = jnp.broadcast_shapes(*[each.shape for each in inputs])
    return [jnp.broadcast_to(jnp.asarray(value, kind), shape) for value in body(*inputs)]'''


def load(source: str, threads: int = 1) -> dict[str, Any]:
    """The functions of an emitted module, compiled when they are first called."""
    space = arrays.load(source)
    import jax

    from symchain.codegen.header import read_header

    facts: dict[str, Any] = read_header(source)[0]
    return {name: jax.jit(space[name]) for name in facts["functions"].values()}


def doubles() -> None:
    """Makes JAX compute in double precision, as a comparison to nine digits needs."""
    import jax

    jax.config.update("jax_enable_x64", True)


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
        "jax.scipy.special": "import jax.scipy.special",
        "jax.scipy.stats": "import jax.scipy.stats",
    },
    support=None,
    pairwise=PAIRWISE,
    prepare=guarded,
    module=Arrays(
        RESULTS,
        ["import jax.numpy as jnp"],
    ).module,
    load=load,
    doubles=doubles,
)
