"""The texts of emitted solvers: Newton's iteration with the exact derivative, safeguarded.

One equation: steps are halved until the residual shrinks; once its sign has changed, steps stay
between the two signs. Several: a step is halved until the next one, with the same factors, is
shorter (Deuflhard's natural test), so that the scales of equations and unknowns do not matter.
"""

from __future__ import annotations

# Words that emitted text uses: no variable of a module is called so.
LOCAL = frozenset(
    (
        *(
            "above",
            "below",
            "direct",
            "factors",
            "first",
            "further",
            "guess",
            "is_near",
            "largest",
            "last",
        ),
        *("matrix", "multipliers", "next_size", "own", "place", "rates", "result", "right", "row"),
        *(
            "rows",
            "scale",
            "scales",
            "size",
            "sizes",
            "slope",
            "solution",
            "square",
            "step",
            "steps",
        ),
        *("trial", "value", "values", "weight", "weights", "reversed", "is_inside"),
        *("ArithmeticError", "ValueError"),
    )
)

SCALAR = '''\
    """The {unknown} near a guess that solves the equation; ValueError where none is found."""
    place, last = float(guess), float("inf")
    below = above = float("nan")  # where the residual has each sign
    try:
        value, slope = {function}({arguments}place)
    except (ArithmeticError, ValueError):
        value = slope = float("nan")
    if value != value:
        raise ValueError(f"the equation has no value at the guess {{guess!r}}")
    first = abs(value)
    for _ in range({steps}):
        if value == 0.0:
            return place
        below, above = (place, above) if value < 0.0 else (below, place)
        step = value / slope if slope else float("inf")
        if abs(step) <= {rounding} * abs(place) and abs(value) <= first:
            return place - step
        if below == below and above == above:
            is_inside = min(below, above) < place - step < max(below, above)
            if not is_inside or abs(step) > 0.5 * abs(last):
                step = 0.5 * ((place - below) + (place - above))
                if abs(step) <= {rounding} * abs(place):
                    if abs(value) <= first:
                        return place
                    break
            trial = {function}({arguments}place - step)
        else:
            is_near = abs(step) <= max({close} * abs(place), 1e-15 * abs(guess))
            for _ in range({halvings} if slope else 0):
                try:
                    trial = {function}({arguments}place - step)
                except (ArithmeticError, ValueError):
                    trial = (float("nan"), 0.0)
                size = abs(trial[0])
                if size < abs(value) or (trial[0] * value < 0.0 and size < float("inf")):
                    break
                if is_near and trial[0] == trial[0]:
                    return place
                step *= 0.5
            else:
                break
        place, last = place - step, step
        value, slope = trial
    raise ValueError(
        f"no solution was found from {{guess!r}}: the residual is {{value!r}} at {{place!r}}"
    )'''

SYSTEM = '''\
    """The solution near a guess; ValueError where none is found."""
    place = tuple(map(float, guess))
    scales = [abs(own) or 1.0 for own in place]
    try:
        values, square = {function}({arguments}*place)
    except (ArithmeticError, ValueError):
        raise ValueError("the equations have no value at the guess") from None
    for _ in range({steps}):
        factors = lu_factor(square)
        steps = lu_solve(factors, values)
        size = max([abs(step) / scale for step, scale in zip(steps, scales)])
        if size <= {rounding}:
            return place
        weight = 1.0
        for _ in range({dampings}):
            trial = tuple([own - weight * step for own, step in zip(place, steps)])
            try:
                values, square = {function}({arguments}*trial)
                further = lu_solve(factors, values)
                sizes = [abs(step) / scale for step, scale in zip(further, scales)]
                next_size = max(sizes)
            except (ArithmeticError, ValueError):
                next_size = float("nan")
            if next_size <= (1.0 - 0.5 * weight) * size:
                break
            if size <= {close} and next_size == next_size:
                return place
            weight *= 0.5
        else:
            break
        place = trial
        scales = [max(abs(own), 1e-3 * scale) for own, scale in zip(place, scales)]
    largest = max([abs(own) for own in {residual}({arguments}*place)])
    raise ValueError(
        f"no solution was found from the guess: the largest residual is {{largest!r}}"
    )'''

NUMBERS = {
    "steps": "200",
    "halvings": "1100",  # from the largest double to the smallest
    "dampings": "50",
    "rounding": "2.3e-16",
    "close": "1e-9",
}


def scalar(unknown: str, function: str, arguments: str) -> list[str]:
    """The body of `solve` for one equation; `function` returns the residual and its slope."""
    text = SCALAR.format(unknown=unknown, function=function, arguments=arguments, **NUMBERS)
    return text.splitlines()


def several(function: str, residual: str, arguments: str) -> list[str]:
    """The body of `solve` for a system; `function` returns the residuals and rows of slopes."""
    text = SYSTEM.format(function=function, residual=residual, arguments=arguments, **NUMBERS)
    return text.splitlines()
