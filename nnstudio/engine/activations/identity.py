"""The identity: no activation at all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Identity(Activation):
    r"""The identity ``a = z``, with slope 1 everywhere: the output layer of a regression, and of linear networks."""

    declaration = Declaration(
        id="identity",
        name=msg("Identity"),
        help=msg("Passes z on unchanged. Layers of it alone collapse into a single linear one."),
        group="other",
        formula=r"a = z",
        derivative=r"f'(z) = 1",
        source="Rosenblatt, Principles of Neurodynamics (1962)",
        glyph="z",
        aliases=("linear", "none", "恒等", "恆等", "线性", "線性"),
    )

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = z``: one call."""
        emit.call(np.copyto, a, z)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Write ``slope = 1`` once, now: it never changes, so no call is needed."""
        slope.fill(1.0)

    def emit_backward(
        self,
        emit: Emitter,
        z: Array,
        a: Array,
        slope: Array,
        grad_a: Array,
        grad_z: Array,
        learned: Mapping[str, Array],
    ) -> None:
        """Emit ``grad_z = grad_a``: one call."""
        self.emit_slope(emit, z, a, slope, learned)
        emit.call(np.copyto, grad_z, grad_a)
