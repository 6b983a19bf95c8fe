"""The text of functions in LLVM assembly: each step of a program is an instruction.

Every function is there twice: for one point, and for points in columns, of which a step takes
`LANES` at once as vectors. All branches are computed and one is chosen: nothing is raised, and what
is not taken is not seen. A long function is made of parts, which hand values on in slots.
"""

from __future__ import annotations

from symchain.codegen.header import header
from symchain.codegen.targets.calls import facts_of
from symchain.codegen.translation import support
from symchain.codegen.translation.llvm import PREFIX, declarations, function, literal, translated
from symchain.functions import TABLE
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from symchain.codegen.library import Library
    from symchain.codegen.program import Program
    from symchain.codegen.targets.functions import Function

LANES = 8  # points that are computed at once
BOUND = 4_000  # steps of one function; beyond, it is made of parts
PART = 1_000  # steps of one part
ABOUT = "; Functions of a formula and its derivatives, made by symchain, in LLVM assembly."
# The instructions of operations, with their parameters; {t} is the type of numbers, {m} that of
# conditions, {test} what the instruction before gives.
INSTRUCTIONS = {
    TABLE[name]: tuple(lines.split("\n"))
    for name, lines in {
        "add": "fadd {t} {a}, {b}",
        "subtract": "fsub {t} {a}, {b}",
        "multiply": "fmul {t} {a}, {b}",
        "divide": "fdiv {t} {a}, {b}",
        "negate": "fneg {t} {a}",
        "less": "fcmp olt {t} {a}, {b}",
        "less_equal": "fcmp ole {t} {a}, {b}",
        "equal": "fcmp oeq {t} {a}, {b}",
        "not_equal": "fcmp une {t} {a}, {b}",
        "and": "and {m} {a}, {b}",
        "or": "or {m} {a}, {b}",
        "not": "xor {m} {a}, {true}",
        "where": "select {m} {c}, {t} {a}, {t} {b}",
        "min": "fcmp olt {t} {b}, {a}\nselect {m} {test}, {t} {b}, {t} {a}",
        "max": "fcmp ogt {t} {b}, {a}\nselect {m} {test}, {t} {b}, {t} {a}",
        "relu": "fcmp olt {t} {x}, {zero}\nselect {m} {test}, {t} {zero}, {t} {x}",
    }.items()
}


def module(
    functions: Sequence[Function],
    groups: Mapping[str, Sequence[str]],
    library: Library,
    facts: Mapping[str, object],
    *,
    domain: Sequence[str] = (),
    checked: str = "",
) -> str:
    """The text of the functions, which take groups of numbers by their addresses."""
    text, own = code([(each, groups) for each in functions], library)
    return f"{ABOUT}\n{header({**facts, **own}, text, library.target.comment)}\n\n{text}"


def code(
    functions: Sequence[tuple[Function, Mapping[str, Sequence[str]]]], library: Library
) -> tuple[str, dict[str, object]]:
    """The text of functions, each with the names of its groups' arguments; the facts of calls."""
    writers = [_Writer(each, groups, library) for each, groups in functions]
    blocks = [text for writer in writers for text in writer.texts()]
    routines = [*support(library, translated), *_over_lanes("\n".join(blocks), library)]
    text = "\n\n".join([*routines, *blocks])
    work = {writer.function.name: writer.work for writer in writers}
    own = facts_of([each for each, _ in functions], work)
    return "\n\n".join([*declarations(text), text]) + "\n", own


def _over_lanes(text: str, library: Library) -> list[str]:
    """The support routines that functions of vectors call, lane by lane."""
    counts = {
        spelled: 2 if op.variadic else len(op.parameters)  # what takes any number goes in pairs
        for op, spelled in library.spelled.items()
    }
    return [
        by_lane(f"lanes.{name}", name, counts[name])
        for name in sorted(counts)
        if f"@lanes.{name}(" in text and name.startswith(PREFIX)
    ]


