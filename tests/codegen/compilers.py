"""The C compilers of the machine, and what all of them must take without a word."""

import shutil
import subprocess

from symchain.codegen.targets.c_module import declarations

COMPILERS = [name for name in ("gcc", "clang") if shutil.which(name)]
STRICT = ("-std=c99", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror", "-O2", "-c")


def compile_strictly(source, folder, compiler, user=""):
    """Compiles an emitted file called f and its header together, and what else a user writes."""
    (folder / "f.c").write_text(source)
    (folder / "f.h").write_text(declarations(source, "f"))
    (folder / "user.c").write_text(f'#include "f.h"\n#include "f.c"\n{user}')
    words = [compiler, *STRICT, "user.c"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
