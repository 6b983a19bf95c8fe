"""gen writes a whole checked module or nothing; check believes no module and runs none."""

import errno
import importlib.util
import json
import math
import os
import tempfile

import pytest

from symchain.codegen import digest, generate
from symchain.codegen.header import MARK
from symchain.parsing import parse

PASSED = "passed: checked at 8 points against mpmath (50 digits), dual numbers, reverse tape"


def loaded(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def module(run, tmp_path):
    """A module that gen wrote."""
    assert run("gen", "exp(x*y)+w", "-o", "grad.py").exit_code == 0
    return tmp_path / "grad.py"


# ---- gen


def test_gen_writes_a_module_that_computes(run, tmp_path):
    done = run("gen", "exp(x*y)+w", "-o", "grad.py")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith(PASSED)
    assert os.listdir(tmp_path) == ["grad.py"]
    value, slopes = loaded(tmp_path / "grad.py").value_and_gradient(1.0, 2.0, 3.0)
    assert (value, slopes) == (10.38905609893065, (14.7781121978613, 7.38905609893065, 1.0))


def test_gen_prints_without_a_file(run, tmp_path):
    done = run("gen", "x^2", "--name", "area")
    assert done.exit_code == 0 and "def area_gradient(x: float)" in done.stdout
    assert done.stderr.startswith(PASSED) and os.listdir(tmp_path) == []


def test_gen_says_that_native_code_is_in_no_file(run, tmp_path):
    done = run("gen", "x^2", "--target", "native", "-o", "f.ll")
    assert done.exit_code == 2 and "symchain.compile(formula, 'native')" in done.stderr
    assert os.listdir(tmp_path) == []


def test_gen_of_a_vector_some_slopes_and_a_range(run, tmp_path):
    words = ("--signature", "vector", "--wrt", "y", "--range", "x=2:3", "--range", "y=0:1")
    assert run("gen", "x^2*y^3", "-o", "f.py", *words).exit_code == 0
    assert loaded(tmp_path / "f.py").value_and_gradient([2.0, 1.0]) == (4.0, (12.0,))
    assert run("check", "f.py").stdout.startswith(PASSED)


def test_gen_json(printed, tmp_path):
    found = json.loads(printed("gen", "x^2", "--json"))
    assert list(found) == ["source", "check"] and found["check"]["passed"] is True
    found = json.loads(printed("gen", "x^2", "-o", "f.py", "--json"))
    assert found["file"] == "f.py" and found["check"]["points"] == 8
    assert (tmp_path / "f.py").exists()


def test_gen_of_a_name_longer_than_identifiers_are(run, tmp_path):
    name = "negative_log_likelihood_of_the_second_model"
    assert run("gen", "x^2", "-o", "f.py", "--name", name).exit_code == 0
    assert getattr(loaded(tmp_path / "f.py"), f"{name}_value_and_gradient")(3.0) == (9.0, (6.0,))
    assert run("check", "f.py").exit_code == 0


@pytest.mark.parametrize("name", ["a b", "1a", "x;y", "ﬁ", "a\nimport os\n"])
def test_gen_refuses_what_is_no_name(refused, name):
    assert "cannot begin the name of a function" in refused("gen", "x", "--name", name)


def test_gen_keeps_a_file_unless_forced(run, refused, tmp_path):
    (tmp_path / "f.py").write_text("mine")
    assert refused("gen", "x", "-o", "f.py") == (
        "error: 'f.py' exists: pass --force to write over it\n"
    )
    assert (tmp_path / "f.py").read_text() == "mine"
    assert run("gen", "x", "-o", "f.py", "--force").exit_code == 0
    assert loaded(tmp_path / "f.py").gradient(1.0) == (1.0,)


def test_gen_writes_nothing_where_the_check_fails(refused, tmp_path, monkeypatch):
    from symchain.codegen import running

    honest = running.functions_of
    wrong = lambda source: {**honest(source), "gradient": lambda x: (2.0 * x + 1e-6,)}  # noqa: E731
    monkeypatch.setattr(running, "functions_of", wrong)
    (tmp_path / "old.py").write_text("mine")
    for file, force in (("new.py", ()), ("old.py", ("--force",))):
        text = refused("gen", "x^2", "-o", file, *force, code=1)
        assert text.startswith("error: the emitted functions failed their check, nothing was")
        assert "d/dx at x = " in text and "mpmath (50 digits) has " in text
    assert os.listdir(tmp_path) == ["old.py"]
    assert (tmp_path / "old.py").read_text() == "mine"


def test_gen_needs_a_point_to_check_at(refused, tmp_path):
    text = refused("gen", "log(sin(x) + cos(x) - 19/10)", "-o", "f.py", code=1)
    assert "no point was found" in text and "--range x=1:2" in text
    assert "no real value anywhere" in refused("gen", "log(-x^2)", "-o", "f.py", code=1)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("none/f.py", "No such file or directory"),
        ("file/f.py", "Not a directory"),
        ("", "No such file or directory"),
        ("a" * 300 + ".py", "File name too long"),
    ],
)
def test_gen_to_a_place_that_is_none(refused, tmp_path, path, why):
    (tmp_path / "file").write_text("")
    assert refused("gen", "x", "-o", path) == f"error: cannot write '{path}': {why}\n"
    assert os.listdir(tmp_path) == ["file"]


