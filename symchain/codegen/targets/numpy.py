"""NumPy: arrays of doubles that broadcast, in chunks that stay in the processor's cache."""

from __future__ import annotations

from functools import partial

from symchain.codegen import support_source
from symchain.codegen.poles import marked
from symchain.codegen.targets import arrays
from symchain.codegen.targets.array_series_module import Series
from symchain.codegen.targets.array_solver_module import Solving
from symchain.codegen.targets.arrays import PAIRWISE, WORDS, Arrays, literal, load
from symchain.codegen.targets.target import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.codegen.library import Library

FUNCTIONS = frozenset(
    (
        *("exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "hypot"),
        *("sin", "cos", "tan", "sinh", "cosh", "tanh", "abs", "sign", "floor", "ceil", "trunc"),
    )
)

# Functions of SciPy that are numbers, parts of complex ones, where ours have no value.
LENIENT = arrays.LENIENT.union(("coshint", "cosint", "ellippi"))

GIVEN = '''\
def real(number):
    """A number or an array as doubles; nan where it is masked."""
    found = np.asarray(number)
    if found.dtype.kind not in "biufO":
        raise TypeError(f"real numbers are wanted, not those of the kind {found.dtype}")
    found = found.astype(float, copy=False)
    return np.where(np.ma.getmaskarray(number), np.nan, found) if np.ma.isMA(number) else found


def given(numbers):
    """The arguments as arrays of doubles, and the shape to which they broadcast."""
    inputs = list(map(real, numbers))
    return inputs, np.broadcast_shapes(*[each.shape for each in inputs])'''

RESULTS = '''\
def results(body, count, *numbers, out=None):
    """The values of a body's outputs, each an array of the shape to which numbers broadcast.

    Many points are taken in chunks, so that what a chunk needs stays in cache. The values are left
    in `out`, if it is given: memory that was used before takes no time.
    """
    chunk = 8192
    inputs, shape = given(numbers)
    found = np.empty((count, *shape)) if out is None else out
    if out is not None and (
        out.shape != (count, *shape)
        or out.dtype != float
        or not out.flags.c_contiguous
        or any(np.may_share_memory(out, each) for each in inputs)
    ):
        wanted = f"doubles of the shape {(count, *shape)} in C order"
        raise ValueError(f"out must be an array of {wanted}, apart from the arguments")
    size = found[0].size if count else 0
    with np.errstate(all="ignore"):  # a branch that is not taken may be undefined
        if size <= chunk:
            for place, value in enumerate(body(*inputs)):
                found[place] = value
            return found
        rows = found.reshape(count, size)
        flat = [
            each if each.ndim == 0 else np.broadcast_to(each, shape).reshape(size)
            for each in inputs
        ]
        np.empty(1 << 20)  # given back at once: from then on C's allocator keeps what chunks free
        for start in range(0, size, chunk):
            part = slice(start, start + chunk)
            values = body(*[each if each.ndim == 0 else each[part] for each in flat])
            for row, value in zip(rows, values):
                row[part] = value
    return found'''

EACH = '''\
def each(function):
    """A function of numbers as one of arrays: nan where it is undefined, inf where too large."""

    def value(*numbers):
        try:
            return function(*map(float, numbers))
        except (ValueError, ZeroDivisionError):
            return math.nan
        except OverflowError:
            return math.inf

    return np.vectorize(value, otypes=[float])'''


def routines(library: Library) -> list[str]:
    """The support routines of a library, and the lines that make them work on arrays."""
    texts, _ = support_source.source(library.support)
    prefix = library.target.support
    made = [f"{prefix}{name} = each({name})" for name in sorted(library.support)]
    return [*texts, EACH, "\n".join(made)]


ARRAYS = Arrays([GIVEN, RESULTS], ["import numpy as np"], routines)
SOLVING = Solving(
    ARRAYS,
    "np",
    "np.linalg.solve",
    quiet='@np.errstate(all="ignore")',
    points="np.arange(guess.shape[-1])",
    chunk="8192",  # whose state stays in the cache
)
NUMPY = Target(
    "numpy",
    functions=FUNCTIONS,
    library="np.",
    words=WORDS,
    negation="np.logical_not({c})",
    choice="np.where({c}, {a}, {b})",
    literal=literal,
    modules={"np": "import numpy as np", "scipy.special": "import scipy.special"},
    support="each_",
    pairwise=PAIRWISE,
    fills=True,
    prepare=partial(marked, lenient=LENIENT),
    module=ARRAYS.module,
    solver=SOLVING.module,
    series=Series(ARRAYS, "np").module,
    suffix=".py",
    load=load,
)
