"""The text of an emitted C file: comment, header line, support routines, functions of doubles.

Every function is there twice: for one point, and for n points in columns, in a loop that compilers
can make vectors of. Nothing is allocated and nothing is global; the slots that a very long function
needs for its values are given by the caller.
"""

from __future__ import annotations

import re

from symchain.codegen.header import header, read_header
from symchain.codegen.names import prefix
from symchain.codegen.schedule import rendered
from symchain.codegen.targets.blocks import at_kinks, cut, shown
from symchain.codegen.targets.c_names import WORDS, parameters
from symchain.codegen.targets.calls import facts_of
from symchain.codegen.targets.layout import wrapped
from symchain.codegen.targets.partition import Partition, is_long
from symchain.codegen.targets.stores import Straight, words
from symchain.codegen.translation import support
from symchain.codegen.translation.c import translated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from symchain.codegen.library import Library
    from symchain.codegen.schedule import Lines
    from symchain.codegen.targets.functions import Function

# Functions of which glibc has versions for vectors (libmvec), within 4 units in the last place.
VECTORISED = {
    **dict.fromkeys(("exp", "log", "sin", "cos"), "double"),
    "pow": "double, double",
}
OUTSIDE = "Outside the domain a result is nan or infinite, where it is too large inf or -inf."
BOUND = 1_500  # assignments of one function: compilers take more than linear time for longer ones
PART = 500  # assignments of one part
SIGNATURE = re.compile(r"^((?:double|int|void) \w+\([^{]*\))\n\{", re.MULTILINE)
PATTERN = re.compile(r"^(const long \w+\[\d+\]) = \{", re.MULTILINE)


def module(
    functions: Sequence[Function],
    groups: Mapping[str, Sequence[str]],
    library: Library,
    facts: Mapping[str, object],
    *,
    domain: Sequence[str] = (),
    checked: str = "",
) -> str:
    """The source text of a C file; `groups` are the names of the arguments in each group."""
    code = Code(functions, groups, library, facts["signature"] == "vector")
    return framed(code.text(), {**facts, **code.facts()}, code.writer, domain, checked)


def framed(
    code: str, facts: Mapping[str, object], writer: Writer, domain: Sequence[str], checked: str
) -> str:
    """A C text below the comment and the header that tell of it."""
    top = "\n".join(_comment(facts, writer, domain, checked))
    return f"{top}\n\n{header(dict(facts), code, writer.target.comment)}\n\n{code}"


class Code:
    """The C text of functions, with what must be known to call them."""

    def __init__(
        self,
        functions: Sequence[Function],
        groups: Mapping[str, Sequence[str]],
        library: Library,
        vector: bool,
        reserved: frozenset[str] = frozenset(),
    ) -> None:
        self.functions = functions
        self.library = library
        self.writer = Writer(functions, groups, library, vector, reserved)
        self.constants = {name: v for each in functions for name, v in each.constants.items()}

    def text(self, includes: Sequence[str] = ()) -> str:
        """The includes, the support routines, the patterns, and the functions."""
        writer = self.writer
        patterns = [_pattern(writer.named(name), value) for name, value in self.constants.items()]
        bodies = [text for function in self.functions for text in writer.texts(function)]
        routines = support(self.library, translated)
        lines = [*includes, "#include <math.h>", "#include <stddef.h>"]
        if any("labs(" in text for text in routines):
            lines.append("#include <stdlib.h>")
        blocks = ["\n".join(lines), *_vectorised(bodies), *routines, *patterns, *bodies]
        return "\n\n".join(blocks) + "\n"

    def facts(self) -> dict[str, object]:
        """What a caller must know: names, shapes of results, patterns of matrices, slots."""
        work = {each.name: self.writer.work(each) for each in self.functions}
        return {
            "identifiers": self.writer.names("point"),
            **facts_of(self.functions, work),
        }


def declarations(text: str, stem: str) -> str:
    """The text of the .h file that belongs to an emitted C file with that name."""
    facts, code = read_header(text)
    lines = [f"extern {found};" for found in PATTERN.findall(code)]
    lines += [f"{' '.join(found.split())};".replace("( ", "(") for found in SIGNATURE.findall(code)]
    sizes = re.findall(r"^#define \w+_(?:WORK|ROWS) \d+$", code, re.MULTILINE)
    guard = f"SYMCHAIN_{re.sub(r'[^A-Za-z0-9_]', '_', stem).upper()}_H"
    blocks = [
        f"#ifndef {guard}\n#define {guard}",
        "#include <stddef.h>",
        '#ifdef __cplusplus\nextern "C" {\n#endif',
        "\n".join([*sizes, *lines]).replace("*restrict ", "*"),
        "#ifdef __cplusplus\n}\n#endif",
        "#endif",
    ]
    body = "\n\n".join(blocks) + "\n"
    told = header({"version": facts["version"], "declares": facts["sha256"]}, body, "// ")
    return f"/* The functions of {stem}.c, made by symchain. */\n\n{told}\n\n{body}"


