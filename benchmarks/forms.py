"""The printed derivative against SymPy's: which of the two would a person rather have written?

`make forms` differentiates every formula of the corpora by each of its variables and compares with
`sympy.diff` and `sympy.simplify(sympy.diff)` over real symbols. All forms are counted by one
counter: operations, every shared one once, then characters; SymPy's are read into our graph as they
stand. What SymPy answered is kept in `benchmarks/.cache`, so that a run after a new rule is quick.
`--worst N` shows more of the losers, `--corpus NAME` looks at one corpus.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time

from limits import OutOfTimeError, within

import symchain as sc
from symchain.graph.walk import operations

HERE = pathlib.Path(__file__).parent
DATA = HERE.parent / "tests" / "data"
CACHE = HERE / ".cache" / "forms.jsonl"
PAGE = HERE / "forms.md"
CORPORA = ("derivative_rules", "feynman", "nist_strd", "optimisation")
LARGEST = 120  # operations of a formula that SymPy is asked about
MOST = 4  # variables of one formula: first, last and some between; the others are like these
SECONDS = 6.0  # of processor time for each answer of SymPy's
BAR = 0.03
RUNS = 2  # of ours, in fresh graphs


def formulas(corpus):
    """The formulas of a corpus: name, text, variables to differentiate by."""
    for line in (DATA / f"{corpus}.jsonl").read_text().splitlines()[1:]:
        row = json.loads(line)
        text = row.get("model") or row["expr"]
        names = [*row.get("params", ()), *row.get("predictors", ())] or list(
            row.get("vars") or row["wrt"]
        )
        wrt = [row["var"]] if "var" in row else row.get("wrt", names)
        step = max(1, -(-len(wrt) // MOST))
        yield row["id"], text, names, wrt[::step]


def questions(corpora):
    """(corpus, id, formula, variables) of every formula that is not too large."""
    for corpus in corpora:
        for name, text, names, wrt in formulas(corpus):
            expr = sc.parse(text, variables=names)
            if operations(expr.graph, [expr.node]) <= LARGEST:
                yield corpus, name, expr, [x for x in wrt if expr.graph.find_symbol(x) is not None]


# ---- SymPy's side, in a process of its own


FAILURES = (sc.SymchainError, RecursionError, ZeroDivisionError, TypeError, ValueError)


def timed(work):
    """What `work` returns, None where it took too long or went too deep; its processor time."""
    start = time.process_time()
    try:
        result = within(SECONDS, work)
    except (OutOfTimeError, RecursionError):
        result = None
    return result, time.process_time() - start


def answer(text, names, variable):
    """SymPy's two forms of a derivative as texts of ours, and the time that each took."""
    import sympy

    formula = sc.to_sympy(sc.parse(text, variables=names))
    symbol = sympy.Symbol(variable, real=True)
    sympy.core.cache.clear_cache()
    plain, first = timed(lambda: sympy.diff(formula, symbol))
    simple, second = timed(lambda: sympy.simplify(plain)) if plain is not None else (None, 0)
    return {"diff": read(plain), "simplify": read(simple), "seconds": [first, first + second]}


def read(form):
    """The text of SymPy's form, None where there is none or it has no place in a real formula."""
    try:
        return None if form is None else str(sc.from_sympy(form))
    except sc.SymchainError:
        return None


def answer_all():
    """Reads questions, a JSON object a line, and writes the answers, a line each."""
    for line in sys.stdin:
        question = json.loads(line)
        try:
            found = answer(**question)
        except FAILURES as error:
            found = {"diff": None, "simplify": None, "seconds": [0, 0], "error": str(error)}
        print(json.dumps(found), flush=True)


def known_answers():
    """The answers of SymPy's that are kept, by formula and variable."""
    lines = CACHE.read_text().splitlines() if CACHE.exists() else []
    return {(row["text"], row["variable"]): row for row in map(json.loads, lines)}


