"""How much each time step adds to the gradient of a weight that all steps share."""

from __future__ import annotations

from nnstudio.engine.plan import Plan
from nnstudio.engine.recurrence.cell import over_batch
from nnstudio.engine.recurrence.layer import cells_of
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Array


def shares(plan: Plan, layer: str, weight: str) -> Array:
    r"""Return every time step's share in ``∂L/∂weight``, ``(T, *shape)`` in float64, in the order of the sequence.

    They add up to the gradient. Of a recurrent layer any weight but the initial state; of a dense layer over a sequence
    its weight and bias.

    .. math:: \frac{\partial L}{\partial W} = \sum_t h_{t-1}^\top\,\delta_t

    Raises
    ------
    KeyError : the layer has no such weight, or it is not shared over time.
    """
    site = plan.sites[layer]
    if "cells" not in site.own:
        return _of_dense(site, weight)
    cell = next(cell for cell in reversed(cells_of(site)) if weight.startswith(cell.prefix))
    found = cell.share(weight.removeprefix(cell.prefix))
    return found[::-1] if cell.reverse else found


def _of_dense(site: Site, weight: str) -> Array:
    x, delta = site.quantities["x"], site.quantities["grad_z"].array
    if len(x.shape) != 2 or weight not in ("weight", "bias"):
        raise KeyError(weight)
    found: Array = over_batch(x.array, delta) if weight == "weight" else delta.sum(axis=2, dtype=float)
    return found
