"""The self-normalising exponential linear unit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_maximum, emit_minimum, full
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_SCALE = 1.0507009873554804934193349852946
_GAMMA = 1.6732632423543772848170429916717


class SELU(Activation):
    r"""The scaled exponential linear unit: an ELU whose two constants pull signals to mean 0 and variance 1.

    .. math:: a = \lambda\,\big(\max(0, z) + \min(0, \gamma (e^z - 1))\big), \quad
              f'(z) = \lambda\,([z > 0] + \gamma e^z\,[z \le 0]), \quad \lambda \approx 1.0507,\; \gamma \approx 1.6733

    With weights of variance 1/n (LeCun's initialisation) it keeps a deep network's layers normalised by itself.
    """

    declaration = Declaration(
        id="selu",
        name=msg("SELU"),
        help=msg("An ELU with just the constants that keep a deep network's signals at mean 0 and variance 1."),
        group="ramp_shaped",
        formula=r"a = \lambda \left( \max(0, z) + \min(0, \gamma (e^{z} - 1)) \right)",
        derivative=r"f'(z) = \lambda \left( [z > 0] + \gamma e^{z} \, [z \le 0] \right)",
        source="Klambauer, Unterthiner, Mayr & Hochreiter, NIPS (2017)",
        glyph="λeᶻ",
        aliases=("self-normalizing", "scaled ELU", "自归一化", "自正規化", "缩放指数线性单元", "縮放指數線性單元"),
    )

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit the two halves and their sum: six calls."""
        zeros, ramp = emit.scratch(z.shape), emit.scratch(z.shape)
        emit_minimum(emit, z, zeros, a)
        emit.call(np.expm1, a, a)
        emit.call(np.multiply, a, emit.constant(_SCALE * _GAMMA), a)
        emit_maximum(emit, z, zeros, ramp)
        emit.call(np.multiply, ramp, emit.constant(_SCALE), ramp)
        emit.call(np.add, a, ramp, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``λγ eᶻ`` left of 0 and on it, λ right of it: five calls, without rounding the one by the other."""
        right = emit.passing(z.shape, bool)
        zeros, steep = emit.scratch(z.shape), full(emit, z.shape, _SCALE)
        emit.call(np.greater, z, zeros, right)
        emit_minimum(emit, z, zeros, slope)
        emit.call(np.exp, slope, slope)
        emit.call(np.multiply, slope, emit.constant(_SCALE * _GAMMA), slope)
        emit.call(partial(np.copyto, where=right), slope, steep)

    def written(self, z: float) -> Formula | None:
        """Return ``λ z`` right of 0, else ``λ γ (eᶻ − 1)``."""
        return self.read(f"{_SCALE!r} * z" if z > 0 else f"{_SCALE!r} * {_GAMMA!r} * (exp(z) - 1)")

    def written_slope(self, z: float) -> Formula | None:
        """Return λ right of 0, else ``λ γ eᶻ``."""
        return self.read(f"{_SCALE!r}" if z > 0 else f"{_SCALE!r} * {_GAMMA!r} * exp(z)")
