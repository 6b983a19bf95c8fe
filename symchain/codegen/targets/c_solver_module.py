"""The text of a C file that solves equations and differentiates the solution."""

from __future__ import annotations

from symchain.codegen.header import header
from symchain.codegen.names import identifiers
from symchain.codegen.targets import c_solvers
from symchain.codegen.targets.c_module import OUTSIDE, Code, boxed, head
from symchain.codegen.targets.callers import (
    ADJOINT,
    BOTH,
    DERIVATIVE,
    HIGHER,
    NEWTON,
    OUTPUT_SLOPES,
    OUTPUTS,
    OWN,
    RESIDUAL,
    SLOPES,
    SOLVE,
    TOTAL,
)
from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.implicit import Equations
    from symchain.codegen.library import Library
    from symchain.codegen.targets.functions import Function

MOST_UNKNOWNS = 64  # whose matrices stand on the stack
LOCAL = frozenset(
    (
        *("given", "unknowns", "guess", "weight", "code", "found", "right", "order", "along"),
        *("is_regular", "i"),
    )
)
FOUND = "Returns 0 where it was found."
CODES = (
    "It returns 0 where that was found, 1 where the equations have no value at the guess, 2 where "
    "no solution was found; the result is written only where it returns 0."
)


def module(
    equations: Equations,
    functions: Sequence[Function],
    library: Library,
    checked: str,
    ranges: Mapping[str, Any],
) -> str:
    """The text of the file; `functions` are those of the equations, as the target spells them."""
    callers = Callers(equations, functions, library)
    about = f"{equations.start}{SOLVE} takes a guess after the variables. {CODES}"
    return framed("\n\n".join(callers.texts()) + "\n", callers, checked, ranges, [OUTSIDE, about])


def framed(
    code: str,
    callers: Callers,
    checked: str,
    ranges: Mapping[str, Any],
    sentences: Sequence[str],
    **more: object,
) -> str:
    """A text of solvers below the comment and the header that tell of it."""
    equations, target = callers.equations, callers.writer.target
    names = callers.writer.names("point")
    facts = {
        **equations.facts(checked, ranges),
        "target": target.name,
        **more,
        "identifiers": names,
        "calls": callers.calls,
        "work": {name: count for name, count in callers.work.items() if count},
    }
    remarks = "\n".join(boxed(equations.remarks(names, [*sentences, checked])))
    return f"{remarks}\n\n{header(facts, code, target.comment)}\n\n{code}"


