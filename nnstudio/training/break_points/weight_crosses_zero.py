"""A weight that changes its sign."""

from __future__ import annotations

from typing import Any

from nnstudio.engine import Place, Plan
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.places import checked
from nnstudio.text import Message, msg
from nnstudio.training.break_point import BreakPoint, Names, Test, numbered, place_parameter, read_place
from nnstudio.training.run import Run


class WeightCrossesZero(BreakPoint):
    """Comes true with the update that gives a weight another sign, or makes it 0."""

    declaration = Declaration(
        id="weight_crosses_zero",
        name=msg("A weight crosses 0"),
        help=msg("The update gives the weight another sign, or makes it 0."),
        formula=r"w \, w^{+} \le 0",
        parameters=(place_parameter("n2/weight/0,0", msg("The weight.")),),
    )

    def watch(self, run: Run) -> Test:
        """Compare with the step before."""
        place = read_place(self.at)
        checked(run.plan, place.layer, place.quantity, place.index, -1)
        weights: Any = run.program.parameter(place.layer, place.quantity)
        read, index = weights.item, place.index
        before = read(*index)

        def test(plan: Plan) -> bool:
            nonlocal before
            now, old = read(*index), before
            before = now
            return bool(old != 0 and old * now <= 0)

        return test

    def place(self, plan: Plan) -> Place | None:
        """Return the weight's gradient, beside which the weight's next change stands."""
        place = read_place(self.at)
        return Place(place.layer, f"{place.quantity}_grad", place.index)

    def said(self, names: Names) -> Message:
        """Name the weight."""
        place = read_place(self.at)
        layer, number = names.get(place.layer, place.layer), numbered(place)
        if place.quantity == "weight":
            return msg("weight {index} of {layer} crosses 0", index=number, layer=layer)
        return msg("{name} {index} of {layer} crosses 0", name=place.quantity, index=number, layer=layer)
