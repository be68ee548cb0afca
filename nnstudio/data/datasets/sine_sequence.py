"""Waves to be continued."""

from __future__ import annotations

import numpy as np

from nnstudio.data.dataset import SEQUENCE, TURN, DataSet, length_parameter, size_parameter
from nnstudio.data.samples import DataShape, Samples, Task
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import msg


class SineSequence(DataSet):
    r"""``x_t = sin(2π t / p + φ)`` with p from 10 to 30 steps and any φ; the target is what comes next."""

    declaration = Declaration(
        id="sine_sequence",
        name=msg("Continue a wave"),
        help=msg(
            "Waves of different length and phase; the next values are to be predicted from those before, "
            "at the end or at every step."
        ),
        group=SEQUENCE,
        formula=r"x_t = \sin\!\left(\tfrac{2\pi t}{p} + \varphi\right)",
        parameters=(
            size_parameter(500),
            length_parameter(20, 5, 200),
            Parameter(
                "ahead",
                msg("Values ahead"),
                Kind.INTEGER,
                1,
                msg("How many of the values that follow are predicted."),
                minimum=1,
                maximum=10,
                symbol="K",
            ),
            Parameter(
                "every_step",
                msg("Predict at every step"),
                Kind.BOOLEAN,
                False,
                msg("Whether there is a target at every step, or only at the end."),
            ),
        ),
        aliases=("time series", "forecast", "prediction", "正弦", "预测", "預測"),
    )
    continues = True

    @property
    def shape(self) -> DataShape:
        """One value a step; the values that follow the last step, or each."""
        places = (self.length,) if self.every_step else ()
        return DataShape((self.length, 1), (self.ahead,), Task.REGRESSION, (), places)

    def samples(self, random: np.random.Generator) -> Samples:
        """Draw ``x`` ``(N, T, 1)``; ``y`` is ``(N, K)``, or ``(N, T, K)``."""
        total = self.length + self.ahead
        period, phase = random.uniform(10.0, 30.0, (self.size, 1)), random.uniform(0.0, TURN, (self.size, 1))
        wave = np.sin(TURN * np.arange(total) / period + phase)
        windows = np.lib.stride_tricks.sliding_window_view(wave[:, 1:], self.ahead, axis=1)
        y = windows if self.every_step else windows[:, -1]
        names = tuple(f"x(t+{step})" for step in range(1, self.ahead + 1))
        return Samples(wave[:, : self.length, None].copy(), y.copy(), Task.REGRESSION, ("x",), (), names)