class Callers:
    """The straight-line functions and what calls them; `calls` tells how each public one is called.

    A call is told by how many numbers and which vectors it takes, the shape of its result in short,
    and whether it returns a code.
    """

    def __init__(
        self, equations: Equations, functions: Sequence[Function], library: Library
    ) -> None:
        if equations.count > MOST_UNKNOWNS:
            raise SymchainError(
                f"there are {equations.count} unknowns: in C their matrix stands on the stack, and "
                f"at most {MOST_UNKNOWNS} are solved for"
            )
        reserved = LOCAL | {equations.start + word for word in OWN}
        self.code = Code(functions, equations.groups(), library, False, reserved)
        self.equations = equations
        self.start = equations.start
        self.own = f"symchain_{equations.start}"
        self.functions = {f.name.removeprefix(self.start): f for f in functions}
        self.writer = self.code.writer
        self.work = {f.name: self.writer.work(f) for f in functions}
        names = self.writer.names("point")
        self.known = names[: len(equations.variables)]
        self.unknown = names[len(equations.variables) :]
        self.n, self.m = equations.count, len(equations.wrt)
        self.single = self.n == 1
        self.calls: dict[str, dict[str, Any]] = {}
        self.abouts: dict[str, str] = {}

    def about(self, word: str) -> str:
        """What a public function does."""
        return self.abouts.get(word) or self.functions[word].about

    def texts(self, includes: Sequence[str] = ()) -> list[str]:
        """The blocks of the file, each after those that it needs."""
        results = len(self.equations.system.outputs)
        self._told(RESIDUAL, shape=self._solution)
        before = self.code.text(includes).rstrip()
        texts = [
            before,
            *self._inner(),
            self._solve(),
            self._derivative(),
            self._adjoint(),
            self._both(),
        ]
        if self.equations.order > 1:
            texts.append(self._higher())
        if results:
            self._told(OUTPUTS, shape=None if results == 1 else results)
            texts.append(self._total(results))
        return [text for text in texts if text]

    # ---- calls of straight-line functions

    def _call(self, word: str, given: Sequence[str], result: str) -> str:
        """The statement that puts the numbers of a straight-line function into a result."""
        function = self.functions[word]
        name, work = self.start + word, self.work[self.start + word]
        if function.shapes == [0] and not work:
            return f"{result}[0] = {name}({', '.join(given)});"
        return f"{name}({', '.join([*given, result, *(['slots'] if work else [])])});"

    def _room(self, *words: str) -> str:
        """The line that gives long functions what they need for their values."""
        most = max([self.work[self.start + word] for word in words])
        return f"    double slots[{most}];\n" if most else ""

    def _at(self, unknowns: Sequence[str]) -> list[str]:
        """The arguments of a straight-line function inside of one that has arrays."""
        return [*[f"given[{i}]" for i in range(len(self.known))], *unknowns]

    def _entries(self, name: str) -> list[str]:
        return [name] if self.single else [f"{name}[{i}]" for i in range(self.n)]

    # ---- functions of arrays

    def _inner(self) -> list[str]:
        """The solver, and with several unknowns what works on their matrix."""
        n, m = self.n, self.m
        slots = {"own": self.own, "n": n, "m": m, "square": n * n, "slopes": n * n + n * m}
        room = self._room(NEWTON)
        at_place = self._call(NEWTON, self._at(self._entries("place")), "own")
        if self.single:
            at_step = self._call(NEWTON, self._at(["place - step"]), "trial")
            template = c_solvers.SCALAR
            return [
                c_solvers.filled(template, **slots, room=room, at_place=at_place, at_step=at_step)
            ]
        at_trial = self._call(NEWTON, self._at(self._entries("trial")), "next")
        at_unknowns = self._call(SLOPES, self._at(self._entries("unknowns")), "found")
        slots |= {"whole": n + n * n, "at_unknowns": at_unknowns}
        search = c_solvers.filled(
            c_solvers.SYSTEM, **slots, room=room, at_place=at_place, at_trial=at_trial
        )
        room = self._room(SLOPES)
        return [
            c_solvers.filled(c_solvers.LINEAR, **slots),
            search,
            c_solvers.filled(c_solvers.DERIVATIVE, **slots, room=room),
            c_solvers.filled(c_solvers.ADJOINT, **slots, room=room),
        ]

    # ---- what callers see

    def _told(
        self,
        word: str,
        names: Sequence[str] = (),
        vectors: Sequence[str] = (),
        shape: object = None,
        code: bool = False,
        solved: bool = True,
    ) -> list[str]:
        """Notes how a function is called; gives its parameters."""
        numbers = [*self.known, *(self.unknown if solved else []), *names]
        self.calls[word] = {
            "numbers": len(numbers),
            "vectors": [self.n] * len(vectors),
            "shape": shape,
            "code": code,
            "direct": word in self.functions and self.functions[word].shapes == [0],
        }
        given = [f"double {name}" for name in numbers]
        return [*given, *[f"const double *{name}" for name in vectors], "double *result"]

    def _function(
        self, kind: str, word: str, parameters: Sequence[str], about: str, lines: Sequence[str]
    ) -> str:
        self.abouts[word] = about
        told = f"{about} {FOUND}" if kind == "int" else about
        first = [f"/* {told} */", head(f"{kind} {self.start}{word}", parameters), "{"]
        return "\n".join([*first, *[f"    {line}" for line in lines], "}"])

    def _arrays(self, solved: bool = True) -> list[str]:
        """The lines that put the arguments into arrays."""
        lines = [f"const double given[] = {{{', '.join(self.known) or '0.0'}}};"]
        if solved:
            lines.append(f"const double unknowns[] = {{{', '.join(self.unknown)}}};")
        return lines

    @property
    def _solution(self) -> object:
        return None if self.single else self.n

    @property
    def _slopes(self) -> object:
        if self.single:
            return None if self.m == 1 else self.m
        return {"rows": self.n, "columns": self.m}

    def _guess(self, word: str, shape: object) -> list[str]:
        names, vectors = (["guess"], []) if self.single else ([], ["guess"])
        return self._told(word, names, vectors, shape, code=True, solved=False)

    def _solve(self) -> str:
        about = "The solution near a guess."
        lines = [*self._arrays(False), f"return {self.own}search(given, guess, result);"]
        return self._function("int", SOLVE, self._guess(SOLVE, self._solution), about, lines)

    def _derivative(self) -> str:
        """Of one unknown it is there already."""
        parameters = self._told(DERIVATIVE, shape=self._slopes)
        if self.single:
            return ""
        about = "A row of derivatives for each unknown."
        lines = [*self._arrays(), f"{self.own}slopes_at(given, unknowns, result);"]
        return self._function("void", DERIVATIVE, parameters, about, lines)

    def _adjoint(self) -> str:
        if self.single:
            parameters = self._told(ADJOINT, ["weight"], shape=self._slopes)
            lines = [
                *self._room(DERIVATIVE).strip().splitlines(),
                self._call(DERIVATIVE, [*self.known, *self.unknown], "result"),
                f"for (int j = 0; j < {self.m}; j++) {{",
                "    result[j] *= weight;",
                "}",
            ]
            about = f"The gradient of weight * {self.unknown[0]}."
            return self._function("void", ADJOINT, parameters, about, lines)
        parameters = self._told(ADJOINT, vectors=["weights"], shape=self.m)
        lines = [*self._arrays(), f"{self.own}adjoint_at(given, unknowns, weights, result);"]
        about = "The gradient of the weighted sum of the unknowns."
        return self._function("void", ADJOINT, parameters, about, lines)

    def _both(self) -> str:
        parameters = self._guess(BOTH, [self._solution, self._slopes])
        if self.single:
            call = self._call(DERIVATIVE, [*self.known, "result[0]"], "(result + 1)")
            after = [*self._room(DERIVATIVE).strip().splitlines(), call]
        else:
            after = [f"{self.own}slopes_at(given, result, result + {self.n});"]
        lines = [
            *self._arrays(False),
            f"const int code = {self.own}search(given, guess, result);",
            "if (code == 0) {",
            *[f"    {line}" for line in after],
            "}",
            "return code;",
        ]
        about = "The solution near a guess, then its derivatives."
        return self._function("int", BOTH, parameters, about, lines)

    def _higher(self) -> str:
        """Every order by the same factors; of one unknown it is there already."""
        n, m, order = self.n, self.m, self.equations.order
        if self.single:
            self._told(HIGHER, shape={"rows": m, "columns": order})
            return ""
        parameters = self._told(HIGHER, shape=[{"rows": order, "columns": n}] * m)
        spelled = list(identifiers(self.equations.wrt).values())
        rests = [f"rest{k}_{name}" for name in spelled for k in range(2, order + 1)]
        lines = [
            *self._room(SLOPES, *rests).strip().splitlines(),
            f"double found[{n * n + n * m}], right[{n}];",
            f"int order[{n}];",
            self._call(SLOPES, [*self.known, *self.unknown], "found"),
            f"const int is_regular = {self.own}factor(found, order);",
        ]
        for place, name in enumerate(spelled):
            first = place * order * n
            lines += self._solved(f"found[{n * n} + i * {m} + {place}]", first)
            for k in range(2, order + 1):
                lower = [f"result[{first + i}]" for i in range((k - 1) * n)]
                given = [*self.known, *self.unknown, *lower]
                lines.append(self._call(f"rest{k}_{name}", given, "right"))
                lines += self._solved("right[i]", first + (k - 1) * n)
        about = f"For each variable a row for each order from 1 to {order}."
        return self._function("void", HIGHER, parameters, about, lines)

    def _solved(self, right: str, first: int) -> list[str]:
        """The lines that solve for one right side, with its sign turned."""
        return [
            f"for (int i = 0; i < {self.n}; i++) {{",
            f"    right[i] = -{right};",
            "}",
            f"{self.own}forward(found, order, right, result + {first});",
            f"for (int i = {first}; !is_regular && i < {first + self.n}; i++) {{",
            "    result[i] = NAN;",
            "}",
        ]

    def _total(self, results: int) -> str:
        """Own slopes, and those by way of the unknowns."""
        n, m = self.n, self.m
        shape: object = m if results == 1 else {"rows": results, "columns": m}
        parameters = self._told(TOTAL, shape=shape)
        place = [*self.known, *self.unknown]
        lines = [f"double found[{results * (n + m)}], along[{max(m, 1)}];"]
        lines += (
            self._room(OUTPUT_SLOPES, *([DERIVATIVE] if self.single else [])).strip().split("\n")
        )
        lines.append(self._call(OUTPUT_SLOPES, place, "found"))
        if self.single:
            lines.append(self._call(DERIVATIVE, place, "along"))
            row = ["    const double weight = found[i];"]
            term = "weight * along[j]"
        else:
            lines = [*self._arrays(), *lines]
            row = [f"    {self.own}adjoint_at(given, unknowns, found + i * {n}, along);"]
            term = "along[j]"
        lines += [
            f"for (int i = 0; i < {results}; i++) {{",
            *row,
            f"    for (int j = 0; j < {m}; j++) {{",
            f"        result[i * {m} + j] = found[{results * n} + i * {m} + j] + {term};",
            "    }",
            "}",
        ]
        names = ", ".join(self.equations.system.outputs)
        about = f"The total derivatives of {names}{'' if results == 1 else ', a row for each'}."
        return self._function("void", TOTAL, parameters, about, lines)
