"""The texts of solvers over arrays: those of `solvers`, as one straight line for all points.

The nested loops of the iteration are one: a state holds, for each point, where it stands and the
step that it tries next. `begun` makes it, `advanced` evaluates the equations once and either takes
the step or halves it, `aimed` chooses the next step and says whether the search is over; the place
is then the solution, or nan where none was found. How often that is repeated is the business of a
target. Thresholds are multiples of the rounding of the kind of floating-point numbers.
"""

from __future__ import annotations

from symchain.codegen.targets.solvers import NUMBERS

# Words that emitted text uses: no variable of a module is called so.
LOCAL = frozenset(
    (
        *("adjoint_of", "advanced", "aimed", "begun", "direct", "guess", "linear", "matrix"),
        *("own", "pulled", "pushed", "rates", "result", "row", "rows", "step", "steps", "weight"),
        *(
            "weights",
            "residuals",
            "search",
            "searched",
            "solution",
            "Solution",
            "solved",
            "stacked",
            "stepped",
        ),
    )
)

# In the templates {xp} is the library, {newton} the function of residuals and their slopes.
SCALAR = '''\
def begun(known, guess):
    """The state of the search at a guess."""
    value, slope = {newton}(*known, guess)
    far, nowhere = {xp}.full_like(guess, {xp}.inf), {xp}.full_like(guess, {xp}.nan)
    count = {xp}.zeros_like(guess)
    return aimed(guess, value, slope, far, nowhere, nowhere, count, abs(value), guess)


def aimed(place, value, slope, last, below, above, count, first, guess):
    """The state at a place with the step that is tried next; nan is the place of what is lost.

    `below` and `above` are where the residual has each sign, `first` is its size at the guess.
    """
    rounding = float({xp}.finfo(place.dtype).eps)
    below = {xp}.where(value < 0.0, place, below)
    above = {xp}.where(value < 0.0, above, place)
    step = {xp}.where(slope != 0.0, value / slope, {xp}.inf)
    is_good = abs(value) <= first
    is_short = is_good & (abs(step) <= {rounding} * rounding * abs(place))
    is_between = (below == below) & (above == above)
    ahead = place - step
    is_inside = ({xp}.minimum(below, above) < ahead) & (ahead < {xp}.maximum(below, above))
    is_halved = is_between & ~is_short & (~is_inside | (abs(step) > 0.5 * abs(last)))
    step = {xp}.where(is_halved, 0.5 * ((place - below) + (place - above)), step)
    is_stuck = is_halved & (abs(step) <= {rounding} * rounding * abs(place))
    is_found = (value == 0.0) | is_short | (is_stuck & is_good)
    is_lost = ~is_found & (is_stuck | ~{xp}.isfinite(step) | (count >= {steps}))
    is_lost = is_lost | ~{xp}.isfinite(value)
    near = {xp}.maximum({close} * rounding**0.5 * abs(place), {least} * rounding * abs(guess))
    is_near = abs(step) <= near
    place = {xp}.where(is_short & (value != 0.0), place - step, place)
    place = {xp}.where(is_lost, {xp}.nan, place)
    is_over = is_found | is_lost
    return place, value, slope, step, last, below, above, is_near, count, first, guess, is_over


def advanced(known, state):
    """The state after the step that it holds: it is taken, or halved where it leads nowhere."""
    place, value, slope, step, last, below, above, is_near, count, first, guess, _ = state
    ahead = place - step
    trial, slope_there = {newton}(*known, ahead)
    is_there = {xp}.isfinite(trial)
    is_between = (below == below) & (above == above)
    is_less = (abs(trial) < abs(value)) | ((trial < 0.0) != (value < 0.0))
    is_taken = is_there & (is_between | is_less)
    is_found = is_there & ~is_taken & is_near
    half = 0.5 * step
    is_lost = ~is_taken & ~is_found & (is_between | (place - half == place))
    stay = {xp}.where(is_lost, {xp}.nan, place), value, slope, half, last, below, above
    stay = *stay, is_near, count, first, guess, is_found | is_lost
    taken = aimed(ahead, trial, slope_there, step, below, above, count + 1.0, first, guess)
    return tuple([{xp}.where(is_taken, new, old) for new, old in zip(taken, stay)])'''

SYSTEM = '''\
def begun(known, guess):
    """The state of the search at a guess."""
    scales = {xp}.where(guess != 0.0, abs(guess), 1.0)
    return aimed(guess, *residuals(known, guess), scales, {xp}.zeros_like(guess[0]))


def residuals(known, place):
    """The residuals at a place, and the matrix of their slopes."""
    values, square = {newton}(*known, *place)
    return {xp}.stack(values), {xp}.stack([{xp}.stack(row) for row in square])


def aimed(place, values, square, scales, count):
    """The state at a place with the step that is tried next; nan is the place of what is lost.

    The sizes of steps are those beside the scales of the unknowns.
    """
    rounding = float({xp}.finfo(place.dtype).eps)
    steps = linear(square, values[:, None])[:, 0]
    size = {xp}.amax(abs(steps) / scales, 0)
    is_found = size <= {rounding} * rounding
    is_lost = ~{xp}.isfinite(size) | (~is_found & (count >= {steps}))
    place = {xp}.where(is_lost, {xp}.nan, place)
    weight = {xp}.ones_like(size)
    return place, values, square, steps, scales, size, weight, count, is_found | is_lost


def advanced(known, state):
    """The state after the step that it holds: it is taken, or halved where it leads nowhere.

    It leads somewhere if the next one, with the same matrix, is shorter.
    """
    place, values, square, steps, scales, size, weight, count, _ = state
    close = {close} * float({xp}.finfo(place.dtype).eps) ** 0.5
    ahead = place - weight * steps
    values_there, square_there = residuals(known, ahead)
    further = linear(square, values_there[:, None])[:, 0]
    next_size = {xp}.amax(abs(further) / scales, 0)
    is_taken = next_size <= (1.0 - 0.5 * weight) * size
    is_found = ~is_taken & (size <= close) & (next_size == next_size)
    half = 0.5 * weight
    is_lost = ~is_taken & ~is_found & (half < 0.5**{dampings})
    stay = {xp}.where(is_lost, {xp}.nan, place), values, square, steps, scales, size, half
    stay = *stay, count, is_found | is_lost
    scales = {xp}.maximum(abs(ahead), 1e-3 * scales)
    taken = aimed(ahead, values_there, square_there, scales, count + 1.0)
    return tuple([{xp}.where(is_taken, new, old) for new, old in zip(taken, stay)])'''

