"""Walking a scalar graph: topological order, reverse mode, forward mode. Iterative, so that no depth is too deep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from nnstudio.engine.errors import DataError, ResourceError
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.engine.scalars.value import Value

LARGEST_EXPANDED = 500_000
"""Nodes that may be made out of a plan at a time."""
LARGEST = 2_000_000
"""Nodes that a walk may meet: about 1 GB of Values, and some seconds."""


def too_large(count: int, largest: int) -> ResourceError:
    """Return the error of a graph with more nodes than anyone can use."""
    return ResourceError(
        "Value",
        msg("a graph of at most {count} numbers", count=f"{largest:,}"),
        msg("one of {count} or more", count=f"{count:,}"),
        msg("Use a plan: it computes whole layers at once."),
    )


def topological_order(root: Value, largest: int = LARGEST) -> list[Value]:
    """Return the nodes of a graph, each once, operands before results (depth first, children from left to right).

    Raises
    ------
    ResourceError : more than ``largest`` nodes.
    """
    order: list[Value] = []
    known: set[int] = set()
    # A node comes back as (node, True) when all of its operands have been listed.
    path = [(root, False)]
    while path:
        node, complete = path.pop()
        if complete:
            order.append(node)
        elif id(node) not in known:
            if len(known) >= largest:
                raise too_large(len(known), largest)
            known.add(id(node))
            path.append((node, True))
            path += [(child, False) for child in reversed(node.children) if id(child) not in known]
    return order


def refuse_partial(order: Sequence[Value]) -> None:
    """Refuse to differentiate a graph that has been cut off.

    Raises
    ------
    DataError : some leaves are folded.
    """
    folded = sum(node.folded for node in order)
    if not folded:
        return
    extent = max(node.extent for node in order)
    received = msg("one of {count} numbers, of which {folded} are cut off", count=f"{len(order):,}", folded=folded)
    if extent:
        advice = msg(
            "The whole has about {count} numbers: expand it with a larger `largest` (up to {most}) or take a smaller "
            "batch; partial=True treats what is cut off as constant.",
            count=f"{extent:,}",
            most=f"{LARGEST_EXPANDED:,}",
        )
    else:
        advice = msg("Expand it without `depth`; partial=True treats what is cut off as constant.")
    raise DataError("Value", msg("a complete graph"), received, advice)


def backward_steps(root: Value, *, partial: bool = False) -> Iterator[Value]:
    """Yield the nodes from the root back, each after it has passed its gradient on to its children.

    Each pass is counted apart and then added to ``grad``: two passes without zeroing between give twice the gradient.
    A graph with folded leaves is refused (DataError) unless ``partial``.
    """
    order = topological_order(root)
    if not partial:
        refuse_partial(order)
    passed: dict[int, float] = {id(root): 1.0}
    root.grad += 1.0
    for node in reversed(order):
        own = passed[id(node)]
        for child, slope in zip(node.children, node.slopes, strict=True):
            # 0 · ∞ or 0 · NaN: a branch through which nothing flows back counts for nothing.
            part = slope * own if own else 0.0
            # Adds up where a value is used twice.
            passed[id(child)] = passed.get(id(child), 0.0) + part
            child.grad += part
        yield node


def _direction(seed: Value | Mapping[Value, float]) -> Mapping[Value, float]:
    """Return how far each leaf is moved; DataError for what is neither a Value nor numbers for Values."""
    try:
        return seed if isinstance(seed, Mapping) else {seed: 1.0}
    except TypeError:
        expected, advice = msg("a Value, or a number for each"), msg("Give one of the graph's leaves.")
        raise DataError("forward", expected, msg("{value}", value=repr(seed)), advice) from None


def forward(root: Value, seed: Value | Mapping[Value, float], *, partial: bool = False) -> float:
    """Set every tangent: 1 at the seed, 0 at the other leaves, then operands before results; return the root's.

    A graph with folded leaves is refused (DataError) unless ``partial``.
    """
    direction = _direction(seed)
    order = topological_order(root)
    if not partial:
        refuse_partial(order)
    for node in order:
        through = sum(
            slope * child.tangent for child, slope in zip(node.children, node.slopes, strict=True) if child.tangent
        )
        node.tangent = direction.get(node, 0.0) + through
    return root.tangent


def recompute(root: Value) -> float:
    """Compute every result anew, operands first; what has been folded keeps its number."""
    for node in topological_order(root):
        if node.rule is not None:
            numbers = [child.data for child in node.children]
            node.data = node.rule.evaluate(*numbers)
            node.slopes = node.rule.slopes(node.data, *numbers)
    return root.data


class Passes(NamedTuple):
    """How many passes over the graph a whole Jacobian takes in each mode."""

    forward: int
    reverse: int


def passes(outputs: Sequence[Value], inputs: Sequence[Value]) -> Passes:
    """Return how many passes each mode needs: forward one for each input, reverse one for each output."""
    return Passes(len(inputs), len(outputs))


def jacobian(
    outputs: Sequence[Value], inputs: Sequence[Value], mode: str = "reverse", *, partial: bool = False
) -> list[list[float]]:
    """Return ``J[i][j] = ∂outputs[i]/∂inputs[j]``, by ``mode`` ``reverse`` or ``forward``; gradients are left as they
    were. A graph with folded leaves is refused (DataError) unless ``partial``."""
    if mode == "forward":
        columns = [[forward(output, seed, partial=partial) for output in outputs] for seed in inputs]
        return [list(row) for row in zip(*columns, strict=True)]
    return [_row(output, inputs, partial) for output in outputs]


def _row(output: Value, inputs: Sequence[Value], partial: bool) -> list[float]:
    nodes = {id(node): node for node in (*topological_order(output), *inputs)}
    if not partial:
        refuse_partial(list(nodes.values()))
    kept = {key: node.grad for key, node in nodes.items()}
    for node in nodes.values():
        node.grad = 0.0
    for _ in backward_steps(output, partial=partial):
        pass
    row = [seed.grad for seed in inputs]
    for key, node in nodes.items():
        node.grad = kept[key]
    return row
