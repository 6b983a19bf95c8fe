"""One law of tests/test_fuzz.py or test_fuzz_laws.py, on examples that atheris steers.

python fuzz/steered.py test_programs_are_their_formulas -max_total_time=60 (the other options are
libFuzzer's). Bytes become examples as hypothesis draws them, and those that reach new lines of
symchain are kept and mutated. A broken law or a hang ends the run and leaves the bytes in a file,
crash-... or timeout-...; naming that file after the law repeats it.
"""

import importlib
import pathlib
import pkgutil
import sys

import atheris

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

with atheris.instrument_imports(include=["symchain"]):
    import symchain

    for module in pkgutil.walk_packages(symchain.__path__, "symchain."):  # many wait to be used
        importlib.import_module(module.name)

from tests import test_fuzz, test_fuzz_laws

LAWS = {
    name: law
    for module in (test_fuzz, test_fuzz_laws)
    for name, law in vars(module).items()
    if hasattr(law, "hypothesis")
}

if __name__ == "__main__":
    law = LAWS[sys.argv[1]]
    atheris.Setup([sys.argv[0], *sys.argv[2:]], law.hypothesis.fuzz_one_input)
    atheris.Fuzz()
