"""The numbers on which all contestants must agree before they are timed.

Truth is a workload at 50 digits with a step into the complex plane, f'(x) = Im f(x + ih)/h, which
loses nothing (Squire and Trapp, SIAM Review 40, 1998): no differentiation of anybody's.
"""

import numpy

TOLERANCE = 1e-9
STEP = "1e-20"


def truth(function, point):
    """Values, then the Jacobian row by row, of a workload at a point."""
    import mpmath

    with mpmath.workdps(50):
        exact = [mpmath.mpf(x) for x in point]
        step = mpmath.mpf(STEP)
        values = [mpmath.re(value) for value in function(mpmath, exact)]
        columns = []
        for place in range(len(point)):
            moved = [mpmath.mpc(x, step if i == place else 0) for i, x in enumerate(exact)]
            columns.append([mpmath.im(value) / step for value in function(mpmath, moved)])
        rows = zip(*columns, strict=True)
        return numpy.array([float(x) for x in [*values, *[x for row in rows for x in row]]])


def flat(found, count=1):
    """All results of a call in a row, each for `count` points: an array of results x count."""
    if isinstance(found, (tuple, list)):
        return numpy.concatenate([flat(each, count) for each in found])
    found = numpy.asarray(found, dtype=float)
    return found.reshape(-1, count) if found.size >= count else numpy.full((1, count), found)


def error(found, exact):
    """The worst error, in parts of the number or of 1 where that is larger; inf for nan."""
    if found.shape != exact.shape:
        return float("inf")
    worst = numpy.max(numpy.abs(found - exact) / numpy.maximum(numpy.abs(exact), 1.0))
    return float("inf") if numpy.isnan(worst) else float(worst)
