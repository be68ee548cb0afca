"""Sequences turned from the plan's order ``(T, D, N)`` to rows ``(N, T, D)`` and back: each sample is a matrix then."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.axes import Slot, from_outside
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Array


def emit_rows(emit: Emitter, sequence: Array, rows: Array) -> None:
    """Emit the copy of a plan array ``(T, D, N)`` into ``rows`` ``(N, T, D)``."""
    emit.call(np.copyto, rows, sequence.transpose(2, 0, 1))


def emit_sequence(emit: Emitter, rows: Array, sequence: Array) -> None:
    """Emit the copy back."""
    emit.call(np.copyto, sequence, rows.transpose(1, 2, 0))


def show_rows(site: Site, name: str, rows: Array) -> None:
    """Let an inspector read ``rows`` ``(N, *shape)`` under ``name``."""
    site.show(name, Slot(rows.shape[1:], from_outside(rows)))


def by_head(rows: Array, heads: int) -> Array:
    """Return ``(N, T, E)`` as a view ``(N, heads, T, E / heads)``."""
    samples, steps, features = rows.shape
    return rows.reshape(samples, steps, heads, features // heads).transpose(0, 2, 1, 3)
