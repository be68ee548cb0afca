"""What a recurrent layer remembers, and how gradients fare on their way back through time."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.demands import instance, is_text, unknown, within
from nnstudio.engine.errors import UnknownNameError
from nnstudio.engine.places import A_PLAN, sample_of
from nnstudio.engine.plan import Plan
from nnstudio.engine.program import A_PROGRAM, Program
from nnstudio.engine.recurrence.cell import ALL, REVERSE, Cell
from nnstudio.engine.recurrence.layer import RecurrentLayer, cells_of
from nnstudio.engine.recurrence.lstm import LSTMCell
from nnstudio.engine.recurrence.simple import AdditiveCell, SimpleCell
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_CHOOSE = msg("Name another layer.")


def singular_values(program: Program, layer: str, reverse: bool = False) -> dict[str, Array]:
    r"""Return the singular values of the recurrent weights, largest first, ``(H,)`` for each gate's ``(H, H)`` block.

    A simple cell's gradient must vanish where :math:`\sigma_{max}(W) \max f' < 1`, and can explode only above.

    Raises
    ------
    UnknownNameError, a KeyError : the layer is not recurrent.

    Source: Pascanu, Mikolov & Bengio 2013.
    """
    instance("program", program, Program, A_PROGRAM)
    kind = program.graph[layer].layer
    if not isinstance(kind, RecurrentLayer) or (reverse and not kind.bidirectional):
        raise _other(layer, reverse)
    matrix = np.asarray(program.parameter(layer, (REVERSE if reverse else "") + "recurrent_weight"), np.float64)
    gates = kind.cell_kind.gates
    blocks = np.split(matrix, len(gates), axis=1)
    return {gate: np.linalg.svd(block, compute_uv=False) for gate, block in zip(gates, blocks, strict=True)}


def state_gradients(plan: Plan, layer: str, reverse: bool = False, sample: int | None = None) -> Array:
    """Return ``‖∂L/∂h_t‖`` of each time step, ``(T,)``: the norm over the batch and all units, L the batch mean.

    Of one ``sample``: over its units alone; N times as much is ``‖∂ℓ/∂h_t‖``, of its own loss.
    """
    cell, samples = _cell(plan, layer, reverse), ALL if sample is None else slice(sample, sample + 1)
    found = np.linalg.norm(cell.grad_h_all[1:, :, samples].astype(np.float64), axis=(1, 2))
    return _ordered(cell, found)


def influence(plan: Plan, layer: str, sample: int, step: int = -1, reverse: bool = False) -> Array:
    r"""Return ``‖∂h_t/∂h_k‖`` for all steps k, ``(T,)``, of one sample; 1 at k = t, 0 where k is read after t.

    .. math:: \frac{\partial s_t}{\partial s_k} = \prod_{j=k+1}^{t} \frac{\partial s_j}{\partial s_{j-1}}

    s is the whole state (of an LSTM h and c); the spectral norm is that of the part from h to h. The factors are
    made of the numbers in the plan, after its backward pass; truncation does not matter. ``step`` is t in the
    sequence's order; −1 is the one read last.

    Source: Pascanu, Mikolov & Bengio 2013.
    """
    cell = _cell(plan, layer, reverse)
    sample = sample_of(plan, sample)
    if step != -1:
        (step,) = within("step", step, (cell.length,))
    last = cell.length if step == -1 else (cell.length - step if cell.reverse else step + 1)
    found = np.zeros(cell.length)
    found[last - 1] = 1.0
    product = cell.jacobian(last, sample)
    for k in range(last - 1, 0, -1):
        found[k - 1] = np.linalg.norm(product[: cell.units, : cell.units], 2)
        product = product @ cell.jacobian(k, sample)
    return _ordered(cell, found)


def direct_path(plan: Plan, layer: str, sample: int, reverse: bool = False) -> Array:
    r"""Return ``∏ f``, the direct part of ``∂c_T/∂c_k``, for all steps k and units, ``(T, H)``; 1 at the last step.

    Raises
    ------
    UnknownNameError, a KeyError : the layer is no LSTM.

    Source: Hochreiter & Schmidhuber 1997, the constant error carousel.
    """
    cell = _cell(plan, layer, reverse)
    if not isinstance(cell, LSTMCell):
        raise UnknownNameError(layer, msg("an LSTM"), msg("another layer"), _CHOOSE)
    sample = sample_of(plan, sample)
    found = np.ones((cell.length, cell.units))
    for k in range(cell.length - 1, 0, -1):
        found[k - 1] = found[k] * cell.direct_path(k + 1, sample)
    return _ordered(cell, found)


def contraction(plan: Plan, layer: str, reverse: bool = False) -> float:
    r"""Return :math:`\sigma_{max}(W) \cdot \max f'` of a simple recurrent layer, over the batch in the plan.

    Below 1 it makes every gradient vanish; above 1 gradients may explode, but need not.

    Raises
    ------
    UnknownNameError, a KeyError : the layer is no simple recurrent one whose state is replaced at each step.
    """
    cell = _cell(plan, layer, reverse)
    if not isinstance(cell, SimpleCell) or isinstance(cell, AdditiveCell):
        expected = msg("a simple recurrent layer whose state is replaced")
        raise UnknownNameError(layer, expected, msg("another layer"), _CHOOSE)
    largest = np.linalg.svd(cell.recurrent_rows.astype(np.float64), compute_uv=False)[0]
    return float(largest * cell.slope_all.max())


def _cell(plan: Plan, layer: str, reverse: bool) -> Cell:
    instance("plan", plan, Plan, A_PLAN)
    if not is_text(layer) or layer not in plan.sites:
        raise unknown("layer", layer, plan.sites)
    if not isinstance(plan.graph[layer].layer, RecurrentLayer):
        raise _other(layer, reverse)
    cells = cells_of(plan.sites[layer])
    if reverse and len(cells) == 1:
        raise _other(layer, reverse)
    return cells[reverse]


def _other(layer: str, reverse: bool) -> UnknownNameError:
    expected = msg("a recurrent layer in both directions") if reverse else msg("a recurrent layer")
    return UnknownNameError(layer, expected, msg("another layer"), _CHOOSE)


def _ordered(cell: Cell, found: Array) -> Array:
    return found[::-1] if cell.reverse else found