def _vectorised(bodies: Sequence[str]) -> list[str]:
    """The declarations that let compilers call glibc's functions of vectors of doubles."""
    called = words(bodies)
    used = [name for name in VECTORISED if name in called]
    if not used:
        return []
    mark = '__attribute__((const, simd("notinbranch")))'
    lines = [f"{mark} double {name}({VECTORISED[name]});" for name in used]
    return ["\n".join(["#ifdef SYMCHAIN_SIMD", *lines, "#endif"])]


def _pattern(name: str, value: Sequence[int]) -> str:
    numbers = wrapped(", ".join(map(str, value)) or "0", "    ")
    return "\n".join([f"const long {name}[{max(len(value), 1)}] = {{", *numbers, "};"])


def _comment(
    facts: Mapping[str, object], writer: Writer, domain: Sequence[str], checked: str
) -> list[str]:
    """What the file computes, with which arguments, where, and how it was checked."""
    texts, slopes = facts["formulas"], facts["wrt"]
    assert isinstance(texts, list) and isinstance(slopes, list)
    lines = ["A formula and its derivatives, made by symchain.", ""]
    for text in texts:
        lines += wrapped(shown(text), "    ")
    lines.append("")
    for group, names in writer.groups.items():
        what = "Arguments" if group == "point" else f"Arguments of the {group}"
        given = ", ".join([writer.parameters[name] for name in names]) or "none"
        lines += wrapped(f"{what}, in this order: {cut(given)}.", "")
    lines += wrapped(f"Derivatives by, in this order: {cut(', '.join(slopes) or 'none')}.", "")
    if kinks := at_kinks(facts):
        lines += wrapped(kinks, "")
    for sentence in domain:
        lines += wrapped(cut(sentence), "")
    lines += wrapped(OUTSIDE, "")
    lines += wrapped(
        "Functions that end in _batch take n points: number i of point j is at [i*stride + j].", ""
    )
    if checked:
        lines += wrapped(checked, "")
    return boxed(lines)


def boxed(lines: Iterable[str]) -> list[str]:
    """Lines as a comment."""
    safe = [line.replace("*/", "* /").replace("/*", "/ *") for line in lines]
    return ["/*", *[f" * {line}".rstrip() for line in safe], " */"]


