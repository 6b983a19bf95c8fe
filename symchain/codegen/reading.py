"""`read_program`: the JSON target's documents read back; the text may be a stranger's.

Everything is looked at before it is used: names are those of the language, formulas are parsed,
steps use inputs and earlier steps only, so that there is no circle. Nothing of the text is run.
"""

from __future__ import annotations

from math import inf

from symchain.calculus.kinks import KINKS
from symchain.calculus.matrices.jacobians import MODES
from symchain.codegen.kinds import (
    AND,
    KINDS,
    LAYOUTS,
    MATRICES,
    SINGLE,
    group_names,
    groups_of,
    pattern_names,
)
from symchain.codegen.program import Program
from symchain.codegen.regeneration import model_of
from symchain.codegen.routines import Routines, facts_of, function_of
from symchain.codegen.shapes import size, told
from symchain.errors import SymchainError, clipped
from symchain.functions import TABLE
from symchain.graph.graph import Graph
from symchain.parsing import parse_node
from symchain.parsing.names import suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.targets.functions import Function
    from symchain.graph.model import Model

FACTS = {"formulas": list, "outputs": list, "scalar": bool, "variables": list, "wrt": list}
FIELDS = {"returns": str, "inputs": dict, "steps": list, "outputs": list, "patterns": dict}
CALLED = {dict: "an object", list: "a list", str: "a text", int: "a whole number", bool: "a truth"}


def read_program(text: str) -> Routines:
    """The functions of a JSON document that the target `json` wrote, for any other target.

    `symchain.generate` and `symchain.compile` take what comes back as they take a formula: only
    the target, names and signature are still to be chosen. Raises SymchainError, with the place,
    for what is no such document.

    >>> import symchain as sc
    >>> read = sc.read_program(sc.generate("x^2*y", target="json"))
    >>> sc.compile(read).value_and_gradient(3.0, 2.0)
    (18.0, (12.0, 9.0))
    """
    from symchain.codegen.targets.json import SCHEMA

    document = _fields(_document(text), "the document", {"symchain": dict, "functions": list})
    if document.get("schema") != SCHEMA:
        raise SymchainError(
            f"schema: this version of symchain reads {SCHEMA}, "
            f"here it is {_shown(document.get('schema'))}"
        )
    facts, model = _facts(_fields(document["symchain"], "symchain", FACTS))
    functions: dict[str, Function] = {}
    for number, item in enumerate(document["functions"]):
        where = f"functions[{number}]"
        function = _function(_fields(item, where, FIELDS), where, facts)
        if function.name in functions:
            raise SymchainError(f"{where}.returns: '{function.name}' is there already")
        functions[function.name] = function
    if not functions:
        raise SymchainError("functions: there is none")
    return Routines(model, functions, facts)


# ---- JSON and its types


def _document(text: str) -> Any:
    """What a text spells as JSON; SymchainError with the place where it spells nothing."""
    import json

    _typed(text, str, "the document")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        why = error.msg[:1].lower() + error.msg[1:]
        span = (error.pos, error.pos + 1)
        raise SymchainError(f"this is no JSON: {why}", source=text, span=span) from None
    except RecursionError:
        raise SymchainError("this is no document: its brackets are nested too deeply") from None
    except ValueError:
        raise SymchainError("this is no document: a number has too many digits") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise SymchainError(f"'{clipped(twice)}' is given twice in one object")
    return found


def _no_number(name: str) -> Any:
    raise SymchainError(f"'{name}' is no number of JSON")


def _fields(value: Any, where: str, wanted: Mapping[str, type]) -> dict[str, Any]:
    """An object with the wanted fields, each of its type."""
    _typed(value, dict, where)
    for name, kind in wanted.items():
        if name not in value:
            raise SymchainError(f"{where}: the field '{name}' is missing")
        _typed(value[name], kind, f"{where}.{name}")
    found: dict[str, Any] = value
    return found


