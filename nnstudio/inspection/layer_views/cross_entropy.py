r"""Softmax and cross-entropy: the matrix of the softmax's slopes times the loss's slopes, and what is left: p − y.

.. math:: \frac{\partial\ell}{\partial z} = (\mathrm{diag}(p) - p p^\top)\left(-\frac{y}{p}\right) = p - y
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.activation import Activation
from nnstudio.engine.columns import place_count
from nnstudio.engine.curves import jacobian, plot
from nnstudio.inspection.expression import evaluate
from nnstudio.inspection.layer_views.cells import Cells, Floats, numbers
from nnstudio.inspection.loss_slopes import loss_slope_of, weightings_of
from nnstudio.inspection.trace import Trace


@dataclass(frozen=True, eq=False)
class Cancelled:
    """The output of a sample (of a sequence or an image: one place of it) where the loss begins the way back.

    Columns of K numbers: ``z``, ``p`` (the activation's output), ``y`` (the target as the loss takes it: weighted,
    smoothed), ``slopes`` ∂ℓ/∂p. ``jacobian`` has ∂p_i/∂z_j in row i, column j. ``product`` is its transpose times the
    slopes, ``gap`` W p − y; ``delta`` is the plan's own δ, which both of them come to (``scale`` times: one over the
    outputs, or the places, that a loss takes the mean of). ``weight`` is what stands before p where the classes count
    differently, and ``counted`` p times that; ``target`` is y, or t where it is weighted or smoothed.
    """

    layer: str
    sink: str
    z: Cells
    p: Cells
    y: Cells
    slopes: Cells
    jacobian: Cells
    product: Cells
    counted: Cells
    gap: Cells
    delta: Cells
    scale: float
    weight: str
    target: str
    bound: float

    @property
    def written(self) -> str:
        """The gap in letters."""
        return f"{self.weight} p − {self.target}".strip()

    @property
    def holds(self) -> bool:
        """Whether the product comes to the plan's δ, within rounding."""
        return bool((np.abs(self.product.values - self.delta.values) <= self.bound).all())


def last_of(trace: Trace) -> str | None:
    """Return the layer whose activation gives the prediction; None where there is none, or others read it too."""
    sink = trace.graph.sinks[0]
    layer = trace.graph[sink].inputs[0]
    alone = len(trace.graph.consumers[layer]) == 1
    known = trace.plan.sites[layer].quantities
    has = trace.layer(layer).activation_function is not None and {"z", "a", "grad_z"} <= set(known)
    return layer if alone and has else None


def cancelled(trace: Trace, place: tuple[int, ...] = ()) -> Cancelled | None:
    """Return what cancels at a place of the output (a step, a pixel; of a list ``()``); None without such an output."""
    layer = last_of(trace)
    slopes = _slopes(trace, place) if layer is not None else None
    if layer is None or slopes is None:
        return None
    sink = trace.graph.sinks[0]
    function = trace.layer(layer).activation_function
    assert function is not None
    sample = trace.sample
    z, p, delta = (_column(trace, layer, quantity, place) for quantity in ("z", "a", "grad_z"))
    matrix = _jacobian(function, z.values[:, 0])
    weights, t = weightings_of(trace, sink, (*place, 0))
    targets, loss = np.asarray(t, np.float64), trace.plan.loss_of(sink)
    product = matrix.T @ slopes
    size = np.abs(matrix.T) @ np.abs(slopes)
    scale = trace.plan.weight_of(sink) / place_count(trace.shape(sink))
    if trace.plan.sites[layer].fused:
        scale *= loss.fused_scale(len(slopes))
    return Cancelled(
        layer,
        sink,
        z,
        p,
        Cells(targets[:, None], lambda row, _: Place(sink, "target", (*place, row), sample)),
        Cells(slopes[:, None]),
        Cells(matrix),
        Cells(product[:, None]),
        Cells((weights * p.values[:, 0])[:, None], p.place),
        Cells((weights * p.values[:, 0] - targets)[:, None]),
        delta,
        scale,
        loss.weight_letter.removesuffix("_k"),
        loss.target_letter,
        (len(slopes) + 64) * trace.eps * float(size.max(initial=0.0)),
    )


def _column(trace: Trace, layer: str, quantity: str, place: tuple[int, ...]) -> Cells:
    values, sample = numbers(trace, layer, quantity)[place], trace.sample
    return Cells(values[:, None], lambda row, _: Place(layer, quantity, (*place, row), sample))


def _slopes(trace: Trace, place: tuple[int, ...]) -> Floats | None:
    """Return ∂ℓ/∂p, as the loss writes it out; None where it does not."""
    sink = trace.graph.sinks[0]
    count, places = trace.shape(sink)[-1], place_count(trace.shape(sink))
    if trace.plan.loss_of(sink).reads_logits:
        return None
    nodes = [loss_slope_of(trace, sink, (*place, number)) for number in range(count)]
    share = trace.plan.weight_of(sink) / places
    values = [np.nan if node is None else evaluate(node) * share for node in nodes]
    return None if any(node is None for node in nodes) else np.array(values, np.float64)


def _jacobian(function: Activation, z: Floats) -> Floats:
    """Return ∂p_i/∂z_j by the engine's own calls: a diagonal where each output has but its own z."""
    if not function.elementwise:
        return np.asarray(jacobian(function, z)[1], np.float64)
    return np.diag(plot(function, z)[1])
