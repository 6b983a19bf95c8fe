"""Operations of value and derivatives, ours beside those of SymPy and CasADi: who computes least?

`make operations` takes the five workloads and every formula of the corpora with its gradient (or
Jacobian) through symchain, through `sympy.diff` with `sympy.cse`, and through CasADi's better mode
with `casadi.cse`. One of + - * / is one operation, so is a sign before a formula, a power, a call;
each shared one counts once, what has no variables not at all, branches all. Of SymPy's results with
and without `optimizations="basic"`, by `count_ops` and in the Python that it prints, the least
counts. A whole power is one operation in SymPy's count and a call of `pow` when it runs; as ours
and CasADi's are products, it is also counted as the products of its addition chain. What the peers
answered is kept in `benchmarks/.cache`.
"""

import argparse
import ast
import json
import math
import pathlib
import statistics

import workloads
from limits import OutOfTimeError, within

import symchain as sc
from symchain.calculus.matrices import jacobians
from symchain.codegen import accuracy, operations
from symchain.codegen.generate import requested
from symchain.codegen.lower import lower, straight_operations
from symchain.codegen.targets import TARGETS
from symchain.functions.arithmetic import CONSTANT, SYMBOL
from symchain.graph.definitions import expanded
from symchain.graph.walk import operations as graph_operations
from symchain.graph.walk import reachable

HERE = pathlib.Path(__file__).parent
DATA = HERE.parent / "tests" / "data"
CACHE = HERE / ".cache" / "operations.jsonl"
PAGE = HERE / "operations.md"
CORPORA = ("derivative_rules", "feynman", "nist_strd", "optimisation")
SECONDS = 20.0  # of processor time for each answer of a peer's


class Case:
    """A formula, or several, to differentiate; as functions over a namespace, or as formulas."""

    def __init__(self, corpus, name, exprs, wrt, function=None):
        self.corpus, self.name, self.exprs, self.wrt, self.function = (
            corpus,
            name,
            exprs,
            wrt,
            function,
        )

    @property
    def graph(self):
        return self.exprs[0].graph

    @property
    def roots(self):
        return [expr.node for expr in self.exprs]

    @property
    def names(self):
        return list(dict.fromkeys([v.name for e in self.exprs for v in e.variables]))

    @property
    def key(self):
        """What the answers are kept under."""
        return " ; ".join([*map(str, self.exprs), *self.wrt])


def cases(corpora):
    """The workloads and the formulas of the corpora."""
    if "workloads" in corpora:
        for name, (function, count) in workloads.WORKLOADS.items():
            x = sc.symbols(" ".join(f"x{i}" for i in range(count)))
            exprs = function(sc, x)
            yield Case("workloads", name, exprs, [v.name for v in x], function)
    for corpus in corpora:
        if corpus == "workloads":
            continue
        for line in (DATA / f"{corpus}.jsonl").read_text().splitlines()[1:]:
            row = json.loads(line)
            text = row.get("model") or row["expr"]
            wrt = [row["var"]] if "var" in row else row.get("params") or row["wrt"]
            names = [*row.get("vars", ()), *wrt, *row.get("predictors", ())]
            expr = sc.parse(text, variables=list(dict.fromkeys(names)))
            known = [v.name for v in expr.variables]
            wrt = [x for x in wrt if x in known]
            if wrt:
                yield Case(corpus, row["id"], [expr], wrt)


# ---- ours


def ours(case):
    """The operations of value and derivatives as they are emitted."""
    request = requested([sc.Expr(case.graph, r) for r in case.roots], case.names, case.wrt)
    slopes = list(request.slopes().values())
    results = accuracy.before_lowering(case.graph, [*request.stable, *slopes], TARGETS["python"])
    return operations(lower(case.graph, results, case.names, TARGETS["python"]))


def plain(case):
    """The operations without the forms that keep digits."""
    columns = [case.graph.symbol(name) for name in case.wrt]
    cost = straight_operations if len(case.roots) > 1 else graph_operations
    found, _ = jacobians.entries(case.graph, case.roots, columns, cost=cost)
    nodes = [*case.roots, *found.values()]
    return operations(lower(case.graph, nodes, case.names, TARGETS["python"]))


# ---- the peers, in a process of its own


FAILURES = (
    sc.SymchainError,
    RecursionError,
    ZeroDivisionError,
    TypeError,
    ValueError,
    NotImplementedError,
    AttributeError,
    KeyError,
    RuntimeError,
)


def attempted(work):
    """What `work` returns; None where it took too long or failed."""
    try:
        return within(SECONDS, work)
    except (OutOfTimeError, *FAILURES):
        return None