def _typed(value: Any, kind: type, where: str) -> None:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise SymchainError(f"{where}: {CALLED[kind]} is expected, not {_shown(value)}")


def _list(value: Any, kind: type, where: str) -> list[Any]:
    """A list of values of one type."""
    _typed(value, list, where)
    for number, item in enumerate(value):
        _typed(item, kind, f"{where}[{number}]")
    items: list[Any] = value
    return items


def _shown(value: Any) -> str:
    """A value as a message shows it."""
    if isinstance(value, dict | list):
        return CALLED[type(value)]
    return "a null" if value is None else clipped(repr(value))


# ---- facts


def _facts(told: Mapping[str, Any]) -> tuple[dict[str, Any], Model]:
    """What the document says of its functions, and the formulas that they compute."""
    lists = {
        name: _list(told.get(name, []), str, f"symchain.{name}")
        for name in ("formulas", "outputs", "variables", "wrt", "assumptions")
    }
    for name in ("outputs", "variables", "wrt"):
        _check_names(lists[name], f"symchain.{name}")
    outputs, formulas, variables = lists["outputs"], lists["formulas"], lists["variables"]
    if not outputs or len(outputs) != len(formulas):
        raise SymchainError("symchain.outputs: there must be a name for each of the formulas")
    if told["scalar"] and len(outputs) > 1:
        raise SymchainError("symchain.scalar: there are several outputs")
    strict = told.get("strict", False) is True
    try:
        model = model_of(outputs, formulas, variables, lists["assumptions"], strict)
    except SymchainError as error:
        raise error.within("symchain.") from None
    for name in (*model.inputs, *lists["wrt"]):
        if name not in variables:
            raise SymchainError(f"symchain.variables: '{name}' is missing")
    words = {
        "mode": ("auto", *MODES),
        "layout": LAYOUTS,
        "kinks": KINKS,
    }
    chosen = {name: told.get(name, known[0]) for name, known in words.items()}
    for name, known in words.items():
        if chosen[name] not in known:
            raise SymchainError(
                f"symchain.{name}: unknown word {_shown(chosen[name])} ({', '.join(known)})"
            )
    return facts_of(model, told["scalar"], variables, lists["wrt"], **chosen), model


def _check_names(names: Sequence[str], where: str) -> None:
    """Raises SymchainError where a name is none of the language, or is given twice."""
    for number, name in enumerate(names):
        if not _is_name(name):
            raise SymchainError(f"{where}[{number}]: '{clipped(name)}' is no name of a variable")
    if len(set(names)) < len(names):
        twice = next(name for number, name in enumerate(names) if name in names[:number])
        raise SymchainError(f"{where}: '{clipped(twice)}' is there twice")


def _is_name(name: str) -> bool:
    """Whether a text is a name as the language spells it."""
    if name.isascii():
        return name.isidentifier()
    graph = Graph()
    try:
        return graph.names.get(parse_node(graph, name, [name])) == name
    except SymchainError:
        return False


# ---- functions


def _function(item: Mapping[str, Any], where: str, facts: Mapping[str, Any]) -> Function:
    """One function of the document."""
    name = item["returns"]
    kinds = name.split(AND)
    if not set(kinds) <= KINDS.keys() or len(set(kinds)) < len(kinds):
        known = ", ".join(KINDS)
        raise SymchainError(f"{where}.returns: '{clipped(name)}' is unknown (known: {known})")
    if len(facts["outputs"]) > 1 and not SINGLE.isdisjoint(kinds):
        raise SymchainError(f"{where}.returns: '{name}' is of one output, here are several")
    names = group_names(facts)
    inputs = {group: names[group] for group in groups_of(kinds)}
    if item["inputs"] != inputs:
        raise SymchainError(f"{where}.inputs: these must be {inputs}")
    program = _program(item, where, [each for group in inputs.values() for each in group])
    patterns = _patterns(item["patterns"], f"{where}.patterns", kinds, facts)
    function = function_of(name, program, facts, patterns)
    count = sum([size(shape) for shape in function.shapes])
    if len(program.outputs) != count:
        raise SymchainError(
            f"{where}.outputs: '{name}' has {count} numbers, here are {len(program.outputs)}"
        )
    if item.get("shapes") != [told(shape) for shape in function.shapes]:
        raise SymchainError(f"{where}.shapes: these are not those of '{name}'")
    return function


