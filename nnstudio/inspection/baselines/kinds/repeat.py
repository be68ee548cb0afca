"""The last value once more."""

from __future__ import annotations

from nnstudio.data.samples import DataShape, Numbers, Task
from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.baselines.baseline import Answer, Baseline
from nnstudio.text import msg


class Repeat(Baseline):
    """The last value of the sequence."""

    declaration = Declaration(
        id="repeat",
        name=msg("The last value again"),
        help=msg(
            "The value that the sequence had last: what changes slowly is hard to foretell better. Who does not beat "
            "it has only learned to copy its input."
        ),
        formula=r"\hat y_{t+1} = x_t",
        aliases=("persistence", "naive forecast", "last value", "持续", "持續"),
    )

    units = True

    @classmethod
    def fits(cls, shape: DataShape) -> bool:
        """Of sequences that are answered by values like those that they consist of."""
        return shape.task is Task.REGRESSION and len(shape.inputs) == 2 and shape.inputs[-1] in shape.outputs

    def fit(self, x: Numbers, y: Numbers) -> Answer:
        """Nothing is to be learned."""
        width = y.shape[1]
        return lambda asked: asked[:, -width:]
