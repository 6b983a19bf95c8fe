"""The picture of accuracy: bits lost against each variable, as text in 80 columns and as SVG.

The axis of a variable has both signs and every decade between the smallest and the largest number
that was tried; 0 stands in the middle. The axis of losses runs from 0 to 53 bits.
"""

from __future__ import annotations

import math

from symchain.checking.losses import BITS, Accuracy, Losses, in_ulp
from symchain.display.grid import shortened
from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from symchain.checking.losses import Sample

WIDTH, HEIGHT = 64, 11  # of a panel of text
LINE = 74  # characters of a line below it
MARKS = " .:#X"  # nothing, a result within the bounds, several, one that is not, the worst
KEY = ". within bounds  : several  # beyond 16 ulp and 4 times conditioning  X worst"

PANEL = (640, 200)  # of the drawing, in pixels
MARGIN = (56, 34, 16, 40)  # left, top, right, bottom
COLOURS = {False: "#4878a8", True: "#c03028"}
STEP = 10  # bits between the lines of the grid


class Axis:
    """A variable's numbers on a line from 0 to 1: decades of both signs, 0 in the middle."""

    def __init__(self, numbers: Sequence[float]) -> None:
        decades = [math.log10(abs(x)) for x in numbers if x]
        self.low = math.floor(min(decades, default=0.0))
        self.high = max(math.ceil(max(decades, default=0.0)), self.low + 1)
        self.signs = (any(x < 0 for x in numbers), any(x > 0 for x in numbers))
        self.has_zero = len(set(self.signs)) == 1 or 0.0 in numbers

    def at(self, number: float) -> float:
        """Where a number stands."""
        size = 0.0
        if number:
            size = 0.02 + 0.98 * (math.log10(abs(number)) - self.low) / (self.high - self.low)
        if self.signs == (True, False):
            return 1 - size
        if self.signs == (False, True):
            return size
        return 0.5 + math.copysign(size, number) / 2

    def ticks(self) -> list[tuple[float, str]]:
        """Numbers to write below the line, and where."""
        below, above = self.signs
        sizes = [(self.low + self.high) // 2, self.high]
        if not self.has_zero:
            sizes.insert(0, self.low)
        ticks = [(self.at(-(10.0**size)), f"-1e{size}") for size in reversed(sizes) if below]
        if self.has_zero:
            ticks.append((self.at(0.0), "0"))
        return ticks + [(self.at(10.0**size), f"1e{size}") for size in sizes if above]


def picture(accuracy: Accuracy | None, drawn: bool = False) -> str:
    """The picture as text, or drawn: an SVG file. SymchainError where nothing was measured."""
    if accuracy is None or not list(panels(accuracy)):
        raise SymchainError(
            "there is no picture: accuracy is measured of values and derivatives of formulas that "
            "have variables and are not too large"
        )
    return as_svg(accuracy) if drawn else as_text(accuracy)


def panels(accuracy: Accuracy) -> Iterator[tuple[Losses, str, Axis]]:
    """A panel for each output and each variable."""
    for losses in accuracy.each():
        for name in losses.samples[0].point:
            yield losses, name, Axis([sample.point[name] for sample in losses.samples])


def as_text(accuracy: Accuracy) -> str:
    """Bits lost against each variable, in 80 columns of plain characters."""
    return "\n\n".join([*[_text_panel(*panel) for panel in panels(accuracy)], KEY]) + "\n"


def _text_panel(losses: Losses, name: str, axis: Axis) -> str:
    cells = [[0] * WIDTH for _ in range(HEIGHT)]
    worst = losses.worst
    for sample in losses.samples:
        row = round(sample.bits / BITS * (HEIGHT - 1))
        column = round(axis.at(sample.point[name]) * (WIDTH - 1))
        mark = 3 if sample.failing else min(2, cells[row][column] + 1)
        cells[row][column] = max(4 if sample is worst else mark, cells[row][column])
    lines = [f"{losses.what}: bits lost against {name}"]
    for row in reversed(range(HEIGHT)):
        bits = f"{row / (HEIGHT - 1) * BITS:.0f}" if row % 5 == 0 else ""
        marks = "".join([MARKS[mark] for mark in cells[row]])
        lines.append(f"{bits:>4} |{marks}".rstrip())
    lines.append("     +" + "-" * WIDTH)
    lines.append(_text_ticks(axis))
    lines += [f"     {_figures(losses)}", f"     {shortened(f'worst {worst}', LINE)}"]
    return "\n".join(lines)


def _text_ticks(axis: Axis) -> str:
    """The numbers below a panel, those that have room."""
    line = [" "] * (WIDTH + 14)
    free = 0
    for place, text in axis.ticks():
        start = max(6 + round(place * (WIDTH - 1)) - len(text) // 2, 0)
        if start >= free:
            line[start : start + len(text)] = text
            free = start + len(text) + 2
    return "".join(line).rstrip()


def _figures(losses: Losses) -> str:
    """The errors in one line."""
    median, most = in_ulp(losses.median), in_ulp(losses.percentile)
    count = f"{losses.failing} of {len(losses.samples)}"
    return f"median {median}, 99 % {most}, worst {in_ulp(losses.worst.ulps)}; too far: {count}"


def as_svg(accuracy: Accuracy) -> str:
    """The same as a drawing: text of an SVG file that needs nothing else."""
    drawn = list(panels(accuracy))
    width, height = PANEL[0], PANEL[1] * max(1, len(drawn))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, (losses, name, axis) in enumerate(drawn):
        lines.append(f'<g transform="translate(0 {number * PANEL[1]})">')
        lines += _grid(losses, name, axis)
        ordered = sorted(losses.samples, key=lambda sample: sample.failing)
        lines += [_dot(sample, axis.at(sample.point[name])) for sample in ordered]
        lines += _label(losses.worst, axis.at(losses.worst.point[name]))
        lines.append("</g>")
    return "\n".join([*lines, "</svg>", ""])


def _place(place: float, bits: float) -> tuple[float, float]:
    """Pixels of a place on the axis and a number of bits."""
    left, top, right, bottom = MARGIN
    across = left + place * (PANEL[0] - left - right)
    return across, PANEL[1] - bottom - bits / BITS * (PANEL[1] - top - bottom)


def _grid(losses: Losses, name: str, axis: Axis) -> Iterator[str]:
    """The title, the lines of the grid and their numbers."""
    title = f"{losses.what}: bits lost against {name}"
    yield f'<text x="{MARGIN[0]}" y="18" font-size="13">{_escaped(title)}</text>'
    for bits in (*range(0, BITS, STEP), BITS):
        (x, y), (end, _) = _place(0, bits), _place(1, bits)
        yield f'<path d="M{x:.1f} {y:.1f}H{end:.1f}" stroke="#dddddd"/>'
        yield f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{bits}</text>'
    for place, text in axis.ticks():
        (x, low), (_, high) = _place(place, 0), _place(place, BITS)
        yield f'<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="#eeeeee"/>'
        yield f'<text x="{x:.1f}" y="{low + 16:.1f}" text-anchor="middle">{text}</text>'


def _dot(sample: Sample, place: float) -> str:
    x, y = _place(place, sample.bits)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{COLOURS[sample.failing]}"/>'


def _label(worst: Sample, place: float) -> Iterator[str]:
    """The worst point with a ring, and in words below the panel."""
    x, y = _place(place, worst.bits)
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="none" stroke="black"/>'
    words = _escaped(f"worst: {worst}")
    yield f'<text x="{MARGIN[0]}" y="{PANEL[1] - 8}" fill="#444444">{words}</text>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