LINEAR = '''\
def linear(matrix, right):
    """The x with matrix * x = right at each point, the last axes; nan where that is singular.

    Rows are brought to one size, so that the scales of equations do not matter.
    """
    sizes = {xp}.amax(abs(matrix), 1)[:, None]
    matrix = {xp}.moveaxis(matrix / sizes, (0, 1), (-2, -1))
    right = {xp}.moveaxis(right / sizes, (0, 1), (-2, -1))
    sign, _ = {xp}.linalg.slogdet(matrix)
    matrix = {xp}.where(abs(sign)[..., None, None] > 0.0, matrix, {xp}.nan)
    return {xp}.moveaxis({solve}(matrix, right), (-2, -1), (0, 1))


def stacked(*tables):
    """Tables of numbers as arrays, whose first axes are those of the table."""
    inputs, shape = given([own for table in tables for row in table for own in row])
    numbers = iter([{xp}.broadcast_to(each, shape) for each in inputs])
    rows = [[{xp}.stack([next(numbers) for _ in row]) for row in table] for table in tables]
    return list(map({xp}.stack, rows))


{quiet}def solved(matrix, right):
    """The x with matrix * x = right, of tables."""
    return linear(*stacked(matrix, right))


{quiet}def stepped(matrix, right):
    """The x with matrix * x = -right, of a table and a row."""
    return tuple(-linear(*stacked(matrix, [[own] for own in right]))[:, 0])


{quiet}def pulled(matrix, rates, rows):
    """The rows times the inverse of the matrix times the rates, by one transposed solve."""
    matrix, rates, rows = stacked(matrix, rates, rows)
    multipliers = linear({xp}.swapaxes(matrix, 0, 1), {xp}.swapaxes(rows, 0, 1))
    return (multipliers[:, :, None] * rates[:, None]).sum(0)'''

# Where arrays can be of any length: points whose search is over leave the state.
SEARCH = '''\
{quiet}def search(known, guess):
    """The unknowns near a guess at each point, in a row; nan where no solution is found."""
    inputs, shape = given((*known, *guess))
    flat = [{xp}.broadcast_to(each, shape).reshape(-1) for each in inputs]
    known, guess = flat[:{known}], {guess}
    result, chunk = {xp}.empty_like(guess), {chunk}
    for start in range(0, guess.shape[-1], chunk):
        part = slice(start, start + chunk)
        result[..., part] = searched([each[part] for each in known], guess[..., part])
    return result.reshape({result})


def searched(known, guess):
    """What search finds at points in a row."""
    result, points = {xp}.empty_like(guess), {points}
    state = begun(known, guess)
    while True:
        is_over = state[-1]
        result[..., points[is_over]] = state[0][..., is_over]
        rest = ~is_over
        points = points[rest]
        if not len(points):
            return result
        known = [each[rest] for each in known]
        state = advanced(known, [each[..., rest] for each in state])'''

# How a library differentiates the solution, by the formulas of the equations: of one, of several.
# {rule} is the function of the slopes by all variables.
PUSHED = (
    '''\
def pushed(known, place, tangents):
    """The derivative of the unknown along a direction of the variables."""
    return sum([slope * own for slope, own in zip({slopes}, tangents)])''',
    '''\
def pushed(known, place, tangents):
    """The derivatives of the unknowns along a direction of the variables, in a row."""
    matrix, rates = {rule}(*known, *place)
    right = [[sum([rate * own for rate, own in zip(row, tangents)])] for row in rates]
    return -linear(*stacked(matrix, right))[:, 0]''',
)
ADJOINT = (
    '''\
def adjoint_of(known, place, weight):
    """The gradient of weight * the unknown."""
    return [weight * slope for slope in {slopes}]''',
    '''\
def adjoint_of(known, place, weights):
    """The gradient of the weighted sum of the unknowns."""
    matrix, rates = {rule}(*known, *place)
    return list(-pulled(matrix, rates, (weights,))[0])''',
)

NUMBERS = {
    "steps": f"{NUMBERS['steps']}.0",
    "dampings": NUMBERS["dampings"],
    "rounding": "1.04",  # of doubles 2.3e-16
    "close": "0.07",  # 1e-9
    "least": "4.5",  # 1e-15
}


def filled(template: str, **slots: object) -> str:
    """A template with the numbers of the iteration and what else it needs."""
    return template.format(**NUMBERS, **slots)
