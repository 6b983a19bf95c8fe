"""C texts of the benchmarks as libraries: all contestants in C are compiled with the same flags."""

import ctypes
import sysconfig
from concurrent.futures import ThreadPoolExecutor

import numpy

from symchain.codegen import building

# Contraction is the compiler's default, as the documentation of the C target says. A loop in the
# same text may hold what it calls, as in a program: in a library this has to be allowed.
FLAGS = ("-ffp-contract=fast", "-fno-semantic-interposition")
DOUBLES = ctypes.POINTER(ctypes.c_double)


def path_of(code, extra=(), is_module=False):
    """The path of the library of a C text, compiled or found in symchain's cache."""
    if not is_module:
        return building.built(code, extra=(*FLAGS, *extra))
    include = sysconfig.get_paths()["include"]
    return building.built(code, building.suffix(), (f"-I{include}", *FLAGS, *extra))


def library(code, extra=()):
    return ctypes.CDLL(path_of(code, extra))


def over_columns(batch, points, result):
    """A call of a C function of n points in columns, from one array into another."""
    assert points.flags.c_contiguous and result.flags.c_contiguous
    batch.restype = None
    batch.argtypes = [*[ctypes.c_size_t] * 2, *[DOUBLES] * 2]
    count = points.shape[1]
    given = count, count, points.ctypes.data_as(DOUBLES), result.ctypes.data_as(DOUBLES)

    def call():
        batch(*given)
        return result

    return call


def in_threads(batch, points, result, threads):
    """The same call, with the points shared among threads that wait for them."""
    over_columns(batch, points, result)
    count = points.shape[1]
    given = []
    for place in range(threads):
        first, last = count * place // threads, count * (place + 1) // threads
        arrays = [each[:, first:].ctypes.data_as(DOUBLES) for each in (points, result)]
        given.append((last - first, count, *arrays))
    pool = ThreadPoolExecutor(threads)

    def call():
        list(pool.map(lambda each: batch(*each), given))
        return result

    return call


def columns(point, count):
    """So many points near one, in columns: an array of variables x points."""
    draws = numpy.random.default_rng(0).uniform(-0.01, 0.01, (len(point), count))
    return numpy.asarray(point)[:, None] * (1.0 + draws)
