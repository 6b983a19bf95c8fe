"""Workloads as symchain's functions: of every target there is, as numbers, buffers or arrays."""

import functools
from array import array

import agreement
from compiled import library, over_columns
from races import Contestant

import symchain as sc
from symchain.codegen.building import VECTORS
from symchain.codegen.header import read_header
from symchain.codegen.targets import TARGETS

READ = ("json", "latex", "mathml")  # the targets for reading, which Python runs
COMPILED = [name for name in TARGETS if name not in READ]
NUMBERS_ALONE = ("python", "cpython")  # the targets that take no arrays
BUFFERED = ("cpython", "native")  # the targets with forms over buffers of the caller


def formulas(function, count):
    """The outputs of a workload over fresh symbols, and the names of these."""
    names = [f"x{i}" for i in range(count)]
    return function(sc, sc.symbols(" ".join(names))), names


@functools.cache
def compiled(function, count, target, **options):
    """A workload's compiled functions, and the name of that of value and derivatives."""
    outputs, names = formulas(function, count)
    kind = "value_and_gradient" if len(outputs) == 1 else "value_and_jacobian"
    source = outputs[0] if len(outputs) == 1 else outputs
    if TARGETS[target].doubles:
        TARGETS[target].doubles()
    return sc.compile(source, target, variables=names, wrt=names, emit=kind, **options), kind


def call(function, point, target):
    """A call with numbers."""
    made, kind = compiled(function, len(point), target)
    return Contestant(_whole(target, getattr(made, kind)), *point)


def into_buffers(function, point, target):
    """A call that reads and writes buffers of the caller: of arrays of Python, quickest to lend."""
    made, kind = compiled(function, len(point), target)
    size = len(formulas(function, len(point))[0]) * (len(point) + 1)
    given, result = array("d", point), array("d", [0.0] * size)
    return Contestant(
        getattr(made, f"{kind}_into"), given, result, read=lambda _: agreement.flat(result)
    )


def calls(function, point):
    """What makes the contestants of each target, by name."""
    forms = {"": (call, COMPILED), ", buffers": (into_buffers, BUFFERED)}
    return {
        target + suffix: functools.partial(form, function, point, target)
        for suffix, (form, targets) in forms.items()
        for target in targets
    }


def over_arrays(function, points, target, **options):
    """A call with an array of points for each variable."""
    made, kind = compiled(function, len(points), target, **options)
    given = [_of(target, column) for column in points]
    read = lambda found: agreement.flat(found, points.shape[1])
    return Contestant(_whole(target, getattr(made, kind)), *given, read=read)


def into_arrays(function, points, result, target, **options):
    """A call that reads points from an array and leaves the results in another one."""
    made, kind = compiled(function, len(points), target, **options)
    return Contestant(getattr(made, f"{kind}_into"), points, result, read=lambda _: result)


def over_columns_into(function, points, result, target):
    """A call with an array for each variable, and one for the results."""
    made, kind = compiled(function, len(points), target)
    call = functools.partial(getattr(made, kind), out=result)
    return Contestant(call, *points, read=lambda _: result)


def _of(target, column):
    """A column as the kind of array that a target computes with."""
    if target == "jax":
        import jax

        return jax.numpy.asarray(column)
    if target == "torch":
        import torch

        return torch.from_numpy(column)
    return column


def _whole(target, function):
    """A function that returns when its numbers are there: JAX's come back before."""
    if target != "jax":
        return function
    import jax

    return lambda *arguments: jax.block_until_ready(function(*arguments))


def c_batch(function, points, result):
    """The C function of many points, as a program in C calls it."""
    made, kind = compiled(function, len(points), "c")
    batch = getattr(library(read_header(made.source)[1], VECTORS), f"{kind}_batch")
    return Contestant(over_columns(batch, points, result), read=lambda found: found)
