"""Bits to be repeated a few steps later."""

from __future__ import annotations

import numpy as np

from nnstudio.data.dataset import SEQUENCE, DataSet, class_numbers, class_shape, length_parameter, size_parameter
from nnstudio.data.samples import DataShape, Samples, Task
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.errors import ParameterError
from nnstudio.text import msg


class Echo(DataSet):
    """``y_t = x_{t−k}``, and 0 for the first k steps: random bits in, the same bits out, k steps later."""

    declaration = Declaration(
        id="echo",
        name=msg("Echo"),
        help=msg(
            "Random bits, to be repeated a few steps later: a target at every step. "
            "A recurrent network must keep the last bits in its state."
        ),
        group=SEQUENCE,
        formula=r"y_t = x_{t-k}",
        parameters=(
            size_parameter(1000),
            length_parameter(20, 5, 200),
            Parameter(
                "delay",
                msg("Delay"),
                Kind.INTEGER,
                3,
                msg("How many steps later each bit must come out; less than there are steps."),
                minimum=0,
                maximum=15,
                symbol="k",
            ),
        ),
        aliases=("delay", "copy", "recurrent", "回声", "回聲"),
    )

    @property
    def shape(self) -> DataShape:
        """One bit in and one out at every step.

        Raises
        ------
        ParameterError : a delay as long as the sequence: nothing would ever come out.
        """
        if self.delay >= self.length:
            raise ParameterError(
                "echo.delay",
                msg("a delay of less than {count} steps", count=self.length),
                msg("{value}", value=self.delay),
                msg("Choose a shorter delay or longer sequences."),
            )
        return class_shape((self.length, 1), class_numbers(2), (self.length,))

    def samples(self, random: np.random.Generator) -> Samples:
        """Draw bits ``(N, T, 1)`` and delay them: ``y`` is ``(N, T)``."""
        names = self.shape.class_names
        bits = random.integers(0, 2, (self.size, self.length))
        y = np.zeros_like(bits)
        y[:, self.delay :] = bits[:, : self.length - self.delay]
        return Samples(bits[..., None].astype(np.float64), y, Task.CLASSIFICATION, ("x",), names, ("y",))
