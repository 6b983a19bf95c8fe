"""Who takes part: the systems that are installed, and whoever is ready in time."""

import functools
import importlib.util

import rivals
from limits import OutOfTimeError, within

SECONDS = 60.0  # of processor time that a contestant has to derive and to compile


def rivals_of(table, function, point, scale, report):
    """What makes the contestants of the systems that are here; of the others it is said."""
    makers = {}
    for name, (module, make) in table.items():
        if importlib.util.find_spec(module) is None:
            report.note(f"{name} is not installed")
        elif scale.is_full or name not in rivals.SLOW:
            makers[name] = functools.partial(make, function, point)
    return makers


def entered(makers, report, where):
    """The contestants that could be made in time; of the others it is said."""
    made = {}
    for name, make in makers.items():
        try:
            made[name] = within(SECONDS, make)
        except OutOfTimeError:
            report.note(f"{where}: {name} was not ready in {SECONDS:.0f} s")
        except Exception as failure:
            report.note(f"{where}: {name} failed: {type(failure).__name__}: {failure}")
    return made
