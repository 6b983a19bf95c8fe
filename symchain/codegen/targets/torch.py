"""PyTorch: tensors of any floating kind on any device; to be mapped and differentiated again."""

from __future__ import annotations

from symchain.codegen.targets.array_routines import ArrayRoutines
from symchain.codegen.targets.array_series_module import Series
from symchain.codegen.targets.array_solver_module import Solving
from symchain.codegen.targets.array_solvers import ADJOINT, PUSHED
from symchain.codegen.targets.arrays import PAIRWISE, WORDS, Arrays, literal, load, prepared
from symchain.codegen.targets.target import Target

FUNCTIONS = frozenset(
    (
        *("exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "sqrt"),
        *("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh"),
        *("asinh", "acosh", "atanh", "abs", "sign", "floor", "ceil", "trunc", "copysign"),
        *("erf", "erfc", "erfinv", "digamma", "lgamma"),
    )
)

MAKER = '''\
def maker(numbers):
    """What makes a number a tensor of the kind and the device of the tensors among others.

    Without a tensor among them it makes doubles.
    """
    tensors = [number for number in numbers if isinstance(number, torch.Tensor)]
    if any(tensor.is_complex() for tensor in tensors):
        raise TypeError("real numbers are wanted, not complex ones")
    kinds = [tensor.dtype for tensor in tensors if tensor.is_floating_point()]
    kind = functools.reduce(torch.promote_types, kinds) if kinds else torch.float64
    devices = [tensor.device for tensor in tensors]
    device = max(devices, key=lambda each: each.type != "cpu", default=None)

    def number(value):
        if isinstance(value, torch.Tensor):
            return value.to(device=device, dtype=kind)
        return torch.tensor(value, dtype=kind, device=device)

    return number'''

GIVEN = '''\
def given(numbers):
    """The arguments as tensors of one kind, and the shape to which they broadcast."""
    inputs = list(map(maker(numbers), numbers))
    return inputs, torch.broadcast_shapes(*[each.shape for each in inputs])'''

RESULTS = '''\
def results(body, count, *numbers):
    """The values of a body's outputs, each a tensor of the shape to which numbers broadcast."""
    inputs, shape = given(numbers)
    number = maker(inputs)
    return [number(value).broadcast_to(shape) for value in body(number, *inputs)]'''

# Of the formulas of derivatives PyTorch itself would take forward derivatives to be 0.
ONCE = """\
        stack = getattr(torch._C._functorch, "get_interpreter_stack", tuple)() or ()
        if sum(str(each.key()).endswith("Jvp") for each in stack) > 1:
            raise NotImplementedError("no forward derivative of a forward one: use jacrev")"""

SOLUTION = (
    '''\
class Solution(torch.autograd.Function):
    """The unknowns near a guess, in a row, differentiated by the formulas of the equations."""

    @staticmethod
    def forward(*inputs):
        return search(inputs[:{known}], inputs[{known}:])

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.count = len(inputs) - {known}
        ctx.save_for_backward(*inputs[:{known}], output)
        ctx.save_for_forward(*inputs[:{known}], output)

    @staticmethod
    def backward(ctx, weight):
        *known, place = ctx.saved_tensors
        return *adjoint_of(known, place, weight), *[None] * ctx.count

    @staticmethod
    def jvp(ctx, *tangents):
'''
    + ONCE
    + '''
        *known, place = ctx.saved_tensors
        return pushed(known, place, tangents)

    @staticmethod
    def vmap(info, axes, *inputs):
        moved = [
            each.expand(info.batch_size, *each.shape) if axis is None else each.movedim(axis, 0)
            for each, axis in zip(inputs, axes)
        ]
        return Solution.apply(*moved), {axis}


def solution(known, guess):
    """The unknowns near a guess, in a row, for arguments that broadcast."""
    inputs, shape = given((*known, *guess))
    return Solution.apply(*[torch.broadcast_to(each, shape) for each in inputs])'''
)


KINDS = '''\
def real(value, like):
    """A value as a tensor of doubles of the shape of another one."""
    return torch.as_tensor(value, dtype=torch.float64, device=like.device).broadcast_to(like.shape)


def whole(value, like):
    """A value as a tensor of whole numbers, cut off."""
    return torch.as_tensor(value, device=like.device).to(torch.int64).broadcast_to(like.shape)


def truth(value, like):
    """A value as a tensor of conditions."""
    return torch.as_tensor(value, dtype=torch.bool, device=like.device).broadcast_to(like.shape)


def entry(row, place):
    """The numbers of a row at some places."""
    numbers = torch.tensor(row, dtype=torch.float64, device=place.device)
    return numbers[place.clamp(0, len(row) - 1)]'''

LOOP = '''\
def loop(turn, *state):
    """What is left of a state after turns as long as its first part holds for any point."""
    while not state[0].is_meta and state[0].any():  # of meta tensors only shapes are asked
        state = turn(*state)
    return state'''

EACH = (
    '''\
class Each(torch.autograd.Function):
    """A routine over tensors that is differentiated by formulas, one for each argument."""

    @staticmethod
    def forward(routine, slopes, *numbers):
        found = routine(*[each.to(torch.float64) for each in numbers])
        return found.to(numbers[0].dtype, copy=True)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.routine, ctx.slopes, *numbers = inputs
        ctx.save_for_backward(*numbers, output)
        ctx.save_for_forward(*numbers, output)

    @staticmethod
    def slope(ctx, place):
        if ctx.slopes[place] is None:
            raise TypeError(f"{ctx.routine.__name__} has no derivative by this argument")
        return ctx.slopes[place](*ctx.saved_tensors)

    @staticmethod
    def backward(ctx, weight):
        found = [
            weight * Each.slope(ctx, place) if is_wanted else None
            for place, is_wanted in enumerate(ctx.needs_input_grad[2:])
        ]
        return None, None, *found

    @staticmethod
    def jvp(ctx, *changes):
'''
    + ONCE
    + '''
        moving = [(i, change) for i, change in enumerate(changes[2:]) if change is not None]
        return sum([Each.pushed(ctx, i, change) for i, change in moving])

    @staticmethod
    def pushed(ctx, place, change):
        if ctx.slopes[place] is None:  # torch.func moves an order, too: by zeros
            return change * torch.where(change == 0.0, 1.0, float("nan"))
        return Each.slope(ctx, place) * change

    @staticmethod
    def vmap(info, axes, routine, slopes, *numbers):
        moved = [
            each.expand(info.batch_size, *each.shape) if axis is None else each.movedim(axis, 0)
            for each, axis in zip(numbers, axes[2:])
        ]
        return Each.apply(routine, slopes, *moved), 0


def each(routine, *slopes):
    """A routine over tensors as a function of tensors and numbers that broadcast."""

    def function(*numbers):
        inputs, shape = given(numbers)
        return Each.apply(routine, slopes, *[each.broadcast_to(shape) for each in inputs])

    return function'''
)


ROUTINES = ArrayRoutines("torch", [KINDS, LOOP, EACH], ["    number = maker([y])"])
ARRAYS = Arrays([MAKER, GIVEN, RESULTS], ["import functools", "import torch"], ROUTINES.texts)
SOLVING = Solving(
    ARRAYS,
    "torch",
    "torch.linalg.solve",
    differentiated=[PUSHED, ADJOINT, (SOLUTION, SOLUTION)],
    points="torch.arange(guess.shape[-1], device=guess.device)",
    chunk="max(guess.shape[-1], 1)",
)
TORCH = Target(
    "torch",
    functions=FUNCTIONS,
    library="torch.",
    words={**WORDS, "true": "torch.tensor(True)", "false": "torch.tensor(False)"},
    negation="torch.logical_not({c})",
    choice="torch.where({c}, {a}, {b})",
    literal=literal,
    number="number({x})",
    modules={"torch": "import torch"},
    support="each_",
    pairwise=PAIRWISE,
    prepare=prepared,
    module=ARRAYS.module,
    solver=SOLVING.module,
    series=Series(ARRAYS, "torch").module,
    suffix=".py",
    differentiates=True,
    load=load,
)
