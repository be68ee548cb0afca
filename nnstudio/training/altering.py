"""Numbers of weights or of one batch written by hand: where they stand, and whether they may be written."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Program
from nnstudio.engine.axes import plan_axes
from nnstudio.engine.demands import within
from nnstudio.engine.typing import Array
from nnstudio.training.commands import Write
from nnstudio.training.feed import Batch, Feed
from nnstudio.training.refusals import not_finite

Changes = tuple[Write, ...]
"""What of a batch is not as in the data: ``name`` is ``x`` (input) or ``y`` (target), the index ``(sample, *index)``
in the outside order; each number once."""


def joined(changes: Changes, writes: Changes) -> Changes:
    """Return both: of two writes to one place the later counts."""
    return tuple({(write.name, write.index): write for write in (*changes, *writes)}.values())


def put_in(batch: Batch, changes: Changes) -> None:
    """Write numbers into a batch, whose arrays are in the plan's order, samples last."""
    for write in changes:
        _array(batch, write.name)[_inside(write)] = write.value


def put_back(feed: Feed, batch: Batch, rows: npt.NDArray[np.int64]) -> None:
    """Fill a batch with the true data of its samples."""
    batch.x[...], batch.y[...] = feed.x[..., rows], feed.y[..., rows]


def with_writes(program: Program, writes: Sequence[Write]) -> dict[tuple[str, str], Array]:
    """Return what parameters would be with these numbers written, by layer and name.

    Raises
    ------
    KeyError, OutOfRangeError, DataError : there is no such number, or it is not finite.
    """
    changed: dict[tuple[str, str], Array] = {}
    for write in writes:
        key = write.layer, write.name
        if key not in changed:
            changed[key] = program.parameter(*key).copy()
        if not abs(write.value) <= np.finfo(program.dtype).max:
            raise not_finite(write)
        changed[key][within(f"{write.layer}.{write.name}", write.index, changed[key].shape)] = write.value
    return changed


def check_changes(program: Program, batch: Batch, writes: Sequence[Write]) -> None:
    """Refuse what cannot be written.

    Raises
    ------
    OutOfRangeError, DataError : there is no such number, it is not finite, or the layer that reads it cannot take it.
    """
    for write in writes:
        if not abs(write.value) <= np.finfo(program.dtype).max:
            raise not_finite(write)
        if write.name == "x":
            for reader, _ in program.graph.consumers[program.graph.sources[0]]:
                program.graph[reader].layer.check_data(write.layer, np.array([write.value]))
        within(f"{write.layer}.{write.name}", _inside(write), _array(batch, write.name).shape)


def _array(batch: Batch, name: str) -> Array:
    return batch.x if name == "x" else batch.y


def _inside(write: Write) -> tuple[int, ...]:
    sample, outside = write.index[0], write.index[1:]
    if write.name == "y":
        # Targets lie as the loss reads its columns, the features first.
        return (*outside[-1:], *outside[:-1], sample)
    return (*(outside[axis] for axis in plan_axes(len(outside))), sample)