def by_sympy(case):
    import sympy
    from sympy.printing.pycode import PythonCodePrinter

    symbols = {name: sympy.Symbol(name, real=True) for name in case.names}
    if case.function:
        values = case.function(sympy, list(symbols.values()))
    else:
        values = [sc.to_sympy(expr) for expr in case.exprs]
    results = [*values, *[sympy.diff(value, symbols[x]) for value in values for x in case.wrt]]
    printer = PythonCodePrinter({"fully_qualified_modules": True})
    counts, chains = [], []
    for optimizations in (None, "basic"):
        steps, reduced = sympy.cse(results, optimizations=optimizations)
        parts = [*[part for _, part in steps], *reduced]
        found = [sum(sympy.count_ops(part) for part in parts)]
        texts = [printer.doprint(part) for part in parts]
        if not any("not supported" in text for text in texts):
            found.append(sum(printed_operations(text) for text in texts))
        counts += found
        chains.append(min(found) + more_as_products(parts))
    return int(min(counts)), int(min(chains))


def more_as_products(parts):
    """How many operations more expressions take where their whole powers are products."""
    more, exponents = 0, {}
    stack = [(part, False) for part in parts]
    while stack:
        node, is_factor = stack.pop()
        if node.is_Pow and node.exp.is_Integer and abs(node.exp) > 1:
            exponents.setdefault(node.base, set()).add(abs(int(node.exp)))
            more += int(node.exp) < 0 and not is_factor
            more -= 1
        stack += [(arg, node.is_Mul) for arg in node.args]
    return more + sum(map(products, exponents.values()))


def products(exponents):
    """How many products the powers of one base take together, by an addition chain."""
    known = {1}
    for n in sorted(exponents):
        while n not in known:
            known.add(n)
            if not any(n - m in known for m in known - {n}):
                n = n // 2 if n % 2 == 0 else n - 1
    return len(known) - 1


def printed_operations(text):
    """The operations of a printed expression, without those on constants alone."""
    return counted(ast.parse(text, mode="eval").body)[0]


def counted(node):
    """How many operations a tree has, and whether it is a constant."""
    if isinstance(node, (ast.Constant, ast.Attribute)):
        return 0, True
    if isinstance(node, ast.Name):
        return 0, False
    children = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    parts = [counted(part) for part in (node.args if isinstance(node, ast.Call) else children)]
    if all(constant for _, constant in parts):
        return 0, True
    return sum(count for count, _ in parts) + 1, False


CASADI = {"abs": "fabs", "max": "fmax", "min": "fmin", "equal": "eq"}
INFIX = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def by_casadi(case):
    import casadi

    x = casadi.SX.sym("x", len(case.names))
    inputs = {name: x[i] for i, name in enumerate(case.names)}
    if case.function:
        values = case.function(casadi, list(inputs.values()))
    else:
        values = built(casadi, case, inputs)
    values = casadi.vertcat(*values)
    wrt = casadi.vertcat(*[inputs[name] for name in case.wrt])
    best = math.inf
    for forward in (False, True):
        options = {"helper_options": {"enable_forward": forward, "enable_reverse": not forward}}
        slopes = casadi.jacobian(values, wrt, options)
        function = casadi.Function("f", [x], casadi.cse([values, slopes]))
        found = [function.instruction_id(i) for i in range(function.n_instructions())]
        free = (casadi.OP_INPUT, casadi.OP_OUTPUT, casadi.OP_CONST, casadi.OP_PARAMETER)
        best = min(best, sum(each not in free for each in found))
    return best


def built(casadi, case, inputs):
    """The formulas in CasADi, node by node, as they were written."""
    graph = case.graph
    spelled = lambda op: CASADI.get(op.name, op.name)
    is_known = lambda op: op.infix or op.name == "where" or hasattr(casadi, spelled(op))
    roots = expanded(graph, case.roots, is_known)
    made = {}
    for node in reachable(graph, roots):
        op, args = graph.ops[node], [made[arg] for arg in graph.args[node]]
        if op is SYMBOL:
            made[node] = inputs[graph.names[node]]
        elif op is CONSTANT:
            p, q = graph.constants[node]
            made[node] = casadi.SX(p / q)
        elif not args:
            made[node] = casadi.SX({"pi": math.pi, "e": math.e}[op.name])
        elif op.name == "where":
            made[node] = casadi.if_else(*args)
        elif len(args) == 1 and op.infix == "-":
            made[node] = -args[0]
        elif op.infix:
            made[node] = INFIX[op.infix](*args)
        else:
            made[node] = getattr(casadi, spelled(op))(*args)
    return [made[root] for root in roots]


PEERS = ("SymPy", "CasADi")
AS_PRODUCTS = "SymPy, powers as products"


def answers(asked):
    """The operations of each peer by case; those that are missing are asked for and kept."""
    lines = CACHE.read_text().splitlines() if CACHE.exists() else []
    known = {row["case"]: row for row in map(json.loads, lines)}
    CACHE.parent.mkdir(exist_ok=True)
    with CACHE.open("a") as kept:
        for case in asked:
            if case.key not in known:
                row = {"case": case.key}
                found = attempted(lambda case=case: by_sympy(case)) or (None, None)
                row["SymPy"], row[AS_PRODUCTS] = found
                row["CasADi"] = attempted(lambda case=case: by_casadi(case))
                known[case.key] = row
                print(json.dumps(row), file=kept, flush=True)
    return known