def by_lane(name: str, scalar: str, count: int) -> str:
    """The text of a function of vectors that calls one of doubles for each lane."""
    kind = f"<{LANES} x double>"
    lines, result = [], "poison"
    for lane in range(LANES):
        given = []
        for i in range(count):
            lines.append(f"  %x{i}.{lane} = extractelement {kind} %x{i}, i64 {lane}")
            given.append(f"double %x{i}.{lane}")
        lines.append(f"  %y{lane} = call double @{scalar}({', '.join(given)})")
        lines.append(f"  %r{lane} = insertelement {kind} {result}, double %y{lane}, i64 {lane}")
        result = f"%r{lane}"
    parameters = ", ".join([f"{kind} %x{i}" for i in range(count)])
    head = f"define {kind} @{name}({parameters}) nounwind {{"
    return "\n".join([head, *lines, f"  ret {kind} {result}", "}"])


class _Writer:
    """Writes one function."""

    def __init__(
        self, function: Function, groups: Mapping[str, Sequence[str]], library: Library
    ) -> None:
        self.function = function
        self.program = function.program
        self.library = library
        names = [(group, i) for group in function.groups for i in range(len(groups[group]))]
        self.inputs = dict(zip(self.program.inputs.values(), names, strict=True))
        self.order = reachable(self.program, self.program.outputs)
        self.parts = _Parts(self.program, self.order) if len(self.order) > BOUND else None
        self.work = self.parts.count if self.parts else 0

    def texts(self) -> list[str]:
        """The parts, the function of one point, and that of points in columns."""
        parts = [] if self.parts is None else self._parts(self.parts)
        return [*parts, self._single(), self._batch()]

    def _head(self, name: str, *first: str, kind: str = "ptr") -> str:
        pointers = [f"{kind} %{each}" for each in (*self.function.groups, "result")]
        slots = ["ptr noalias %slots"] if self.parts else []
        return f"define void @{name}({', '.join([*first, *pointers, *slots])}) nounwind {{"

    def _single(self) -> str:
        """The function of one point; its result may take the place of its arguments."""
        own = {step: (f"%{group}", str(i)) for step, (group, i) in self.inputs.items()}
        results = [("%result", str(i)) for i in range(len(self.program.outputs))]
        lines = self._body(own, results, "double")
        return "\n".join([self._head(self.function.name), *lines, "  ret void", "}"])

    def _batch(self) -> str:
        """The function of n points, n a multiple of LANES, with so many from column to column."""
        kind, step = ("double", 1) if self.parts else (f"<{LANES} x double>", LANES)
        columns = [self.inputs[each] for each in self.order if each in self.inputs]
        columns += [("result", i) for i in range(len(self.program.outputs))]
        own = {step: (f"%{group}.{i}", "%j") for step, (group, i) in self.inputs.items()}
        results = [(f"%result.{i}", "%j") for i in range(len(self.program.outputs))]
        starts = [
            line
            for group, i in columns
            for line in (
                f"  %{group}.{i}.at = mul i64 %stride, {i}",
                f"  %{group}.{i} = getelementptr double, ptr %{group}, i64 %{group}.{i}.at",
            )
        ]
        return "\n".join(
            [
                self._head(
                    f"{self.function.name}_batch", "i64 %n", "i64 %stride", kind="ptr noalias"
                ),
                "entry:",
                *starts,
                "  %some = icmp ugt i64 %n, 0",
                "  br i1 %some, label %loop, label %end",
                "loop:",
                "  %j = phi i64 [ 0, %entry ], [ %next, %loop ]",
                *self._body(own, results, kind),
                f"  %next = add i64 %j, {step}",
                "  %more = icmp ult i64 %next, %n",
                "  br i1 %more, label %loop, label %end",
                "end:",
                "  ret void",
                "}",
            ]
        )

    def _body(
        self,
        inputs: Mapping[int, tuple[str, str]],
        results: Sequence[tuple[str, str]],
        kind: str,
    ) -> list[str]:
        """The lines that compute the outputs, as steps or by calls of the parts."""
        block = Block(self.program, self.library, kind, inputs)
        if self.parts is None:
            for step in self.order:
                block.step(step)
        else:
            slots = self.parts
            for step in slots.inputs:
                block.store(step, "%slots", str(slots.slot[step]))
            for number in range(len(slots.parts)):
                block.lines.append(f"  call void @{self.function.name}.part{number}(ptr %slots)")
            block.places = {**inputs, **slots.places("%slots")}
            block.known = {}
        for output in self.program.outputs:
            block.value(output)
        for output, place in zip(self.program.outputs, results, strict=True):
            block.store(output, *place)
        return block.lines

    def _parts(self, slots: _Parts) -> list[str]:
        """The texts of the parts of a long function."""
        texts = []
        for number, steps in enumerate(slots.parts):
            block = Block(self.program, self.library, "double", slots.places("%slots"))
            for step in steps:
                block.step(step)
                if step in slots.slot:
                    block.store(step, "%slots", str(slots.slot[step]))
            head = f"define internal void @{self.function.name}.part{number}(ptr noalias %slots)"
            texts.append("\n".join([f"{head} nounwind {{", *block.lines, "  ret void", "}"]))
        return texts


