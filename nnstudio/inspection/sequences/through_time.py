"""Back-propagation through time: what comes back to every state, what each step adds to a shared weight's gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.measures.recurrent import state_gradients
from nnstudio.engine.recurrence.lstm_variants import PeepholeCell
from nnstudio.engine.recurrence.shares import shares
from nnstudio.inspection.description import SLACK
from nnstudio.inspection.expression import added
from nnstudio.inspection.sequences.direction import Direction, Floats

_ALWAYS = ("recurrent_weight", "input_weight", "bias")
"""The parameters that every step of every cell shares."""


@dataclass(frozen=True, eq=False)
class Shares:
    r"""What each time step adds to the gradient of a weight that all of them share.

    Of one weight: :math:`\partial L/\partial w = \sum_t s_t`. Of a whole matrix each step adds a matrix :math:`S_t`;
    ``values`` are then their lengths along the gradient's own direction,
    :math:`\langle S_t, G\rangle / \lVert G\rVert`, which add up to ``whole`` :math:`= \lVert G\rVert`, and ``sizes``
    are :math:`\lVert S_t\rVert`.

    Attributes
    ----------
    weight, index : the parameter, and which of its numbers; None: all of them.
    values, sizes : ``(T,)``, in the sequence's order; of the batch's mean loss, or of the sample's own.
    whole : the plan's number where it keeps one (of the batch), else the sum. bound : how far rounding allows the sum
        of ``values`` to lie from it.
    """

    weight: str
    index: tuple[int, ...] | None
    values: Floats
    sizes: Floats
    whole: float
    bound: float

    @property
    def residue(self) -> float:
        """What is missing for the steps to add up to the whole."""
        return self.whole - added(self.values.tolist())

    @property
    def holds(self) -> bool:
        """Whether nothing is missing but rounding."""
        return abs(self.residue) <= self.bound


def shared(direction: Direction) -> tuple[str, ...]:
    """Return the parameters that every step shares, a cell's own (peepholes, the bias of the state's part) last."""
    cell = direction.cell
    return (*_ALWAYS, *(name for name, _ in cell.extra_weights(cell.units)))


def state_norms(direction: Direction) -> Floats:
    """Return ``‖∂ℓ/∂h_t‖`` of every time step, ``(T,)``; of the batch ``‖∂L/∂h_t‖`` over all samples."""
    trace = direction.trace
    sample, scale = (None, 1) if trace.batch else (trace.sample, trace.count)
    return np.array(state_gradients(trace.plan, direction.layer, direction.reverse, sample), np.float64) * scale


def shares_of(direction: Direction, weight: str, index: tuple[int, ...] | None = None) -> Shares:
    """Return what each time step adds to ∂ℓ/∂weight (of the batch ∂L/∂weight), of one number of it or of all.

    ``weight`` is the parameter's name without the direction. KeyError where it is not shared over time.
    """
    trace, name = direction.trace, direction.prefix + weight
    found = shares(trace.plan, direction.layer, name, None if trace.batch else trace.sample)
    found = np.asarray(found, np.float64) * (1 if trace.batch else trace.count)
    gradient = trace.plan.sites[direction.layer].gradient(name)
    whole = np.array(gradient, np.float64) if trace.batch else found.sum(axis=0)
    # The plan adds up over steps and samples in its own precision.
    terms = (direction.length * (trace.count if trace.batch else 1) + SLACK) * trace.eps
    if index is not None:
        values = np.stack([each[index] for each in found])
        bound = terms * _size(direction, weight, index)
        return Shares(weight, index, values, np.abs(values), float(whole[index]), bound)
    flat, length = found.reshape(len(found), -1), float(np.linalg.norm(whole))
    along = flat @ whole.reshape(-1) / length if length else np.zeros(len(flat))
    sizes = np.linalg.norm(flat, axis=1)
    return Shares(weight, None, along, sizes, length, terms * _size(direction, weight, None))


def way_back(direction: Direction, time: int) -> tuple[int, ...]:
    """Return the times to which a time's gradient goes back, one after the other, up to where truncation cuts it."""
    found, cuts, earlier = list[int](), direction.cuts, direction.earlier(time)
    while 0 <= earlier < direction.length and max(time, earlier) not in cuts:
        found.append(earlier)
        time, earlier = earlier, direction.earlier(earlier)
    return tuple(found)


def _size(direction: Direction, weight: str, index: tuple[int, ...] | None) -> float:
    """Return at least Σ|terms| over steps and samples, by which rounding is measured: ``Σ_t ‖left_t‖ ‖δ_t‖``."""
    trace, cell = direction.trace, direction.cell
    samples = slice(None) if trace.batch else slice(trace.sample, trace.sample + 1)
    delta = cell.delta_all[..., samples]
    if isinstance(cell, PeepholeCell) and weight == "peephole":
        # The cell before the step and after it: a gate looks at one of them.
        left = np.concatenate([cell.c_all[:-1, :, samples], cell.c_all[1:, :, samples]], axis=1)
    else:
        rows = {name: slice(cell.features, cell.features + 1) for name in ("bias", "recurrent_bias")}
        rows["input_weight"] = slice(cell.features)
        left = cell.operand_all[:-1, rows.get(weight, slice(cell.features + 1, None)), samples]
    if index is not None and weight in _ALWAYS:
        left, delta = left[:, index[0] if len(index) > 1 else 0, None], delta[:, index[-1], None]
    lengths = [np.linalg.norm(each.astype(np.float64), axis=(1, 2)) for each in (left, delta)]
    return float(lengths[0] @ lengths[1]) * (1 if trace.batch else trace.count)


def place_of(direction: Direction, weight: str, index: tuple[int, ...]) -> Place:
    """Return where the gradient of one number of a parameter stands."""
    return Place(direction.layer, f"{direction.prefix}{weight}_grad", index)