def test_gen_to_a_folder(refused, tmp_path):
    assert "is a directory" in refused("gen", "x", "-o", str(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_gen_to_a_folder_that_is_read_only(refused, tmp_path):
    tmp_path.chmod(0o500)
    assert refused("gen", "x", "-o", "f.py").endswith("Permission denied\n")


def failing(code):
    def fail(*args, **options):
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize(
    ("home", "step", "code"),
    [
        (tempfile, "mkstemp", errno.EROFS),
        (tempfile, "mkstemp", errno.EACCES),
        (os, "chmod", errno.EPERM),
        (os, "replace", errno.EACCES),
    ],
)
def test_gen_leaves_no_draft_where_a_step_fails(refused, tmp_path, monkeypatch, home, step, code):
    monkeypatch.setattr(home, step, failing(code))
    assert refused("gen", "x", "-o", "f.py").endswith(f"'f.py': {os.strerror(code)}\n")
    assert os.listdir(tmp_path) == []


def test_gen_leaves_no_half_file_on_a_full_disk(refused, tmp_path, monkeypatch):
    open_draft = os.fdopen

    def full(handle, *args, **options):
        file = open_draft(handle, *args, **options)
        if args[:1] == ("wb",):
            file.write(b"half")
            file.close()
            failing(errno.ENOSPC)()
        return file

    monkeypatch.setattr(os, "fdopen", full)
    (tmp_path / "f.py").write_text("mine")
    text = refused("gen", "x", "-o", "f.py", "--force")
    assert text == "error: cannot write 'f.py': No space left on device\n"
    assert os.listdir(tmp_path) == ["f.py"]
    assert (tmp_path / "f.py").read_text() == "mine"


def test_gen_leaves_no_draft_where_it_is_interrupted(run, tmp_path, monkeypatch):
    def interrupt(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    done = run("gen", "x", "-o", "f.py")
    assert (done.exit_code, done.stdout, done.stderr) == (130, "", "error: interrupted\n")
    assert os.listdir(tmp_path) == []


def test_standalone(run, refused, tmp_path):
    text = refused("gen", "struveh(0, x)", "-o", "f.py", "--target", "numpy", "--standalone")
    assert text.startswith("error: 'struveh'") and "scipy.special" in text
    assert os.listdir(tmp_path) == []
    assert run("gen", "erf(x)*struveh(0, y)", "-o", "f.py", "--standalone").exit_code == 0
    assert "scipy" not in (tmp_path / "f.py").read_text()


# ---- hostile names

NAMES = {
    # variables, formula
    "keywords": (["lambda", "class", "None"], "lambda^2*class + None"),
    "what the code says": (["math", "float", "tuple", "point"], "exp(math*float) + tuple*point"),
    "its functions": (["value", "gradient", "value_and_gradient"], "value*gradient^2 + value_and_gradient"),
    "called functions": (["exp", "log", "sin"], "exp(exp)*log(log) + sin(sin)"),
    "builtins": (["print", "__import__", "__debug__", "__name__"], "print*__import__ + __debug__^2 - __name__"),
    "temporaries": (["t0", "t1", "u0", "v0"], "exp(t0*t1)^2*sin(t0*t1) + u0*v0"),
    "scripts": (["θ", "theta", "变量", "größe"], "θ*theta^2 + 变量*größe"),
    "equal under NFKC": (["x1", "µ", "ﬁ"], "x₁^2*μ + 𝐱₁ + fi*ﬁ"),
    "constants": (["pi", "e", "inf", "true"], "pi*e^2 + inf*true"),
}  # fmt: skip


@pytest.mark.parametrize("signature", ["scalars", "vector"])
@pytest.mark.parametrize("key", NAMES)
def test_hostile_names(run, tmp_path, key, signature):
    names, formula = NAMES[key]
    words = ("--variables", ",".join(names), "--signature", signature)
    done = run("gen", formula, "-o", "f.py", *words)
    assert done.exit_code == 0, done.stderr
    assert done.stderr.startswith(PASSED)
    expr = parse(formula, variables=names)
    point = [0.3 + 0.1 * i for i in range(len(expr.variables))]
    found = loaded(tmp_path / "f.py").gradient(*([point] if signature == "vector" else point))
    at = {v.name: x for v, x in zip(expr.variables, point, strict=True)}
    from symchain.checking import evaluate_slopes

    slopes = {v.name: expr.diff(v) for v in expr.variables}
    assert list(found) == pytest.approx(list(evaluate_slopes(expr, slopes, at).values()))
    assert run("check", "f.py").exit_code == 0


@pytest.mark.parametrize(
    "text", ["x'*y", "x′", "if*2", "x.real", "x[0]", "print('x')", "x := 2", "@x", "*x", "`x`"]
)
def test_names_that_are_none(refused, tmp_path, text):
    assert "\n  " in refused("gen", text, "-o", "f.py")
    assert os.listdir(tmp_path) == []


# ---- check of a module


def test_check_of_an_untouched_module(run, module):
    done = run("check", "grad.py")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(PASSED)
    found = json.loads(run("check", "grad.py", "--json").stdout)
    assert found["passed"] is True and "failure" not in found


def test_check_samples_elsewhere(run, refused, module):
    assert run("check", "grad.py", "--range", "x=5:6").exit_code == 0
    assert "unknown variable 'q'" in refused("check", "grad.py", "--range", "q=5:6")


SPY = '\nopen("ran", "w").close()\n'


def forged(text):
    """A module whose hash is right, whatever its code."""
    start = text.index(MARK) + len(MARK)
    line, _, code = text[start:].partition("\n")
    facts = {**json.loads(line), "sha256": digest(code.lstrip("\n"))}
    return text[:start] + json.dumps(facts) + "\n" + code


TAMPERED = {
    "a line more": lambda text: text + SPY,
    "a line before": lambda text: SPY + text,
    "a slope": lambda text: text.replace("return (y * t0, x * t0, 1.0)", "return (x * t0, y * t0, 1.0)"),
    "the docstring": lambda text: text.replace("Arguments", "Argument" + '"""' + SPY + '"""', 1),
    "the formula": lambda text: text.replace('"exp(x*y) + w"', '"exp(x*y) + 2*w"'),
    "the hash": lambda text: text.replace('"sha256": "', '"sha256": "0'),
    "code and hash": lambda text: forged(text + SPY),
    "the verdict": lambda text: text.replace("8 points", "9 points", 1),
    "a line's end": lambda text: text.replace("\n", "\r\n"),
    "cut": lambda text: text[:-20],
}  # fmt: skip


@pytest.mark.parametrize("key", TAMPERED)
def test_check_of_a_tampered_module_runs_nothing(run, module, tmp_path, monkeypatch, key):
    text = TAMPERED[key](module.read_bytes().decode())
    assert text.encode() != module.read_bytes()
    module.write_bytes(text.encode())
    monkeypatch.setattr("symchain.codegen.running.namespace", None)  # nothing may be run
    done = run("check", "grad.py")
    assert (done.exit_code, done.stderr) == (1, "")
    assert done.stdout.startswith("FAILED: ") and done.stdout.count("\n") == 1
    assert not (tmp_path / "ran").exists()


HEADERS = {
    "none": "def value(x):\n    return x\n" + SPY,
    "empty": "",
    "no JSON": "# " + MARK + "{1:\n",
    "no object": "# " + MARK + "[1]\n",
    "no hash": "# " + MARK + "{}\n",
    "too deep": "# " + MARK + "[" * 200_000 + "\n",
    "no facts": "# " + MARK + json.dumps({"sha256": digest("")}) + "\n",
    "facts of other kinds": "# "
    + MARK
    + json.dumps(
        {"sha256": digest(""), "formulas": 3, "functions": [], "variables": 1, "ranges": 2}
    ),
}


@pytest.mark.parametrize("key", HEADERS)
def test_check_of_a_file_without_a_header(refused, tmp_path, key):
    (tmp_path / "f.py").write_text(HEADERS[key])
    assert "symchain" in refused("check", "f.py")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "limits", [(1,), ("a", "b"), "ab", (1, 2, 3, 4), ("log", -1, 2), (2, 1), (0, math.inf), (0, 10**400)]
)  # fmt: skip
def test_check_of_a_header_with_a_wrong_range(refused, tmp_path, limits):
    (tmp_path / "f.py").write_text(generate(parse("x^2"), ranges={"x": limits}))
    assert "the range of 'x' is not (low, high)" in refused("check", "f.py")


@pytest.mark.parametrize(
    "text", ['"""' + SPY + '"""', "\\", '"', '\\"""' + SPY, "\r\n" + SPY, "\0", "\u2028" + SPY, "\ud800"]
)  # fmt: skip
def test_a_header_puts_no_code_into_the_docstring(run, tmp_path, text):
    (tmp_path / "f.py").write_text(generate(parse("x^2"), checked=text))
    assert run("check", "f.py").exit_code == 0
    loaded(tmp_path / "f.py")
    assert not (tmp_path / "ran").exists()


def test_check_of_what_is_no_module(refused, tmp_path):
    (tmp_path / "binary.py").write_bytes(bytes(range(256)))
    assert refused("check", "binary.py") == (
        "error: cannot read 'binary.py': it is not UTF-8 text\n"
    )
    assert refused("check", str(tmp_path)).endswith("Is a directory\n")
    assert refused("check", "none.py") == (
        "error: cannot read 'none.py': No such file or directory "
        "(a formula is checked with --claim)\n"
    )


# ---- check of a claim

RIGHT = "2*x*sin(x) + x^2*cos(x)"

CLAIMS = [
    # formula, claims, exit code, what the verdict says
    ("x^2*sin(x)", {"x": RIGHT}, 0, [PASSED]),
    ("x^2*sin(x)", {"x": "x*(2*sin(x) + x*cos(x))"}, 0, [PASSED]),
    ("x*y^2", {"x": "y^2", "y": "2*x*y"}, 0, [PASSED]),
    ("5", {"x": "0"}, 0, ["passed"]),
    ("x^2", {"x": "3*x"}, 1, ["FAILED", "d/dx at x = ", "d/dx is 2*x", "1.5 times the derivative"]),
    ("x^2", {"x": "2*x + 1e-6"}, 1, ["FAILED", "d/dx is 2*x"]),
    ("x^2*sin(x)", {"x": f"2*({RIGHT})"}, 1, ["the claim is 2 times the derivative everywhere"]),
    ("x^2*sin(x)", {"x": f"-({RIGHT})"}, 1, ["the claim is -1 times the derivative everywhere"]),
    ("x*y^2", {"x": "y^2", "y": "x*y"}, 1, ["d/dy at x = ", "d/dy is 2*x*y"]),
    ("x^2", {"x": "log(-x^2)"}, 1, ["FAILED", "d/dx at x = ", "got nan", "d/dx is 2*x"]),
    ("x^2", {"x": "2*x + 0/(x - x*1 + y*0 + 1)"}, 0, [PASSED]),
    ("abs(x)", {"x": "sign(x)"}, 0, [PASSED]),
]


@pytest.mark.parametrize(("formula", "claims", "code", "said"), CLAIMS)
def test_claim(run, formula, claims, code, said):
    words = [word for name, claim in claims.items() for word in ("--claim", f"{name}={claim}")]
    done = run("check", formula, *words)
    assert (done.exit_code, done.stderr) == (code, "")
    for words in said:
        assert words in done.stdout


def test_claim_json(run):
    done = run("check", "x^2", "--claim", "x=log(-x^2)", "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 1 and found["passed"] is False
    assert found["failure"].startswith("d/dx at x = ")
    assert "d/dx is 2*x" in found["notes"]


def test_claim_where_the_formula_has_no_value(refused):
    text = refused("check", "log(-x^2)", "--claim", "x=2/x", code=1)
    assert text.startswith("error: the formula has no real value anywhere")
    assert "2**" in refused("check", "x^2", "--claim", "x=2**")


# ---- documents and programs as data


@pytest.mark.parametrize(
    ("target", "file"), [("json", "f.json"), ("latex", "f.tex"), ("mathml", "f.mml")]
)
def test_gen_of_documents_and_their_check(run, refused, target, file, tmp_path):
    assert run("gen", "x^2*y", "-o", file, "--target", target).exit_code == 0
    assert run("check", file).stdout.startswith(PASSED)
    assert run("gen", "x^2*y", "-o", file, "--target", target).exit_code == 0  # its own
    text = (tmp_path / file).read_text()
    (tmp_path / file).write_text(text + " ")
    assert run("check", file).exit_code == 1


def test_gen_from_a_json_program(run, refused, tmp_path):
    words = ("--emit", "value,gradient", "--range", "x=1:2")
    for source, file in (("x^2*log(y)", "f.json"), ("x^2*log(y)", "direct.c")):
        target = "json" if file.endswith("json") else "c"
        assert run("gen", source, "-o", file, "--target", target, *words).exit_code == 0
    assert run("gen", "f.json", "-o", "f.c", "--target", "c", "--range", "x=1:2").exit_code == 0
    assert (tmp_path / "f.c").read_text() == (tmp_path / "direct.c").read_text()
    assert run("check", "f.c").exit_code == 0
    assert "only the target" in refused("gen", "f.json", "--wrt", "x")
    assert "has its variables" in refused("gen", "f.json", "--assume", "x > 0")
    assert "cannot read 'g.json'" in refused("gen", "g.json")


def test_gen_refuses_a_json_program_that_is_wrong(run, refused, tmp_path):
    assert run("gen", "x*sin(y)", "-o", "f.json", "--target", "json").exit_code == 0
    text = (tmp_path / "f.json").read_text()
    (tmp_path / "f.json").write_text(text.replace('"sin"', '"cos"'))
    assert run("check", "f.json").exit_code == 1
    assert "failed their check" in refused("gen", "f.json", "-o", "f.py", code=1)
    (tmp_path / "f.json").write_text(text.replace('"sin"', '"sine"'))
    assert "steps[0]: unknown operation 'sine'" in refused("gen", "f.json", "-o", "f.py")
    assert os.listdir(tmp_path) == ["f.json"]
