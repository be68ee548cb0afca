"""Neurons that have stopped working: dead (zero for every sample) or saturated (no slope left)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.axes import to_outside
from nnstudio.engine.demands import instance
from nnstudio.engine.places import A_PLAN
from nnstudio.engine.plan import Plan
from nnstudio.engine.rerun import rerun_slope
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Array

FLAT = 0.01
"""A slope is flat below this share of the function's steepest."""

_GRID = np.linspace(-8.0, 8.0, 1601)


@dataclass(frozen=True, eq=False)
class Units:
    """A layer's neurons over a batch, both of the shape of one sample.

    ``dead`` : the output and its slope are 0 for every sample, so that no gradient reaches the neuron's weights.
    ``saturated`` : the share of samples for which the slope is flat, less than ``FLAT`` of the function's steepest.
    """

    dead: Array
    saturated: Array

    @property
    def dead_share(self) -> float:
        """The share of dead neurons."""
        return float(self.dead.mean())

    @property
    def saturated_share(self) -> float:
        """The share of flat slopes among all neurons and samples."""
        return float(self.saturated.mean())


def units(plan: Plan) -> dict[str, Units]:
    """Return the state of the neurons of every layer that has an activation function with a slope.

    For a whole data set take a plan with all of it as one batch (:func:`~nnstudio.engine.checking.primed_shadow`).
    """
    instance("plan", plan, Plan, A_PLAN)
    found = {}
    for name in plan.graph.order:
        site = plan.sites[name]
        function = site.layer.activation_function
        if function is None or not function.elementwise or not {"z", "a"} <= set(site.quantities):
            continue
        slope = np.abs(_slope(plan, site, function))
        silent = (plan.quantity(name, "a") == 0) & (slope == 0)
        flat = slope < FLAT * steepest(function, site)
        found[name] = Units(silent.all(axis=0), flat.mean(axis=0))
    return found


def _slope(plan: Plan, site: Site, function: Activation) -> Array:
    """Return f′(z), ``(N, *shape)``: the plan's, or where the loss is fused with the function, computed from its z."""
    if "slope" in site.quantities:
        return plan.quantity(site.name, "slope")
    z = site.quantities["z"]
    learned, _ = site.learned({scalar.name: scalar.per_neuron for scalar in function.learned()}, z.shape)
    again = rerun_slope(function, z.array, learned)
    return to_outside(again)


def steepest(function: Activation, site: Site) -> float:
    """Return the function's largest |f′| over a wide range, with what it has learned taken at its mean."""
    column = _GRID.reshape(1, -1)
    learned = {scalar.name: np.full((1, 1), float(site.parameter(scalar.name).mean())) for scalar in function.learned()}
    return float(np.abs(rerun_slope(function, column, learned)).max())
