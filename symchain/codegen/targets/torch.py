"""PyTorch: tensors of any floating kind on any device; to be mapped and differentiated again."""

from __future__ import annotations

from symchain.codegen.guards import guarded
from symchain.codegen.targets.arrays import PAIRWISE, WORDS, Arrays, literal, load
from symchain.codegen.targets.target import Target

FUNCTIONS = frozenset(
    (
        *("exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "sqrt"),
        *("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh"),
        *("asinh", "acosh", "atanh", "abs", "sign", "floor", "ceil", "trunc", "copysign"),
        *("erf", "erfc", "erfinv", "digamma", "lgamma"),
    )
)

RESULTS = '''\
def results(body, count, *numbers):
    """The values of a body's outputs, each a tensor of the shape to which numbers broadcast.

    They have the kind and the device of the tensors among the numbers; without one, doubles.
    """
    tensors = [number for number in numbers if isinstance(number, torch.Tensor)]
    kinds = [tensor.dtype for tensor in tensors if tensor.is_floating_point()]
    kind = functools.reduce(torch.promote_types, kinds) if kinds else torch.float64
    devices = [tensor.device for tensor in tensors]
    device = max(devices, key=lambda each: each.type != "cpu", default=None)

    def number(value):
        if isinstance(value, torch.Tensor):
            return value.to(device=device, dtype=kind)
        return torch.tensor(value, dtype=kind, device=device)

    inputs = [number(each) for each in numbers]
    shape = torch.broadcast_shapes(*[each.shape for each in inputs])
    return [number(value).broadcast_to(shape) for value in body(number, *inputs)]'''


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
    support=None,
    pairwise=PAIRWISE,
    prepare=guarded,
    module=Arrays(
        RESULTS,
        ["import functools", "import torch"],
    ).module,
    load=load,
)
