"""Value and derivatives of a workload in each other system, in the fastest form that it has.

Each has a form for one point and one for many points in columns. SymForce is not among them: its
package overwrites SymEngine's, so that the two can never be in one environment.
"""

import functools
import os

import numpy
from agreement import flat
from compiled import path_of
from races import Contestant

# JAX and PyTorch in one thread, as others
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")
os.environ.setdefault("OMP_NUM_THREADS", "1")


def into(run, result, count=1):
    """A contestant without arguments that leaves its numbers in an array."""
    return Contestant(run, read=lambda _: flat(result, count))


# ---- systems of expressions: SymPy, Numba of SymPy's code, SymEngine


def derived(system, function, count):
    """Symbols, and the values and slopes of a workload."""
    symbols = [system.Symbol(f"x{i}") for i in range(count)]
    values = function(system, symbols)
    return symbols, [*values, *[value.diff(x) for value in values for x in symbols]]


@functools.cache
def by_sympy(function, count, modules):
    import sympy

    symbols, results = derived(sympy, function, count)
    results = tuple(each if each.free_symbols else sympy.Float(each) for each in results)
    return sympy.lambdify(symbols, results, modules=modules, cse=True)


def sympy_call(function, point):
    return Contestant(by_sympy(function, len(point), "math"), *point)


def sympy_batch(function, points):
    run = by_sympy(function, len(points), "numpy")
    return Contestant(run, *points, read=lambda found: flat(found, points.shape[1]))


@functools.cache
def by_numba(function, count):
    import numba

    return numba.njit(error_model="numpy")(by_sympy(function, count, "math"))


def numba_call(function, point):
    return Contestant(by_numba(function, len(point)), *point)


def numba_batch(function, points):
    import numba

    count, size = points.shape
    outputs = len(by_sympy(function, count, "math")(*points[:, 0]))
    given = ", ".join(f"x[{i}, j]" for i in range(count))
    lines = [
        "def loop(x, y):",
        "    for j in range(x.shape[1]):",
        f"        found = run({given})",
        *[f"        y[{i}, j] = found[{i}]" for i in range(outputs)],
    ]
    space = {"run": by_numba(function, count)}
    exec("\n".join(lines), space)
    result = numpy.empty((outputs, size))
    run = numba.njit(error_model="numpy")(space["loop"])
    return Contestant(run, points, result, read=lambda _: result)


def by_symengine(function, count):
    import symengine

    symbols, results = derived(symengine, function, count)
    backend = "llvm" if symengine.have_llvm else "lambda"
    return symengine.Lambdify(symbols, results, backend=backend, cse=True), len(results)


def symengine_call(function, point):
    run, size = by_symengine(function, len(point))
    given, result = numpy.array(point), numpy.empty(size)
    return Contestant(run.unsafe_real, given, result, read=lambda _: flat(result))


def symengine_batch(function, points):
    run, _ = by_symengine(function, len(points))
    rows = numpy.ascontiguousarray(points.T)  # it takes points one after the other
    return Contestant(run, rows, read=lambda found: found.T)


# ---- CasADi


@functools.cache
def by_casadi(function, count):
    """Values, then the Jacobian row by row: the mode of fewer instructions, after cse."""
    import casadi

    made = []
    for forward in (False, True):
        x = casadi.SX.sym("x", count)
        values = casadi.vertcat(*function(casadi, [x[i] for i in range(count)]))
        options = {"helper_options": {"enable_forward": forward, "enable_reverse": not forward}}
        slopes = casadi.densify(casadi.jacobian(values, x, options))
        results = casadi.cse(casadi.vertcat(values, casadi.vec(slopes.T)))
        made.append(casadi.Function("f", [x], [results]))
    return min(made, key=lambda function: function.n_instructions())


def casadi_code(made):
    """The C text of a CasADi function."""
    import casadi

    code = casadi.CodeGenerator("f.c", {"with_export": True})
    code.add(made)
    return code.dump()


def compiled_casadi(made):
    import casadi

    return casadi.external(made.name(), path_of(casadi_code(made)))


def _buffered(made, given, result, count=1):
    buffer, run = made.buffer()
    buffer.set_arg(0, memoryview(given))
    buffer.set_res(0, memoryview(result))
    contestant = Contestant(run, read=lambda _: flat(result.T if count > 1 else result, count))
    contestant.kept = buffer, given
    return contestant


def casadi_call(function, point):
    made = by_casadi(function, len(point))
    return _buffered(made, numpy.array(point), numpy.empty(made.size1_out(0)))


def casadi_c_call(function, point):
    made = compiled_casadi(by_casadi(function, len(point)))
    return _buffered(made, numpy.array(point), numpy.empty(made.size1_out(0)))


def casadi_batch(function, points):
    count, size = points.shape
    made = by_casadi(function, count)
    rows = numpy.ascontiguousarray(points.T)  # it takes points one after the other
    result = numpy.empty((size, made.size1_out(0)))
    return _buffered(compiled_casadi(made.map(size)), rows, result, size)


# ---- JAX and PyTorch


def by_jax(function):
    """Values and Jacobian in reverse: the outputs are fewer than the inputs in each workload."""
    import jax

    jax.config.update("jax_enable_x64", True)

    def both(x):
        stacked = lambda x: jax.numpy.stack(function(jax.numpy, list(x)))
        values, pulled = jax.vjp(stacked, x)
        return values, jax.vmap(pulled)(jax.numpy.eye(len(values)))[0]

    return both


def jax_call(function, point):
    import jax

    run = jax.jit(by_jax(function))
    given = numpy.array(point)
    return Contestant(lambda: jax.block_until_ready(run(given)))


def jax_batch(function, points):
    import jax

    run = jax.jit(jax.vmap(by_jax(function), in_axes=-1, out_axes=-1))
    given = jax.numpy.asarray(points)
    return Contestant(
        lambda: jax.block_until_ready(run(given)), read=lambda found: flat(found, points.shape[1])
    )


def by_torch(function):
    import torch

    def stacked(x):
        values = torch.stack(function(torch, list(x)))
        return values, values

    return torch.func.jacrev(stacked, has_aux=True)


def torch_call(function, point):
    import torch

    run, given = by_torch(function), torch.tensor(point, dtype=torch.float64)
    return Contestant(run, given, read=lambda found: flat((found[1], found[0])))


CALLS = {
    "SymPy": ("sympy", sympy_call),
    "SymEngine": ("symengine", symengine_call),
    "CasADi": ("casadi", casadi_call),
    "CasADi's C": ("casadi", casadi_c_call),
    "Numba": ("numba", numba_call),
    "JAX": ("jax", jax_call),
    "PyTorch": ("torch", torch_call),
}
BATCHES = {
    "SymPy": ("sympy", sympy_batch),
    "SymEngine": ("symengine", symengine_batch),
    "CasADi's C": ("casadi", casadi_batch),
    "Numba": ("numba", numba_batch),
    "JAX": ("jax", jax_batch),
}
SLOW = ("Numba", "JAX", "PyTorch")  # slow to import or to compile: not in a quick run