def _program(item: Mapping[str, Any], where: str, inputs: Sequence[str]) -> Program:
    """The steps of a function as a program."""
    program = Program(inputs)
    known = dict(program.inputs)
    for number, step in enumerate(item["steps"]):
        place = f"{where}.steps[{number}]"
        _typed(step, list, place)
        if len(step) < 2 or not (isinstance(step[0], str) and isinstance(step[1], str)):
            raise SymchainError(f"{place}: a step is [name, operation, argument, ...]")
        name, word = step[0], step[1]
        if name in known:
            raise SymchainError(f"{place}: '{clipped(name)}' is there already")
        op = TABLE.get(word)
        if op is None:
            near = suggestion(word, TABLE)
            hint = f" (did you mean '{near}'?)" if near else ""
            raise SymchainError(f"{place}: unknown operation '{clipped(word)}'{hint}")
        args = [_argument(arg, program, known, place) for arg in step[2:]]
        if not op.accepts(len(args)):
            raise SymchainError(f"{place}: '{word}' does not take {len(args)} arguments")
        for position, arg in enumerate(args):
            _check_kind(program, arg, position in op.conditions, place)
        known[name] = program.step(op, *args)
    for number, output in enumerate(item["outputs"]):
        place = f"{where}.outputs[{number}]"
        program.outputs.append(_argument(output, program, known, place))
        _check_kind(program, program.outputs[-1], False, place)
    return program.check()


def _argument(value: Any, program: Program, known: Mapping[str, int], where: str) -> int:
    """The step that an argument names, or that of a number."""
    if isinstance(value, str):
        if value not in known:
            raise SymchainError(
                f"{where}: '{clipped(value)}' is not known: inputs and earlier steps are"
            )
        return known[value]
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise SymchainError(f"{where}: a name or a number is expected, not {_shown(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = inf
    if abs(number) == inf:
        raise SymchainError(f"{where}: a number is out of the range of double precision")
    return program.constant(number)


def _check_kind(program: Program, step: int, is_condition: bool, where: str) -> None:
    """Raises SymchainError where a condition stands for a number, or the other way round."""
    if program.ops[step].boolean != is_condition:
        wanted = "a condition" if is_condition else "a number"
        raise SymchainError(f"{where}: {wanted} is expected here")


def _patterns(
    told: Mapping[str, Any], where: str, kinds: Sequence[str], facts: Mapping[str, Any]
) -> dict[str, tuple[int, ...]]:
    """The places of a sparse matrix's entries: whole numbers inside of the matrix, in order."""
    sparse = [kind for kind in kinds if kind in MATRICES and facts["layout"] != "dense"]
    wanted = [name for kind in sparse for name in pattern_names(kind, facts["layout"])]
    if list(told) != wanted:
        raise SymchainError(f"{where}: the names must be {wanted}")
    columns = len(facts["wrt"])
    for kind in sparse:
        rows = columns if kind == "hessian" else len(facts["outputs"])
        first, second = (
            _list(told[name], int, f"{where}.{name}")
            for name in pattern_names(kind, facts["layout"])
        )
        if facts["layout"] == "rows":
            is_whole = len(first) == rows + 1 and first[0] == 0 and first[-1] == len(second)
            is_right = is_whole and first == sorted(first)
        else:
            is_right = len(first) == len(second) and all(0 <= i < rows for i in first)
        if not is_right or not all(0 <= j < columns for j in second):
            raise SymchainError(f"{where}: these are no places of a matrix {rows} by {columns}")
    return {name: tuple(numbers) for name, numbers in told.items()}