class Writer:
    """Writes functions with the same parameters, names and signature."""

    def __init__(
        self,
        functions: Sequence[Function],
        groups: Mapping[str, Sequence[str]],
        library: Library,
        vector: bool,
        reserved: frozenset[str] = frozenset(),
    ) -> None:
        self.library = library
        self.target = library.target
        self.vector = vector
        used = {group for function in functions for group in function.groups}
        self.groups = {group: names for group, names in groups.items() if group in used}
        names = [name for group in self.groups.values() for name in group]
        own = {function.name for function in functions}
        reserved |= WORDS | self.target.functions | own
        self.parameters = parameters(names, reserved)
        self.prefix = prefix([*self.parameters.values(), *reserved])
        self.parts = {each.name: self._parts(each) for each in functions}
        first = functions[0].name
        self.module = first[: first.rfind("_value")] if first.endswith("_value") else ""

    def named(self, constant: str) -> str:
        """The name of a pattern, told apart from that of another file's functions."""
        return f"{self.module}_{constant}" if self.module else constant

    def texts(self, function: Function) -> list[str]:
        """The function of one point and that of many, with the parts of a long one before them."""
        parts = self.parts[function.name]
        if parts is None:
            straight = Straight(self, function)
            given = self._given(function)
            is_scalar = _is_scalar(function)
            one = straight.returned(given) if is_scalar else straight.text(_place, given)
            many = straight.text(_column, self._columns(function))
            return [self._single(function, one), self._batch(function, many)]
        places = range(parts.first_output, parts.first_output + len(function.program.outputs))
        results = [f"slots[{place}]" for place in places]
        size = f"#define {function.name.upper()}_WORK {parts.count}"
        one = [*self._filled(function, self._given(function)), *_stores(results, _place)]
        many = [*self._filled(function, self._columns(function)), *_stores(results, _column)]
        return [
            size,
            *self._parts_of(function, parts),
            self._single(function, one),
            self._batch(function, many),
        ]

    def work(self, function: Function) -> int:
        """How many doubles the caller of a function gives for its values; mostly none."""
        parts = self.parts[function.name]
        return 0 if parts is None else parts.count

    def _parts(self, function: Function) -> Partition | None:
        program = function.program
        if not is_long(program, BOUND):
            return None
        return Partition(program, self.library, self.parameters, self.prefix, "slots", PART)

    def names(self, group: str) -> list[str]:
        """The identifiers of a group's arguments."""
        return [self.parameters[name] for name in self.groups[group]]

    # ---- bodies

    def inputs(self, function: Function) -> list[str]:
        return [self.parameters[name] for name in function.program.inputs]

    def _given(self, function: Function) -> dict[str, str]:
        """What each input is in the function of one point, unless it is a parameter."""
        return self._places(function, _place) if self.vector else {}

    def _columns(self, function: Function) -> dict[str, str]:
        """What each input is in the loop over points."""
        return self._places(function, _column)

    def _places(self, function: Function, place: Callable[[int], str]) -> dict[str, str]:
        return {
            name: f"{group}[{place(i)}]"
            for group in function.groups
            for i, name in enumerate(self.names(group))
        }

    def _filled(self, function: Function, given: Mapping[str, str]) -> list[str]:
        """The calls of the parts of a long function, with its inputs in the slots before them."""
        parts = self.parts[function.name]
        assert parts is not None
        inputs = [given.get(name, name) for name in self.inputs(function)]
        lines = [f"    slots[{i}] = {text};" for i, text in enumerate(inputs)]
        numbers = range(1, len(parts.parts) + 1)
        return [*lines, *[f"    {function.name}_part_{number}(slots);" for number in numbers]]

    def text(
        self,
        items: Lines,
        flags: Sequence[str],
        slot: Mapping[str, int] | None = None,
        known: Sequence[str] = (),
    ) -> list[str]:
        """The lines of statements and blocks, every name declared where it is first given.

        `slot` are the places of names that other parts read, `known` names that are declared.
        """
        first: dict[str, int] = {}
        for depth, name, _ in items:
            if name and not name.endswith("]"):
                first.setdefault(name, depth)
        declared = {*flags, *known}
        early = [name for name, depth in first.items() if depth > 1 and name not in declared]
        # Each is set in every case, which compilers do not see where conditions are related.
        lines = [f"    double {name} = NAN;" for name in early]
        lines += [f"    double {flag} = 0;" for flag in flags]
        declared.update(early)
        depth = 1
        for wanted, name, text in items:
            other = not name and text == self.target.otherwise
            while depth > wanted + other:
                depth -= 1
                lines.append("    " * depth + "}")
            pad, depth = "    " * wanted, wanted if name else wanted + 1
            if not name:
                lines.append(pad + text)
                continue
            kind = "" if name in declared or name.endswith("]") else "double "
            declared.add(name)
            lines.append(f"{pad}{kind}{name} = {text};")
            if slot and name in slot:
                lines.append(f"{pad}slots[{slot[name]}] = {name};")
        return lines + ["    " * level + "}" for level in range(depth - 1, 0, -1)]

    def _parts_of(self, function: Function, parts: Partition) -> list[str]:
        """The parts of a long function."""
        texts = []
        for number, part in enumerate(parts.parts):
            items = rendered(part, parts.blocks, self.target)
            taken = [f"    double {n} = slots[{parts.slot[n]}];" for n in parts.taken(number)]
            body = self.text(items, parts.cleared(number), parts.slot, parts.taken(number))
            head = f"static void {function.name}_part_{number + 1}(double *restrict slots)"
            texts.append("\n".join([head, "{", *taken, *body, "}"]))
        return texts

    # ---- what callers see

    def _work(self, function: Function) -> list[str]:
        return [] if self.parts[function.name] is None else ["double *restrict slots"]

    def _single(self, function: Function, text: list[str]) -> str:
        """The function of one point; one of a single number returns it."""
        scalar = _is_scalar(function) and self.parts[function.name] is None
        given = [f"const double *restrict {group}" for group in function.groups]
        silent = [group for group in function.groups if group not in words(text)]
        if not self.vector:
            given = [f"double {name}" for group in function.groups for name in self.names(group)]
            silent = []
        result = [] if scalar else ["double *restrict result"]
        work = self._work(function)
        kind = "double" if scalar else "void"
        first = head(f"{kind} {function.name}", [*given, *result, *work] or ["void"])
        quiet = [f"    (void){name};" for name in silent]
        return "\n".join([f"/* {function.about} */", first, "{", *quiet, *text, "}"])

    def _batch(self, function: Function, text: list[str]) -> str:
        """The function of n points, in columns: a loop that compilers can make vectors of."""
        given = [f"const double *restrict {group}" for group in function.groups]
        first = head(
            f"void {function.name}_batch",
            ["size_t n", "size_t stride", *given, "double *restrict result", *self._work(function)],
        )
        silent = [name for name in ("stride", *function.groups) if name not in words(text)]
        lines = [f"    (void){name};" for name in silent]
        lines += ["#ifdef SYMCHAIN_SIMD", "#pragma omp simd", "#endif"]
        lines += ["    for (size_t j = 0; j < n; j++) {"]
        lines += [f"    {line}" for line in text]
        return "\n".join([first, "{", *lines, "    }", "}"])


def _is_scalar(function: Function) -> bool:
    """Whether a function has one number for its result."""
    return function.shapes == [0]


def _stores(results: Sequence[str], place: Callable[[int], str]) -> list[str]:
    return [f"    result[{place(i)}] = {value};" for i, value in enumerate(results)]


def _place(i: int) -> str:
    return str(i)


def _column(i: int) -> str:
    return "j" if i == 0 else "stride + j" if i == 1 else f"{i} * stride + j"


def head(name: str, parameters: Sequence[str]) -> str:
    """The first line of a function, or its lines where it is long."""
    flat = f"{name}({', '.join(parameters)})"
    if len(flat) <= 100:
        return flat
    return "\n".join([f"{name}(", *wrapped(", ".join(parameters) + ")", "    ", 100)])
