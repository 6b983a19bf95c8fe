"""Random texts and formulas for as long as you like: FUZZ_MINUTES=60 make fuzz.

The laws are those of tests/test_fuzz.py and test_fuzz_laws.py. In one round hypothesis tries all of
them with other examples and reduces what breaks one to the smallest; what is printed is a test to
be written. In the next, if atheris is installed, it steers the examples of one law (steered.py).
Each round runs in a process of its own, and one that takes too long is a finding too: it ends with
the place where it hung. FUZZ_LAWS=program asks for the laws with this word in their names,
FUZZ_SEED for the first seed, so that a round can be repeated. The exit code is 1 where a law was
broken.
"""

import importlib.util
import itertools
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).parent.parent
TESTS = ("tests/test_fuzz.py", "tests/test_fuzz_laws.py")
KEPT = ROOT / "fuzz" / ".cache"  # examples that reached something new, and those that broke a law
TIMES = 2  # examples of a round, as a multiple of those of the tests
LONGEST = 1200  # seconds that one law may take before it counts as hung
LONGEST_EXAMPLE = 120
STEERED = 120  # seconds of a steered round
LENGTH = 400  # bytes of a steered example: hypothesis draws a large formula from so many


def main():
    end = time.monotonic() + 60 * float(os.environ.get("FUZZ_MINUTES", "5"))
    wanted = os.environ.get("FUZZ_LAWS", "")
    first = int(os.environ.get("FUZZ_SEED", time.time_ns() % 10**6))
    rounds = broken = 0
    for words, name in commands(wanted, first):
        if time.monotonic() > end:
            break
        done = subprocess.run(words, cwd=ROOT, env={**os.environ, "FUZZ": str(TIMES)})
        rounds += 1
        if done.returncode:
            broken += 1
            print(f"broken: {name}", flush=True)
    print(f"{rounds} rounds, {broken} with a broken law")
    return 1 if broken else 0


def commands(wanted, first):
    """The rounds without an end, each with what repeats it."""
    found = [
        law
        for path in TESTS
        for law in re.findall(r"^def (test_\w+)", (ROOT / path).read_text(), re.M)
    ]
    laws = itertools.cycle([law for law in found if wanted in law])
    for seed in itertools.count(first):
        yield drawn(wanted, seed), f"repeat with FUZZ_SEED={seed} FUZZ_MINUTES=0.01 make fuzz"
        if importlib.util.find_spec("atheris"):
            law = next(laws)
            yield steered(law, seed), f"repeat with python fuzz/steered.py {law} and the file above"


def drawn(wanted, seed):
    """All laws, on what hypothesis draws."""
    words = [sys.executable, "-m", "pytest", "-q", "-n", "0", *TESTS]
    words += ["-p", "no:cacheprovider", f"--hypothesis-seed={seed}"]
    words += ["-o", f"faulthandler_timeout={LONGEST}", "-o", "faulthandler_exit_on_timeout=true"]
    return [*words, "-k", wanted] if wanted else words


def steered(law, seed):
    """One law, on what reaches new lines."""
    corpus = KEPT / law
    corpus.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "fuzz/steered.py", law, f"-max_total_time={STEERED}", f"-seed={seed}"]
    words += [f"-timeout={LONGEST_EXAMPLE}", f"-max_len={LENGTH}", "-len_control=0", "-verbosity=0"]
    return [*words, f"-artifact_prefix={KEPT}/", str(corpus)]


if __name__ == "__main__":
    sys.exit(main())
