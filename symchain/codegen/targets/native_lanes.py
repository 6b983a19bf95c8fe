"""Functions of mathematics for vectors: glibc's libmvec where it is there, else lane by lane."""

from __future__ import annotations

from symchain.codegen.targets.c_module import VECTORISED
from symchain.codegen.targets.native_module import LANES, by_lane

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# The registers of x86-64, widest first: what the processor must have, how many doubles they hold,
# and the letter that stands for them in the names of libmvec's functions.
REGISTERS = (("avx512f", 8, "e"), ("avx2", 4, "d"), ("sse4.1", 2, "b"))


def definitions(
    needed: Mapping[str, int], features: Mapping[str, bool], found: Callable[[str], bool]
) -> str:
    """The text that defines functions of vectors, given by name with their number of arguments.

    `features` are those of the processor, `found` says whether a function of libmvec is there.
    """
    texts = []
    for name, count in needed.items():
        width, own = _vector(name, count, features) if name in VECTORISED else (1, "")
        if own and found(own):
            texts.append(_declared(own, width, count))
            texts.append(_in_pieces(f"lanes.{name}", own, width, count))
        else:
            texts.append(f"declare double @{name}({', '.join(['double'] * count)}) memory(none)")
            texts.append(by_lane(f"lanes.{name}", name, count))
    return "\n".join(texts)


def _vector(name: str, count: int, features: Mapping[str, bool]) -> tuple[int, str]:
    """The widest function of vectors that the processor can run, and how wide it is."""
    for feature, width, letter in REGISTERS:
        if features.get(feature):
            return width, f"_ZGV{letter}N{width}{'v' * count}_{name}"
    return 1, ""


def _declared(name: str, width: int, count: int) -> str:
    kind = f"<{width} x double>"
    return f"declare {kind} @{name}({', '.join([kind] * count)}) nounwind willreturn memory(none)"


def _in_pieces(name: str, own: str, width: int, count: int) -> str:
    """The text of a function of LANES doubles by one of fewer."""
    whole, piece = f"<{LANES} x double>", f"<{width} x double>"
    lines, results = [], []
    for start in range(0, LANES, width):
        places = ", ".join([f"i32 {lane}" for lane in range(start, start + width)])
        given = []
        for i in range(count):
            lines.append(
                f"  %x{i}.{start} = shufflevector {whole} %x{i}, {whole} poison, "
                f"<{width} x i32> <{places}>"
            )
            given.append(f"{piece} %x{i}.{start}")
        lines.append(f"  %y{start} = call {piece} @{own}({', '.join(given)})")
        results.append((width, f"%y{start}"))
    while len(results) > 1:
        results = [_joined(lines, *pair) for pair in zip(results[::2], results[1::2], strict=True)]
    parameters = ", ".join([f"{whole} %x{i}" for i in range(count)])
    head = f"define {whole} @{name}({parameters}) nounwind alwaysinline {{"
    return "\n".join([head, *lines, f"  ret {whole} {results[0][1]}", "}"])


def _joined(lines: list[str], a: tuple[int, str], b: tuple[int, str]) -> tuple[int, str]:
    """Two vectors as one."""
    width = a[0] + b[0]
    kind, name = f"<{a[0]} x double>", f"{a[1]}.{width}"
    places = ", ".join([f"i32 {lane}" for lane in range(width)])
    lines.append(
        f"  {name} = shufflevector {kind} {a[1]}, {kind} {b[1]}, <{width} x i32> <{places}>"
    )
    return width, name
