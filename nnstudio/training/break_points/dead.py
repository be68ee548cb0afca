"""A layer in which a neuron has died."""

from __future__ import annotations

from functools import cache

import numpy as np

from nnstudio.engine import Place, Plan
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.typing import Array
from nnstudio.text import Message, msg
from nnstudio.training.break_point import LONGEST, BreakPoint, Names, Test
from nnstudio.training.run import Run


class Dead(BreakPoint):
    """Comes true where a neuron's output and slope are 0 for every sample of the batch: ``a = 0`` and ``f′(z) = 0``."""

    declaration = Declaration(
        id="dead",
        name=msg("A neuron of a layer dies"),
        help=msg("Its output and its slope are 0 for the whole batch, so that no gradient reaches its weights."),
        formula=r"a_n = 0, \; f'(z_n) = 0 \;\; \forall n",
        parameters=(Parameter("layer", msg("Which layer"), Kind.TEXT, "n2", msg("The layer."), maximum=LONGEST),),
    )

    def watch(self, run: Run) -> Test:
        """Look for a neuron without a slope; most steps end at their sums, soon made, none of which is 0."""
        layer, count = str(self.layer), np.count_nonzero
        run.plan.quantity(layer, "slope")

        @cache
        def bound(plan: Plan) -> tuple[Array, Array, Array]:
            slope = plan.quantity(layer, "slope")
            return slope, np.ones(len(slope), slope.dtype), np.empty(slope.shape[1:], slope.dtype)

        def test(plan: Plan) -> bool:
            slope, ones, sums = bound(plan)
            if slope.ndim == 2 and count(np.dot(ones, slope, sums)) == len(sums):
                return False
            alive = slope.any(axis=0)
            return bool(count(alive) < alive.size and (~alive & ~plan.quantity(layer, "a").any(axis=0)).any())

        return test

    def place(self, plan: Plan) -> Place | None:
        """Return the first dead neuron's activation."""
        layer = str(self.layer)
        firing = plan.quantity(layer, "slope").any(axis=0) | plan.quantity(layer, "a").any(axis=0)
        found = np.argwhere(~firing)
        return Place(layer, "a", tuple(int(part) for part in found[0])) if len(found) else None

    def said(self, names: Names) -> Message:
        """Name the layer."""
        return msg("a neuron of {layer} dies", layer=names.get(self.layer, self.layer))
