"""The logistic function made of three straight pieces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Choice, Declaration, Kind, Parameter
from nnstudio.engine.elementary import emit_hard_gate, emit_is_inside
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_REACH = {"1/4": 2.0, "1/5": 2.5, "1/6": 3.0}


class HardSigmoid(Activation):
    r"""The hard sigmoid: a ramp from 0 to 1 of slope γ through (0, ½).

    .. math:: a = \max(0, \min(1, \gamma z + \tfrac12)), \qquad f'(z) = \gamma\,[\,|\gamma z| < \tfrac12\,]

    γ = 1/4 is the logistic's own tangent at 0; 1/5 (Keras 2) and 1/6 (PyTorch) lie closer to it on the whole. At the
    corners the subgradient 0 is used, as in PyTorch.
    """

    declaration = Declaration(
        id="hard_sigmoid",
        name=msg("Hard sigmoid"),
        help=msg("The logistic function cut from three straight pieces: cheap, and exactly flat where it saturates."),
        group="s_shaped",
        formula=r"a = \max(0, \min(1, \gamma z + \frac{1}{2}))",
        derivative=r"f'(z) = \gamma \, [\, |\gamma z| < \frac{1}{2} \,]",
        parameters=(
            Parameter(
                "slope",
                msg("Slope of the ramp"),
                Kind.CHOICE,
                "1/4",
                msg("How steep the middle piece is."),
                symbol="γ",
                choices=(
                    Choice("1/4", msg("1/4, the logistic's tangent")),
                    Choice("1/5", msg("1/5, as in Keras 2")),
                    Choice("1/6", msg("1/6, as in PyTorch")),
                ),
            ),
        ),
        source="Courbariaux, Bengio & David, NIPS (2015)",
        glyph="σ⎍",
        aliases=("hard logistic", "hardsigmoid", "硬 Sigmoid", "硬逻辑函数", "分段线性", "硬邏輯函數", "分段線性"),
    )
    bounds: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit the ramp: four calls."""
        emit_hard_gate(emit, z, _REACH[self.slope], a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit γ inside the ramp, else 0: four calls."""
        emit_is_inside(emit, z, _REACH[self.slope], slope)
        emit.call(np.multiply, slope, emit.constant(0.5 / _REACH[self.slope]), slope)

    def written(self, z: float) -> Formula | None:
        """Return the piece that z lies on: 0, ``γ z + ½`` or 1."""
        reach = _REACH[self.slope]
        return self.read("0" if z <= -reach else "1" if z >= reach else f"{self.slope} * z + 0.5")

    def written_slope(self, z: float) -> Formula | None:
        """Return γ on the ramp, else 0."""
        return self.read(self.slope if abs(z) < _REACH[self.slope] else "0")
