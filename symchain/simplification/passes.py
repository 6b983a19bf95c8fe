"""The passes by which one formula that is read becomes shorter, in their order."""

from __future__ import annotations

from symchain.simplification.apart import for_reading
from symchain.simplification.branches import branches
from symchain.simplification.exponentials import exponentials
from symchain.simplification.fractions import fractions
from symchain.simplification.neighbours import neighbours
from symchain.simplification.numbers import numbers
from symchain.simplification.phases import phases
from symchain.simplification.recast import multiplied_in, recast
from symchain.simplification.signs import signs

# Each takes a graph and a root, and gives the root or another one that costs less (see cost); with
# the words by which its work is told (of recast the rules are, see record).
PASSES = {
    for_reading: "rearranged",
    branches: "branches by their conditions",
    signs: "differences turned",
    phases: "quarters of a turn",
    neighbours: "neighbouring orders",
    recast: "other functions",
    fractions: "factors taken out",
    exponentials: "exponentials joined",
    numbers: "numbers taken into roots",
    multiplied_in: "functions multiplied into sums",
}
