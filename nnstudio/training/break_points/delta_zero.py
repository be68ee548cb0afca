"""A neuron that learns nothing from a batch."""

from __future__ import annotations

from functools import cache
from typing import Any

from nnstudio.engine import Place, Plan
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.places import checked
from nnstudio.engine.typing import Array
from nnstudio.text import Message, msg
from nnstudio.training.break_point import BreakPoint, Names, Test, numbered, place_parameter, read_place
from nnstudio.training.run import Run


class DeltaZero(BreakPoint):
    """Comes true where :math:`|∂L/∂z|` of a neuron is at most the tolerance for every sample of the batch."""

    declaration = Declaration(
        id="delta_zero",
        name=msg("∂L/∂z of a neuron is 0"),
        help=msg("No gradient reaches the neuron: the update leaves its weights as they are."),
        formula=r"|\delta| \le \epsilon",
        parameters=(
            place_parameter("n2/grad_z/0", msg("The neuron.")),
            Parameter(
                "tolerance",
                msg("Tolerance"),
                Kind.REAL,
                0.0,
                msg("What counts as 0."),
                0.0,
                symbol="ε",
            ),
        ),
    )

    def watch(self, run: Run) -> Test:
        """Look at the neuron's ∂L/∂z of all samples."""
        place, tolerance = read_place(self.at), float(self.tolerance)
        where: Any = (slice(None), *place.index)

        @cache
        def column(plan: Plan) -> Array:
            values: Array = plan.quantity(place.layer, place.quantity)[where]
            return values

        def test(plan: Plan) -> bool:
            values = column(plan)
            # Most steps end at the first sample.
            return not abs(values.item(0)) > tolerance and bool(abs(values).max() <= tolerance)

        checked(run.plan, place.layer, place.quantity, place.index, 0)
        return test

    def place(self, plan: Plan) -> Place | None:
        """Return the neuron's ∂L/∂z."""
        return read_place(self.at)

    def said(self, names: Names) -> Message:
        """Name the neuron."""
        place = read_place(self.at)
        return msg(
            "∂L/∂z of {layer} · neuron {number} is 0 for every sample",
            layer=names.get(place.layer, place.layer),
            number=numbered(place),
        )
