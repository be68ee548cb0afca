"""Whose ways may be drawn on one landscape: runs of the same network, judged by the same loss over the same data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnstudio.document.model import Document, Node
from nnstudio.inspection.landscape.plane import Floats

_FAR = 10.0
"""Times as far as half of the ways reach: what lies beyond has flown away, and would make all others a dot."""
_FIRST = "initializer"
"""The hyper-parameter that only draws the first weights: it makes another start, no other landscape."""


def has_same_landscape(one: Document, other: Document) -> bool:
    """Whether the same weights have the same loss in both: only how these are found may differ."""
    return _judged(one) == _judged(other) and [_built(node) for node in one.network.nodes] == [
        _built(node) for node in other.network.nodes
    ]


def _judged(document: Document) -> tuple[object, ...]:
    training = document.training
    loss = (training.loss, training.loss_parameters, training.loss_weights, training.output_losses)
    return document.network.wires, document.data, document.table, loss


def _built(node: Node) -> tuple[object, ...]:
    return node.id, node.kind, tuple(pair for pair in node.parameters if pair[0] != _FIRST)


def all_points(path: Floats, others: Sequence[Floats]) -> Floats:
    """Return the points ``(T, P)`` of all ways that have not flown away; ``path``, which ends here, comes last."""
    ways = [way[np.isfinite(way).all(axis=1)] for way in others]
    away = [np.linalg.norm(way - path[-1], axis=1) for way in (*ways, path)]
    reach = [float(each.max()) for each in away if len(each) and each.max() > 0]
    most = _FAR * float(np.median(reach)) if reach else np.inf
    kept = [way[each <= most] for way, each in zip(ways, away, strict=False)]
    return np.concatenate([*kept, path])
