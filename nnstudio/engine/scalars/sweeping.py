"""A pass of either mode, edge by edge: what each operation adds to whom. Nothing is written into the nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from nnstudio.engine.scalars.modes import topological_order
from nnstudio.engine.scalars.value import Value


class Move(NamedTuple):
    r"""``after = before + slope · upstream`` at ``node``: its gradient (reverse mode) or its tangent (forward mode).

    ``source`` : reverse mode: the result that ``node`` went into, whose gradient is ``upstream``; forward mode: the
    operand whose tangent is ``upstream``; None where the pass begins: the root's gradient or the seed's tangent is 1.
    """

    node: Value
    source: Value | None
    slope: float
    upstream: float
    part: float
    before: float
    after: float


def reverse_moves(
    root: Value, known: Mapping[Value, float] | None = None, *, overwrite: bool = False
) -> Iterator[Move]:
    """Yield what reverse mode does, from the root back: bit for bit the additions of :meth:`Value.backward`.

    ``known`` : gradients left by passes before this one, to which it adds; None: all 0. With ``overwrite`` each
    gradient is set instead of added to, the classic mistake: where a value is used twice, only the last use counts.
    """
    grads = dict(known or {})
    passed: dict[Value, float] = {root: 1.0}
    before = grads.get(root, 0.0)
    grads[root] = 1.0 if overwrite else before + 1.0
    yield Move(root, None, 1.0, 1.0, 1.0, before, grads[root])
    for node in reversed(topological_order(root)):
        own = passed[node]
        for child, slope in zip(node.children, node.slopes, strict=True):
            # 0 · ∞ or 0 · NaN: a branch through which nothing flows back counts for nothing.
            part = slope * own if own else 0.0
            before = grads.get(child, 0.0)
            passed[child] = part if overwrite else passed.get(child, 0.0) + part
            grads[child] = part if overwrite else before + part
            yield Move(child, node, slope, own, part, before, grads[child])


def forward_moves(root: Value, seed: Value) -> Iterator[Move]:
    """Yield what forward mode does, operands before results: ∂node/∂seed of every node.

    A node's tangent is the sum of the moves to it; what does not depend on the seed has none.
    """
    tangents: dict[Value, float] = {seed: 1.0}
    yield Move(seed, None, 1.0, 1.0, 1.0, 0.0, 1.0)
    for node in topological_order(root):
        if node is seed:
            continue
        for child, slope in zip(node.children, node.slopes, strict=True):
            own = tangents.get(child, 0.0)
            if not own:
                continue
            before = tangents.get(node, 0.0)
            part = slope * own
            tangents[node] = before + part
            yield Move(node, child, slope, own, part, before, tangents[node])
