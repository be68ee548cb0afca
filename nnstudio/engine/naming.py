"""What a plan's array is called: the layer and the quantity or parameter whose memory it is."""

from __future__ import annotations

from nnstudio.engine.instruction import Instruction
from nnstudio.engine.operands import overlap, span
from nnstudio.engine.plan import Plan
from nnstudio.engine.shadow import arenas
from nnstudio.engine.typing import Array

Span = tuple[int, int]
SCRATCH = "scratch"


class Naming:
    """Finds the name of any array that a plan's calls are bound to."""

    def __init__(self, plan: Plan) -> None:
        self._known: list[tuple[Span, str, str]] = []
        # Gradients may lie where the forward pass had its scratch.
        self._untold: list[tuple[Span, str, str]] = []
        for name, site in plan.sites.items():
            for quantity, slot in site.quantities.items():
                known = self._known if quantity in site.told else self._untold
                known.append((span(slot.array), name, quantity))
        for sink, target in zip(plan.graph.sinks, plan.targets, strict=False):
            self._known.append((span(target), sink, "target"))
            if plan.losses_of(sink) is not plan.losses:
                self._known.append((span(plan.losses_of(sink)), sink, "losses"))
                self._known.append((span(plan.mean_of(sink)), sink, "loss"))
        self._known.append((span(plan.losses), "loss", "losses"))
        self._known.append((span(plan.loss), "loss", "loss"))
        flats = arenas(plan)
        if flats.loss_weights.size:
            self._known.append((span(flats.loss_weights), "loss", "loss_weights"))
        for (layer, name), placed in flats.layout.entries.items():
            part = slice(placed.start, placed.stop)
            self._known.append((span(flats.theta[part]), layer, name))
            self._known.append((span(flats.grad[part]), layer, f"{name}_grad"))
        for (layer, name), placed in flats.carried.entries.items():
            self._known.append((span(flats.running[placed.start : placed.stop]), layer, name))
        self._carried = span(flats.running) if flats.running.size else None
        self._flats = [span(flat) for flat in (flats.theta, flats.grad, flats.running, flats.loss_weights) if flat.size]

    def of(self, array: Array, about: Instruction) -> tuple[str, str]:
        """Return ``(layer, quantity)``, by preference of the layer whose instruction it is; ``scratch`` if none.

        An array that holds several, such as ``[W; b]``, is called by all of them: ``weight+bias``.
        """
        own, layer = span(array), about.layer
        known = self._known if about.phase == "forward" else [*self._known, *self._untold]
        near = [each for each in known if overlap(each[0], own)]
        around = [each for each in near if each[0][0] <= own[0] and own[1] <= each[0][1]]
        within = [each for each in near if own[0] <= each[0][0] and each[0][1] <= own[1]]
        found = around or within
        if not found:
            return layer, SCRATCH
        mine = [each for each in found if each[1] == layer] or found
        if around or not self.is_flat(array):
            return mine[0][1], mine[0][2]
        return mine[0][1], "+".join(dict.fromkeys(quantity for _, _, quantity in mine))

    def is_flat(self, array: Array) -> bool:
        """Whether the array is a parameter, its gradient, the losses' weights: without samples, whatever its shape."""
        own = span(array)
        return any(overlap(own, flat) for flat in self._flats)

    def is_carried(self, array: Array) -> bool:
        """Whether the array is something that a layer carries from step to step."""
        return self._carried is not None and overlap(span(array), self._carried)
