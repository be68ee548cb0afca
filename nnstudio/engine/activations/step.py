"""The step: the activation of the first artificial neurons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.elementary import full
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Step(Activation):
    r"""The step: 1 from the threshold θ on, else 0.

    .. math:: a = [z \ge \theta], \qquad f'(z) = 0

    Its derivative is 0 wherever there is one; at the jump 0 is used too. It gives gradient descent nothing to follow.
    """

    declaration = Declaration(
        id="step",
        name=msg("Step"),
        help=msg(
            "Fires (1) once z reaches the threshold, else stays at 0. Its slope is 0, so nothing is learned through it."
        ),
        group="s_shaped",
        formula=r"a = [z \ge \theta]",
        derivative=r"f'(z) = 0",
        parameters=(
            Parameter(
                "threshold",
                msg("Threshold"),
                Kind.REAL,
                0.0,
                msg("The z from which on the neuron fires; the same as a bias of −θ."),
                minimum=-100.0,
                maximum=100.0,
                symbol="θ",
            ),
        ),
        source="McCulloch & Pitts, Bulletin of Mathematical Biophysics 5 (1943)",
        glyph="θ",
        aliases=(
            "threshold",
            "Heaviside",
            "perceptron",
            "M-P",
            "阶跃",
            "階躍",
            "单位阶跃函数",
            "閾值",
            "阈值",
            "门槛值",
            "門檻值",
        ),
    )
    bounds: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = [z ≥ θ]``: two calls."""
        fires = emit.passing(z.shape, bool)
        emit.call(np.greater_equal, z, full(emit, z.shape, self.threshold), fires)
        emit.call(np.copyto, a, fires)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Write ``slope = 0`` once, now: it never changes, so no call is needed."""
        slope.fill(0.0)
