"""Random texts and formulas for as long as you like: FUZZ_MINUTES=60 make fuzz.

The laws are those of tests/test_fuzz.py and test_fuzz_laws.py, which hypothesis tries with other
examples in every round and reduces to the smallest that breaks one; what is printed is a test to be
written. A round runs in a process of its own, and one that takes too long is a finding too: it ends
with the place where it hung. FUZZ_LAWS=program asks for the laws with this word in their names,
FUZZ_SEED for the first seed, so that a round can be repeated. The exit code is 1 where a law was
broken.
"""

import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).parent.parent
TIMES = 2  # examples of a round, as a multiple of those of the tests
LONGEST = 300  # seconds that one law may take before it counts as hung


def main():
    end = time.monotonic() + 60 * float(os.environ.get("FUZZ_MINUTES", "5"))
    seed = int(os.environ.get("FUZZ_SEED", time.time_ns() % 10**6))
    rounds = broken = 0
    while time.monotonic() < end:
        done = subprocess.run(command(seed), cwd=ROOT, env={**os.environ, "FUZZ": str(TIMES)})
        rounds += 1
        if done.returncode:
            broken += 1
            print(f"broken: repeat with FUZZ_SEED={seed} FUZZ_MINUTES=0.01 make fuzz", flush=True)
        seed += 1
    print(f"{rounds} rounds, {broken} with a broken law")
    return 1 if broken else 0


def command(seed):
    """A round: the laws with a seed."""
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "tests/test_fuzz.py",
        "tests/test_fuzz_laws.py",
    ]
    words += ["-p", "no:cacheprovider", f"--hypothesis-seed={seed}"]
    words += ["-o", f"faulthandler_timeout={LONGEST}", "-o", "faulthandler_exit_on_timeout=true"]
    laws = os.environ.get("FUZZ_LAWS", "")
    return [*words, "-k", laws] if laws else words


if __name__ == "__main__":
    sys.exit(main())
