"""What was measured: ratios with their spread beside their bars, times, and what is missing."""

import operator
import statistics

SENSES = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}


class Measure:
    """A ratio (or a time, where `what` names its unit): its quartiles over rounds or formulas.

    `bar` is what it should reach, or "" where it is no aim but a limit.
    """

    def __init__(self, what, samples, bar, workload):
        self.what, self.bar, self.workload = what, bar, workload
        samples = sorted(samples if isinstance(samples, list) else [samples])
        self.median = statistics.median(samples)
        many = len(samples) > 1
        quartiles = statistics.quantiles(samples, method="inclusive") if many else []
        self.spread = (quartiles[0], quartiles[2]) if many else None

    @property
    def holds(self):
        sense, number = self.bar.split()
        return SENSES[sense](self.median, float(number))

    def row(self):
        """What is measured, workload, median, quartiles, bar, and whether it holds."""
        spread = f"{figure(self.spread[0])} to {figure(self.spread[1])}" if self.spread else ""
        holds = "" if not self.bar else "yes" if self.holds else "**no**"
        return [self.what, self.workload, figure(self.median), spread, self.bar, holds]


class Section:
    """Measures of one kind; `times` are the best times by workload and contestant, in `unit`."""

    def __init__(self, title, about, unit):
        self.title, self.about, self.unit = title, about, unit
        self.measures, self.times = [], {}


class Report:
    """Everything that a run measured; each line is printed when it is there."""

    def __init__(self):
        self.sections = []
        self.notes = []

    def begin(self, title, about, unit=""):
        self.sections.append(Section(title, about, unit))
        print(f"\n{title}", flush=True)

    def __call__(self, what, samples, bar, workload=""):
        """Adds a measure: a number or a list of samples, nothing where there are none."""
        if samples == []:
            return
        measure = Measure(what, samples, bar, workload)
        self.sections[-1].measures.append(measure)
        what, workload, median, spread, bar, holds = measure.row()
        name = f"{what}: {workload}" if workload else what
        print(f"  {name:72} {median:>8}  {spread:18} {bar:8} {holds.strip('*')}", flush=True)

    def race(self, workload, race, bars, factor):
        """Adds the times of a race, and the ratios that are told, with their bars."""
        self.times(workload, {name: seconds * factor for name, seconds in race.best().items()})
        for over, under, bar in bars:
            self(f"{over} / {under}", race.ratios(over, under), bar, workload)

    def times(self, workload, best):
        """Adds the times of contestants over a workload."""
        self.sections[-1].times[workload] = best
        told = ", ".join(f"{name} {figure(time)}" for name, time in best.items())
        print(f"  {workload} [{self.sections[-1].unit}]: {told}", flush=True)

    def note(self, text):
        """Adds what was not measured, and why; once."""
        if text not in self.notes:
            self.notes.append(text)
            print(f"  ! {text}", flush=True)


def figure(number):
    """A number in three digits."""
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"
