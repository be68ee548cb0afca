"""How much each time step adds to the gradient of a weight that all steps share."""

from __future__ import annotations

from nnstudio.engine.plan import Plan
from nnstudio.engine.recurrence.cell import ALL, over_batch
from nnstudio.engine.recurrence.layer import cells_of
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Array


def shares(plan: Plan, layer: str, weight: str, sample: int | None = None) -> Array:
    r"""Return every time step's share in ``∂L/∂weight``, ``(T, *shape)`` in float64, in the order of the sequence.

    They add up to the gradient; those of one ``sample`` to its part in it, L being the batch mean (N times as much is
    ∂ℓ/∂weight, of its own loss). Of a recurrent layer any weight but the initial state; of a dense layer over a
    sequence its weight and bias.

    .. math:: \frac{\partial L}{\partial W} = \sum_t h_{t-1}^\top\,\delta_t

    Raises
    ------
    KeyError : the layer has no such weight, or it is not shared over time.
    """
    site, samples = plan.sites[layer], ALL if sample is None else slice(sample, sample + 1)
    if "cells" not in site.own:
        return _of_dense(site, weight, samples)
    cell = next(cell for cell in reversed(cells_of(site)) if weight.startswith(cell.prefix))
    found = cell.share(weight.removeprefix(cell.prefix), samples)
    return found[::-1] if cell.reverse else found


def _of_dense(site: Site, weight: str, samples: slice) -> Array:
    x, delta = site.quantities["x"], site.quantities["grad_z"].array[..., samples]
    if len(x.shape) != 2 or weight not in ("weight", "bias"):
        raise KeyError(weight)
    found: Array = over_batch(x.array[..., samples], delta) if weight == "weight" else delta.sum(axis=2, dtype=float)
    return found
