"""What the header of an emitted module describes: its formulas, and the module once more."""

from __future__ import annotations

from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.graph.model import Model


def model_of(
    outputs: Sequence[str],
    formulas: Sequence[str],
    variables: Sequence[str],
    assumptions: Sequence[str] = (),
    strict: bool = False,
) -> Model:
    """The model whose outputs have these formulas, and what is assumed of their variables.

    What is wrong is told with its field, as "formulas[0]".
    """
    from symchain.graph.graph import Graph
    from symchain.graph.model import Model
    from symchain.parsing import parse_node
    from symchain.parsing.assumptions import given

    graph = Graph()
    nodes = []
    for number, text in enumerate(formulas):
        try:
            nodes.append(parse_node(graph, text, variables))
        except SymchainError as error:
            raise error.within(f"formulas[{number}]: ") from None
    for name in variables:  # one that an assumption speaks of, and the formula no longer
        graph.symbol(name)
    model = Model(graph, dict(zip(outputs, nodes, strict=True)))
    try:
        return given(model, assumptions, strict=strict)
    except SymchainError as error:
        raise error.within("assumptions: ") from None


def regenerated(facts: Mapping[str, Any], target: str = "") -> tuple[str, Model]:
    """The module that the facts of a header describe, or one of another target; and its formulas.

    Raises SymchainError where they describe none.
    """
    from symchain.codegen.generate import generate

    try:
        names = [str(name) for name in facts["variables"]]
        outputs = [str(name) for name in facts["outputs"]]
        formulas = [str(text) for text in facts["formulas"]]
        assumed = [str(text) for text in facts.get("assumptions", ())]
        model = model_of(outputs, formulas, names, assumed, bool(facts.get("strict")))
        kinds, function = next(iter(facts["functions"].items()))
        text = generate(
            model if facts["scalar"] or len(outputs) > 1 else list(model.outputs.values()),
            name=str(facts.get("module") or str(function).removesuffix(kinds).removesuffix("_")),
            target=target or str(facts.get("target", "python")),
            signature=str(facts["signature"]),
            variables=names,
            wrt=[str(name) for name in facts["wrt"]],
            emit=[str(kind) for kind in facts["functions"]],
            mode=str(facts["mode"]),
            layout=str(facts["layout"]),
            kinks=str(facts.get("kinks", "mean")),
            checked=str(facts["checked"]),
            ranges=ranges_of(facts),
        )
    except (AttributeError, KeyError, TypeError, ValueError, StopIteration):
        raise SymchainError("the symchain header of the module is damaged") from None
    return text, model


def ranges_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Where the header says that the module was sampled."""
    return {str(name): tuple(limits) for name, limits in facts["ranges"].items()}
