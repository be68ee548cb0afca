"""Gradients that grow beyond a bound."""

from __future__ import annotations

import numpy as np

from nnstudio.engine import Place, Plan
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.demands import unknown
from nnstudio.engine.typing import Array
from nnstudio.text import Message, msg
from nnstudio.training.break_point import LONGEST, BreakPoint, Names, Test
from nnstudio.training.run import Run


class GradientAbove(BreakPoint):
    """Comes true where the largest :math:`|∂L/∂w|`, of one layer or of all, is above the bound."""

    declaration = Declaration(
        id="gradient_above",
        name=msg("A gradient is large"),
        help=msg("Any |∂L/∂w| of the batch is above the bound: the next update is a leap."),
        formula=r"\max |\partial L / \partial w| > x",
        parameters=(
            Parameter(
                "limit",
                msg("Bound"),
                Kind.REAL,
                1.0,
                msg("The largest gradient that is let pass."),
                0.0,
                symbol="x",
                logarithmic=True,
            ),
            Parameter("layer", msg("Which layer"), Kind.TEXT, "", msg("One layer, or every one."), maximum=LONGEST),
        ),
    )

    def watch(self, run: Run) -> Test:
        """Look at the smallest and the largest of the gradients, where the sum of their squares lets there be such."""
        program, limit = run.program, float(self.limit)
        entries = program.layout.entries.values()
        own = [placed for placed in entries if not self.layer or placed.key.layer == self.layer]
        if not own:
            raise unknown("layer", str(self.layer), {placed.key.layer for placed in entries})
        grad = program.grad[min(placed.start for placed in own) : max(placed.stop for placed in own)]
        highest, lowest, below = np.maximum.reduce, np.minimum.reduce, surely_below(limit, grad)

        def test(plan: Plan) -> bool:
            return not float(grad.dot(grad)) <= below and bool(highest(grad) > limit or lowest(grad) < -limit)

        return test

    def place(self, plan: Plan) -> Place | None:
        """Return the largest of the gradients."""
        found: dict[Place, float] = {}
        for layer in [str(self.layer)] if self.layer else plan.sites:
            for owner, name in plan.sites[layer].arenas.layout.entries:
                if owner == layer:
                    gradient = np.abs(plan.sites[layer].gradient(name))
                    index = np.unravel_index(int(gradient.argmax()), gradient.shape)
                    found[Place(layer, f"{name}_grad", tuple(map(int, index)))] = float(gradient[index])
        return max(found, key=lambda place: found[place], default=None)

    def said(self, names: Names) -> Message:
        """Name the layer, if it is one."""
        limit = f"{self.limit:g}"
        if self.layer:
            return msg("a |∂L/∂w| of {layer} is above {limit}", layer=names.get(self.layer, self.layer), limit=limit)
        return msg("any |∂L/∂w| is above {limit}", limit=limit)


def surely_below(limit: float, values: Array) -> float:
    r"""Return up to which computed :math:`\sum v^2` no :math:`|v|` is above the limit; negative where none tells.

    A sum of n squares is short of the true one by less than a share of :math:`n\,\epsilon`, as long as a square of the
    limit is a normal number.
    """
    number = np.finfo(values.dtype)
    square = limit * limit
    return square * (1.0 - 2.0 * len(values) * float(number.eps)) if square > 4 * float(number.tiny) else -1.0
