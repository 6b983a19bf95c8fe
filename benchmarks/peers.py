"""Formulas typed naively, as functions of other systems: value, gradient and Hessian, flat."""

import importlib.util
import math

FUNCTIONS = ("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "atan")


def python(text):
    """A formula in Python's spelling."""
    return text.replace("^", "**")


def evaluated(text, names, values, space):
    return eval(python(text), {**space, **dict(zip(names, values, strict=True))})


def sympy_functions(text, names):
    import sympy

    symbols = [sympy.Symbol(name, real=True) for name in names]
    value = sympy.sympify(python(text), locals=dict(zip(names, symbols, strict=True)))
    slopes = [value.diff(x) for x in symbols]
    bends = [slope.diff(x) for slope in slopes for x in symbols]
    return {kind: _lambdified(symbols, parts) for kind, parts in _kinds(value, slopes, bends)}


def _kinds(value, slopes, bends):
    return (("value", [value]), ("gradient", slopes), ("hessian", bends))


def _lambdified(symbols, parts):
    import sympy

    run = sympy.lambdify(symbols, parts, modules="math", cse=True)
    return lambda point: run(*point)


def symengine_functions(text, names):
    import symengine

    symbols = [symengine.Symbol(name) for name in names]
    value = symengine.sympify(python(text))
    slopes = [value.diff(x) for x in symbols]
    bends = [slope.diff(x) for slope in slopes for x in symbols]
    return {kind: _engined(symbols, parts) for kind, parts in _kinds(value, slopes, bends)}


def _engined(symbols, parts):
    import symengine

    run = symengine.Lambdify(symbols, parts, cse=True)
    return lambda point: run(point).ravel().tolist()


def casadi_functions(text, names):
    import casadi

    inputs = casadi.SX.sym("v", len(names))
    space = {name: getattr(casadi, name) for name in FUNCTIONS}
    values = [inputs[i] for i in range(len(names))]
    value = evaluated(text, names, values, space)
    bends, slopes = casadi.hessian(value, inputs)
    made = {"value": value, "gradient": slopes, "hessian": bends}
    return {kind: _run_casadi(inputs, result) for kind, result in made.items()}


def _run_casadi(inputs, result):
    import casadi

    run = casadi.Function("f", [inputs], [casadi.densify(casadi.vec(result))])
    return lambda point: run(point).full().ravel().tolist()


def jax_functions(text, names):
    import jax
    import jax.numpy as jnp
    import numpy

    jax.config.update("jax_enable_x64", True)
    space = {name: getattr(jnp, name) for name in FUNCTIONS}
    value = lambda v: evaluated(text, names, list(v), space)
    made = {"value": value, "gradient": jax.grad(value), "hessian": jax.hessian(value)}

    def flat(function):
        run = jax.jit(function)
        return lambda point: numpy.asarray(run(numpy.array(point))).ravel().tolist()

    return {kind: flat(function) for kind, function in made.items()}


def torch_functions(text, names):
    import torch

    space = {name: getattr(torch, name) for name in FUNCTIONS}
    value = lambda v: evaluated(text, names, list(v), space)
    made = {
        "value": value,
        "gradient": torch.func.grad(value),
        "hessian": torch.func.hessian(value),
    }

    def flat(function):
        def run(point):
            return function(torch.tensor(point, dtype=torch.float64)).ravel().tolist()

        return run

    return {kind: flat(function) for kind, function in made.items()}


PEERS = {
    "SymPy": ("sympy", sympy_functions),
    "SymEngine": ("symengine", symengine_functions),
    "CasADi": ("casadi", casadi_functions),
    "JAX": ("jax", jax_functions),
    "PyTorch": ("torch", torch_functions),
}


def installed():
    """The peers of this environment: name -> what makes functions of a text and its variables."""
    return {
        name: make
        for name, (module, make) in PEERS.items()
        if importlib.util.find_spec(module) is not None
    }


def guarded(make, text, names):
    """A peer's functions; functions that give nan where it cannot make any."""
    try:
        return make(text, names)
    except Exception as error:
        print(f"  {make.__name__}: {type(error).__name__}: {error}")
        count = len(names)
        sizes = {"value": 1, "gradient": count, "hessian": count * count}
        return {kind: (lambda point, n=n: [math.nan] * n) for kind, n in sizes.items()}
