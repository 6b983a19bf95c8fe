"""Speed beside hand-written code and the peers: `make bench` for all, `make bench-quick` for some.

A full run takes under 15 minutes on two idle processors, and writes `speed.md` and the section "How
fast" of the README. `--only calls` runs one part, and writes nothing.
"""

import argparse
import os

import batches
import calls
import costs
import derivation
import loops
import page
import sizes
import start_up
from report import Report
from scale import FULL, QUICK


def operations(report, _):
    report.begin("Operations", "Counted, not timed.")
    costs.run(report)


PARTS = {
    "calls": calls.run,
    "loops": loops.run,
    "batches": batches.run,
    "derivation": derivation.run,
    "sizes": sizes.run,
    "start-up": start_up.run,
    "operations": operations,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=PARTS)
    options = parser.parse_args()
    report, load = Report(), 0.0
    for name, run in PARTS.items():
        if options.only in (None, name):
            run(report, QUICK if options.quick else FULL)
            load = max(load, os.getloadavg()[0])
    if not options.quick and not options.only:
        page.write(report, load)


if __name__ == "__main__":
    main()