def answers(asked):
    """SymPy's answers, by formula and variable: those kept and those that it is asked for now."""
    known = known_answers()
    missing = [question for question in asked if question[::2] not in known]
    if missing:
        CACHE.parent.mkdir(exist_ok=True)
        worker = subprocess.Popen(
            [sys.executable, __file__, "--answer"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with CACHE.open("a") as kept:
            for i, (text, names, variable) in enumerate(missing):
                question = {"text": text, "names": names, "variable": variable}
                print(json.dumps(question), file=worker.stdin, flush=True)
                row = question | json.loads(worker.stdout.readline())
                known[text, variable] = row
                print(json.dumps(row), file=kept, flush=True)
                if sys.stderr.isatty():
                    print(f"\rSymPy {i + 1}/{len(missing)}", end="", file=sys.stderr)
        worker.stdin.close()
        worker.wait()
    return known


# ---- the comparison


class Partial:
    """One derivative: ours, SymPy's two, and how long each is."""

    def __init__(self, corpus, name, variable, ours, row):
        self.corpus, self.name, self.variable = corpus, name, variable
        self.ours = str(ours)
        self.size = length(ours)
        names = [*(v.name for v in ours.variables), *row["names"]]
        self.forms = {
            how: (size(row[how], names), row[how]) for how in ("diff", "simplify") if row[how]
        }
        self.best = min((form[0] for form in self.forms.values()), default=None)

    @property
    def loss(self):
        """By how much ours is longer: operations, characters."""
        return self.size[0] - self.best[0], self.size[1] - self.best[1]


def length(expr):
    """Operations, every shared one once, then characters."""
    return operations(expr.graph, [expr.node]), len(str(expr))


def size(text, names):
    expr = sc.parse(text, variables=names)
    return length(expr)


def compared(corpora):
    """Every partial derivative compared, and for each formula the seconds: ours and SymPy's two."""
    asked = list(questions(corpora))
    texts = {
        (name, x): (str(expr), sorted({*wrt, *(v.name for v in expr.variables)}), x)
        for _, name, expr, wrt in asked
        for x in wrt
    }
    known = answers(dict.fromkeys((t, tuple(n), x) for t, n, x in texts.values()))
    partials, spent = [], []
    for corpus, name, expr, wrt in asked:
        ours, seconds = best_of([fresh(expr) for _ in range(RUNS)], wrt)
        rows = {x: known[texts[name, x][::2]] for x in wrt}
        found = [Partial(corpus, name, x, ours[x], row) for x, row in rows.items()]
        partials += [partial for partial in found if partial.forms]
        if found and all(partial.forms for partial in found):
            theirs = [sum(row["seconds"][i] for row in rows.values()) for i in (0, 1)]
            spent.append((corpus, seconds, *theirs))
    return partials, spent


def fresh(expr):
    """The formula in a graph of its own, where nothing is known yet."""
    return sc.parse(str(expr), variables=[v.name for v in expr.variables])


def best_of(copies, wrt):
    """The derivatives of a formula, and the shortest processor time of some runs."""
    shortest = float("inf")
    for expr in copies:
        start = time.process_time()
        result = sc.derivatives(expr, wrt)
        shortest = min(shortest, time.process_time() - start)
    return result, shortest


# ---- the page


REMARKS = (
    "Some of the longer forms are kept on purpose. SymPy's is a little shorter there, and has no",
    "value where the derivative has one: `x^y/x` for `x^(y - 1)` at 0, `lambertw(x)/(x*(...))`,",
    "`sinh(x)/x`, `besselj(0, x) - besselj(1, x)/x`; or it is not what people write:",
    "`1/cosh(x)^2` for `1 - tanh(x)^2`, `1/(x^2*sqrt(1 - 1/x^2))` for `1/(abs(x)*sqrt(x^2 - 1))`,",
    "`exp(a*(q - r))` for `exp(-a*(r - q))`.",
    "",
    "Equality saturation was measured and is not used: see docs/forms.md.",
)


def page(partials, spent, worst):
    """The comparison as a page in Markdown."""
    lines = [
        "# The form of the answer",
        "",
        "Written by `make forms`: " + " ".join(__doc__.split("\n\n")[1].split()[2:]),
        "",
        *distribution(partials),
        "",
        *times(spent),
        "",
        f"Bar: longer than the better of SymPy's two forms on at most {BAR:.0%} of the partials,",
        "in at most 1/100 of the time of `simplify(diff)`.",
        "",
        *REMARKS,
        "",
        "## The worst losers",
        "",
    ]
    losers = [p for p in partials if p.size > p.best]
    losers.sort(key=lambda p: (p.loss, p.name), reverse=True)
    for partial in losers[:worst]:
        more = "{} operations, {} characters".format(*partial.loss)
        lines += [
            f"`{partial.name}` by {partial.variable}: {more} more",
            "",
        ]
        theirs = min(partial.forms.values())[1]
        lines += ["```", "ours   " + partial.ours, "SymPy  " + theirs, "```", ""]
    return "\n".join(lines)


def distribution(partials):
    """The table of shorter, equal and longer, a line for each corpus."""
    yield "| corpus | partials | shorter | equal | longer | of these in operations | longer |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for corpus in (*CORPORA, "all"):
        own = [p for p in partials if corpus in (p.corpus, "all")]
        if own:
            shorter = sum(p.size < p.best for p in own)
            longer = sum(p.size > p.best for p in own)
            more = sum(p.size[0] > p.best[0] for p in own)
            counts = (len(own), shorter, len(own) - shorter - longer, longer, more)
            cells = " | ".join(map(str, counts))
            yield f"| {corpus} | {cells} | {longer / len(own):.1%} |"


def times(spent):
    """The times of SymPy's over ours."""
    yield "| corpus | `diff` / ours, median | `simplify(diff)` / ours, median | sum |"
    yield "| --- | --- | --- | --- |"
    for corpus in (*CORPORA, "all"):
        own = [row for row in spent if corpus in (row[0], "all")]
        if own:
            plain = statistics.median(theirs / ours for _, ours, theirs, _ in own)
            simple = statistics.median(theirs / ours for _, ours, _, theirs in own)
            whole = sum(row[3] for row in own) / sum(row[1] for row in own)
            yield f"| {corpus} | {plain:.0f} | {simple:.0f} | {whole:.0f} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--worst", type=int, default=12)
    parser.add_argument("--corpus", action="append", choices=CORPORA)
    parser.add_argument("--page", action="store_true", help=f"write {PAGE.name}")
    options = parser.parse_args()
    if options.answer:
        answer_all()
        return
    text = page(*compared(options.corpus or CORPORA), options.worst)
    print(text)
    if options.page:
        PAGE.write_text(text)


if __name__ == "__main__":
    main()
