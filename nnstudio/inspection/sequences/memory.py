"""How far a recurrent layer remembers: what is left of a change of h_k at step t, and what bounds or carries it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.measures import recurrent as measures
from nnstudio.engine.recurrence.gru import GRUAfterCell
from nnstudio.engine.recurrence.lstm import LSTMCell
from nnstudio.engine.recurrence.simple import AdditiveCell, SimpleCell
from nnstudio.inspection.sequences.direction import Direction, Floats


@dataclass(frozen=True, eq=False)
class Memory:
    r"""``‖∂h_t/∂h_k‖`` of one sample for every k, and what it is compared with.

    Attributes
    ----------
    time : t. influence : ``(T,)``, 1 at t, 0 where k is read after t. distance : t − k in the order of reading.
    singular : of each gate's recurrent weights the largest singular value :math:`\sigma_{max}(W)`.
    contraction : of a simple cell :math:`q = \sigma_{max}(W) \max f'`, else None. bound : :math:`q^{t-k}` or None.
    direct : the direct path, the mean over the units of ``∏ f`` (LSTM), ``∏ u`` (GRU) or 1 (a state that is added to),
        ``(T,)``, or None. gated : whether gates stand in it.
    """

    time: int
    influence: Floats
    distance: Floats
    singular: tuple[tuple[str, float], ...]
    contraction: float | None = None
    bound: Floats | None = None
    direct: Floats | None = None
    gated: bool = True


def memory_of(direction: Direction, time: int) -> Memory:
    """Return how much of every earlier state is left at a time of the sequence."""
    trace, layer, cell = direction.trace, direction.layer, direction.cell
    influence = measures.influence(trace.plan, layer, trace.sample, time, direction.reverse)
    influence = np.array(influence, np.float64)
    apart, singular = _distance(direction, time), _singular(direction)
    if isinstance(cell, AdditiveCell):
        direct = _reaching(direction, time, np.ones(direction.length))
        return Memory(time, influence, apart, singular, direct=direct, gated=False)
    if isinstance(cell, SimpleCell):
        q = measures.contraction(trace.plan, layer, direction.reverse)
        return Memory(time, influence, apart, singular, q, _reaching(direction, time, q**apart))
    return Memory(time, influence, apart, singular, direct=_direct(direction, time))


def _singular(direction: Direction) -> tuple[tuple[str, float], ...]:
    cell = direction.cell
    blocks = np.split(cell.recurrent_rows.astype(np.float64), len(cell.gates), axis=1)
    return tuple((gate, float(np.linalg.norm(block, 2))) for gate, block in zip(cell.gates, blocks, strict=True))


def _distance(direction: Direction, time: int) -> Floats:
    """Return how many steps after each other one a time is read; negative: before."""
    ahead = time - np.arange(direction.length, dtype=np.float64)
    return -ahead if direction.reverse else ahead


def _reaching(direction: Direction, time: int, values: Floats) -> Floats:
    return np.where(_distance(direction, time) >= 0, values, 0.0)


def _direct(direction: Direction, time: int) -> Floats | None:
    cell, sample = direction.cell, direction.trace.sample
    if not isinstance(cell, LSTMCell | GRUAfterCell):
        return None
    found, product, here = np.zeros(direction.length), np.ones(cell.units), time
    while 0 <= here < direction.length:
        found[here] = float(product.mean())
        step = direction.length - here if direction.reverse else here + 1
        carried = cell.direct_path(step, sample) if isinstance(cell, LSTMCell) else cell.gate["update"][step][:, sample]
        product = product * carried
        here = direction.earlier(here)
    return found