class _Parts:
    """The steps of a program in parts, and the slots of inputs and of what a later part needs."""

    def __init__(self, program: Program, order: Sequence[int]) -> None:
        self.inputs = [step for step in order if step in program.names]
        steps = [step for step in order if program.args[step]]
        self.parts = [steps[i : i + PART] for i in range(0, len(steps), PART)]
        part = {step: i // PART for i, step in enumerate(steps)}
        kept = {step for step in program.outputs if step in part}
        for step in steps:
            own = part[step]
            kept.update([arg for arg in program.args[step] if part.get(arg, own) < own])
        self.slot = {step: i for i, step in enumerate([*self.inputs, *sorted(kept)])}
        self.count = len(self.slot)

    def places(self, slots: str) -> dict[int, tuple[str, str]]:
        """Where the values are that parts hand on."""
        return {step: (slots, str(i)) for step, i in self.slot.items()}


class Block:
    """Instructions in a row; what they need and do not compute is loaded from its place.

    `kind` is the type of numbers, `places` the address and the index of values, by step.
    """

    def __init__(
        self,
        program: Program,
        library: Library,
        kind: str,
        places: Mapping[int, tuple[str, str]],
    ) -> None:
        self.program = program
        self.library = library
        self.kind = kind
        self.places = places
        self.lines: list[str] = []
        self.known: dict[int, str] = {}
        self.count = 0
        self.types = {
            "t": kind,
            "m": kind.replace("double", "i1"),
            "true": self._number("i1 true"),
            "zero": self._number(f"double {literal(0.0)}"),
        }

    def step(self, step: int) -> None:
        """Adds the instructions of an operation."""
        program = self.program
        if not program.args[step]:
            return
        op = program.ops[step]
        values = [self.value(arg) for arg in program.args[step]]
        if op in INSTRUCTIONS:
            named = dict(zip(op.parameters, values, strict=True))
            *before, last = INSTRUCTIONS[op]
            for text in before:
                named["test"] = self.new(text.format(**named, **self.types))
            text = last.format(**named, **self.types)
        else:
            given = ", ".join([f"{self.kind} {value}" for value in values])
            text = f"call {self.kind} @{function(self.library.spelled[op], self.kind)}({given})"
        self.known[step] = self.new(text)

    def store(self, step: int, address: str, index: str) -> None:
        """Adds the lines that write a value."""
        value = self.value(step)
        if self.program.ops[step].boolean:
            value = self.new(f"uitofp i1 {value} to double")
        place = self.new(f"getelementptr double, ptr {address}, i64 {index}")
        self.lines.append(f"  store {self.kind} {value}, ptr {place}, align 8")

    def new(self, instruction: str) -> str:
        """Adds an instruction; the name of what it gives."""
        name = f"%v{self.count}"
        self.count += 1
        self.lines.append(f"  {name} = {instruction}")
        return name

    def value(self, step: int) -> str:
        """The text of a value; adds the lines that load it where it is not known."""
        if step not in self.known:
            program = self.program
            is_leaf = not program.args[step] and step not in program.names
            self.known[step] = self._leaf(step) if is_leaf else self._loaded(step)
        return self.known[step]

    def _leaf(self, step: int) -> str:
        """A constant."""
        op = self.program.ops[step]
        if op.boolean:
            return self._number(f"i1 {op.name}")
        constants = self.program.constants
        value = constants[step] if step in constants else float(self.library.spelled[op])
        return self._number(f"double {literal(value)}")

    def _number(self, text: str) -> str:
        return text.partition(" ")[2] if self.kind == "double" else f"splat ({text})"

    def _loaded(self, step: int) -> str:
        address, index = self.places[step]
        place = self.new(f"getelementptr double, ptr {address}, i64 {index}")
        value = self.new(f"load {self.kind}, ptr {place}, align 8")
        if self.program.ops[step].boolean:
            return self.new(f"fcmp une double {value}, {literal(0.0)}")
        return value
