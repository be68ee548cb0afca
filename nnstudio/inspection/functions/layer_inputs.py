"""Where a network's net inputs lie on its activation curves (A6), layer by layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.axes import to_outside
from nnstudio.engine.plan import Plan
from nnstudio.engine.rerun import rerun_activation, rerun_slope
from nnstudio.engine.site import Site
from nnstudio.inspection.functions.sampled import SATURATED, Numbers

MOST: Final = 20_000
"""So many numbers of a layer are looked at, evenly taken; a histogram of more looks the same."""
_LEAST_REACH = 3.0
_CURVE = 201


@dataclass(frozen=True, eq=False)
class LayerInputs:
    """A layer's z over the batch, and the curve that they lie on.

    ``z`` : (M,) at most :data:`MOST` of them. ``saturated`` : the share with |f′| < 0.01. ``zero`` : the share of
    activations that are exactly 0. ``dead`` : how many of ``neurons`` have 0 for output and slope in every sample.
    ``mean_a`` : of the activations: how far the next layer's inputs are from being centred.
    """

    layer: str
    function: Activation
    z: Numbers
    x: Numbers
    value: Numbers
    slope: Numbers
    mean: float
    std: float
    mean_a: float
    saturated: float
    zero: float
    dead: int
    neurons: int


def layer_inputs(plan: Plan) -> tuple[LayerInputs, ...]:
    """Return them for each layer with an elementwise activation but the identity, in the network's order."""
    found = (_of(plan.sites[name]) for name in plan.graph.order)
    return tuple(each for each in found if each is not None)


def _of(site: Site) -> LayerInputs | None:
    function = site.layer.activation_function
    bends = function is not None and function.elementwise and function.declaration.id != "identity"
    if function is None or not bends or not {"z", "a"} <= set(site.quantities):
        return None
    z, a = (np.asarray(site.quantities[name].outside, np.float64) for name in ("z", "a"))
    slope = _slope(site, function)
    few = z.ravel()[:: max(1, z.size // MOST)]
    reach = max(_LEAST_REACH, float(np.abs(few[np.isfinite(few)]).max(initial=0.0)) * 1.05)
    x = np.linspace(-reach, reach, _CURVE)
    value, own = _curve(site, function, x)
    silent = ((a == 0) & (slope == 0)).all(axis=0)
    with np.errstate(invalid="ignore"):
        return LayerInputs(
            layer=site.name,
            function=function,
            z=few,
            x=x,
            value=value,
            slope=own,
            mean=float(z.mean()),
            std=float(z.std()),
            mean_a=float(a.mean()),
            saturated=float((np.abs(slope) < SATURATED).mean()),
            zero=float((a == 0).mean()),
            dead=int(silent.sum()),
            neurons=silent.size,
        )


def _curve(site: Site, function: Activation, x: Numbers) -> tuple[Numbers, Numbers]:
    """Return value and slope with what the function has learned taken at its mean."""
    learned = {scalar.name: np.full((1, 1), float(site.parameter(scalar.name).mean())) for scalar in function.learned()}
    row = x.reshape(1, -1)
    value, slope = rerun_activation(function, row, learned), rerun_slope(function, row, learned)
    return np.asarray(value[0], np.float64), np.asarray(slope[0], np.float64)


def _slope(site: Site, function: Activation) -> Numbers:
    """Return f′ of the batch: the plan's, or where the loss is fused with the function, worked out from its z."""
    if "slope" in site.quantities:
        return np.asarray(site.quantities["slope"].outside, np.float64)
    z = site.quantities["z"]
    learned, _ = site.learned({scalar.name: scalar.per_neuron for scalar in function.learned()}, z.shape)
    return np.asarray(to_outside(rerun_slope(function, z.array, learned)), np.float64)


def net_inputs(plan: Plan) -> Numbers:
    """Return the net inputs of all layers that bend, at most :data:`MOST` of each: what functions are tried on."""
    found = [each.z for each in layer_inputs(plan)]
    return np.concatenate(found) if found else np.zeros(0)