# ---- the comparison


class Row:
    """The operations of one case: ours as emitted, ours without stable forms, each peer's.

    `best` is the better peer's, `best_alike` that with SymPy's whole powers as products.
    """

    def __init__(self, case, row):
        self.corpus, self.name, self.key = case.corpus, case.name, case.key
        self.counts = {peer: row[peer] or "-" for peer in (*PEERS, AS_PRODUCTS)}
        self.best = min(row[peer] for peer in PEERS if row[peer])
        self.best_alike = min(row[peer] for peer in (AS_PRODUCTS, "CasADi") if row[peer])
        self.plain, self.emitted = plain(case), ours(case)

    @property
    def cells(self):
        """The peers' operations as cells of a table."""
        return " | ".join(map(str, self.counts.values()))


def compared(corpora):
    """All cases of which some peer computes anything."""
    asked = list(cases(corpora))
    known = answers(asked)
    return [Row(case, known[case.key]) for case in asked if any(known[case.key][p] for p in PEERS)]


def page(rows, worst):
    """The comparison as a page in Markdown."""
    about = " ".join(__doc__.split("\n\n")[1].split()[2:])
    lines = ["# Operations of value and derivatives", "", f"`make operations` {about}", ""]
    lines += ["Bars: no more than the better peer, geometric mean at most 0.9.", ""]
    lines += [*workload_table(rows), ""]
    corpora = [row for row in rows if row.corpus != "workloads"]
    for how, title, about in HOWS:
        lines += [f"## {title}", "", about, "", *distribution(corpora, how), ""]
        losers = [row for row in corpora if getattr(row, how) > row.best]
        losers.sort(key=lambda row, how=how: (row.best_alike - getattr(row, how), row.name))
        lines += [f"| the worst losers | ours | {PEER_CELLS} | formula |"]
        lines += ["| --- | --- | --- | --- | --- | --- |"]
        for row in losers[:worst]:
            text = row.key.split(" ; ")[0]
            text = text if len(text) <= 60 else text[:60] + "..."
            lines.append(f"| {row.name} | {getattr(row, how)} | {row.cells} | `{text}` |")
        lines.append("")
    return "\n".join([*lines, *REMARKS, ""])


HOWS = (
    ("plain", "What the passes reach", "Without the forms that keep digits."),
    (
        "emitted",
        "As emitted",
        "With the forms that keep digits, series and their choices included.",
    ),
)
REMARKS = (
    "Some of the longer lines are kept on purpose. SymPy's `x^y/x` has no value at 0 where",
    "`x^(y - 1)` has one; `x/exp(y)`, which is how `count_ops` reads `x*exp(-y)`, overflows where",
    "this is 0; `sqrt(x*y)/x` is silently 0 where `x*y` underflows, `y/sqrt(x*y)` says so; `1 - f`",
    "with a small difference stays a step of its own in a sum.",
)
PEER_CELLS = " | ".join((*PEERS, AS_PRODUCTS))


def workload_table(rows):
    """The five workloads, a line each."""
    yield f"| workload | as emitted | without stable forms | {PEER_CELLS} |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in rows:
        if row.corpus == "workloads":
            yield f"| {row.name} | {row.emitted} | {row.plain} | {row.cells} |"


def distribution(rows, how):
    """The table of fewer, equal and more, a line for each corpus."""
    yield (
        "| corpus | formulas | fewer | equal | more | more, powers as products | sum "
        "| better peer's | geometric mean |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for corpus in (*CORPORA, "all"):
        own = [row for row in rows if corpus in (row.corpus, "all")]
        if own:
            pairs = [(getattr(row, how), row.best) for row in own]
            fewer, more = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
            alike = sum(getattr(row, how) > row.best_alike for row in own)
            mean = statistics.geometric_mean([max(a, 0.5) / b for a, b in pairs])
            counts = (len(own), fewer, len(own) - fewer - more, more, alike)
            sums = (sum(a for a, _ in pairs), sum(b for _, b in pairs))
            cells = " | ".join(map(str, (*counts, *sums)))
            yield f"| {corpus} | {cells} | {mean:.3f} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--worst", type=int, default=15)
    parser.add_argument("--corpus", action="append", choices=("workloads", *CORPORA))
    parser.add_argument("--page", action="store_true", help=f"write {PAGE.name}")
    options = parser.parse_args()
    text = page(compared(options.corpus or ("workloads", *CORPORA)), options.worst)
    print(text)
    if options.page:
        PAGE.write_text(text)


if __name__ == "__main__":
    main()
