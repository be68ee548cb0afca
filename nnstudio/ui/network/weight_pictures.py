"""What a layer of tiles has learned, as pictures: kernels filter by filter, matrices of recurrent layers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnstudio.engine.typing import Array
from nnstudio.ui.controls.tiling import MOST_PANES
from nnstudio.ui.network.arrangement import Floats
from nnstudio.ui.network.structure import Column

Get = Callable[[str, str], Array]
"""A frame's parameters or their gradients, by layer and name; KeyError where there is none."""

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
    weight = _parameter(get, column.node, "weight")
    if weight is not None and column.kernels:
        return _listed(weight, np.array(column.kernels))
    if weight is not None and weight.ndim == 1:
        # Subsampling: the one weight of each map.
        return np.asarray(weight[:MOST_PANES, None, None], np.float64)
    if weight is None or weight.ndim != 4:
        return None
    # A transposed convolution's kernel has its filters last but one.
    axis = 2 if column.kind.startswith("transposed") else 3
    whole = np.moveaxis(weight, axis, 0)[:MOST_PANES]
    return np.asarray(whole.mean(axis=3), np.float64)


def _listed(weight: Array, owners: Array) -> Floats:
    """Return the same of kernels ``(K_h, K_w, links)`` that a table lists: the mean over those that there are."""
    filters = range(min(int(owners.max()) + 1, MOST_PANES))
    return np.stack([np.asarray(weight[:, :, owners == number].mean(axis=2), np.float64) for number in filters])


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
