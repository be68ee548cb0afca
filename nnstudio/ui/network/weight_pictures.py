"""What a layer of tiles has learned, as pictures: kernels filter by filter, matrices of recurrent layers."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.typing import Array
from nnstudio.inspection.feature_maps import Get, averages, kernels
from nnstudio.ui.controls.tiling import MOST_PANES
from nnstudio.ui.network.arrangement import Floats
from nnstudio.ui.network.structure import Column

_STACKED = (
    ("input_weight", "recurrent_weight"),
    ("query_weight", "key_weight", "value_weight"),
    ("weight",),
    ("position",),
)
"""Matrices of a sequence's layers, drawn above one another."""


def weight_picture(get: Get, column: Column) -> Floats | None:
    """Return ``(panes, rows, columns)``; None where the layer has learned nothing that could be drawn so."""
    if len(column.shape) == 3:
        return _kernels(get, column)
    for names in _STACKED:
        parts = [part for part in (_matrix(get, column.node, name) for name in names) if part is not None]
        if parts and len({part.shape[1] for part in parts}) == 1:
            return np.asarray(np.concatenate(parts), np.float64)[None]
    return None


def _kernels(get: Get, column: Column) -> Floats | None:
    """Return each filter's kernel ``(K_h, K_w)``, the mean over the channels that it reads."""
    found = kernels(get, column.node, column.kind, column.table)
    return averages(found, column.table)[:MOST_PANES] if found is not None else None


def _matrix(get: Get, node: str, name: str) -> Floats | None:
    """Return a weight as a matrix: kernels along time tap above tap."""
    weight = _parameter(get, node, name)
    if weight is None or weight.ndim < 2:
        return None
    return np.asarray(weight.reshape(-1, weight.shape[-1]), np.float64)


def _parameter(get: Get, node: str, name: str) -> Array | None:
    try:
        return get(node, name)
    except KeyError:
        return None
