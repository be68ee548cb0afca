"""Swish: a line times its own gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.elementary import beside, emit_gate, emit_gate_slope
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Swish(Activation):
    r"""Swish: z times a soft gate σ(βz) that z itself opens.

    .. math:: a = z\,\sigma(\beta z), \qquad f'(z) = \sigma(\beta z)\,(1 + \beta z\,(1 - \sigma(\beta z)))

    β → 0 gives the line z/2, β → ∞ the ReLU; β = 1 is SiLU, β = 1.702 the GELU's logistic form.
    """

    declaration = Declaration(
        id="swish",
        name=msg("Swish"),
        help=msg(
            "z times a gate σ(βz) that z itself opens. With β near 0 a line, with large β a ReLU. It is not monotonic."
        ),
        group="composite",
        formula=r"a = z \, \sigma(\beta z)",
        derivative=r"f'(z) = \sigma(\beta z) \, (1 + \beta z \, (1 - \sigma(\beta z)))",
        parameters=(
            Parameter(
                "beta",
                msg("Sharpness of the gate"),
                Kind.REAL,
                1.0,
                msg("How fast the gate opens as z grows."),
                minimum=0.0,
                maximum=100.0,
                symbol="β",
            ),
        ),
        source="Ramachandran, Zoph & Le, ICLR Workshop (2018)",
        glyph="zσ",
        aliases=("self-gated", "自门控", "自閘控"),
    )
    slope_reads_forward: ClassVar[bool] = True

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = z σ(βz)``: six calls."""
        scaled = beside(emit, a, "scaled")
        emit.call(np.multiply, z, emit.constant(self.beta), scaled)
        emit_gate(emit, z, scaled, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit the slope from the gate that the forward pass left: three calls."""
        emit_gate_slope(emit, a, beside(emit, a, "scaled"), slope)
