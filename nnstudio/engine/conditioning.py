r"""What happens to the gradient before the optimiser sees it, in this order: penalties, clipping by norm, by value.

.. math:: g = \frac{\partial L}{\partial\theta} + \lambda_1\,\mathrm{sign}(w) + \lambda_2 w, \qquad
          g \leftarrow g\,\min\!\Bigl(1, \frac{c}{\lVert g \rVert + 10^{-6}}\Bigr), \qquad
          g \leftarrow \min(\max(g, -v), v)

The norm is that of all parameters together. In PyTorch the penalty is the optimiser's (``weight_decay``), so there
``clip_grad_norm_`` comes first and does not see it; here the norm is that of the gradient of what is minimised. Without
penalties both are the same. Source: Pascanu et al., ICML (2013).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.elementary import emit_maximum, emit_minimum, emit_square
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.instruction import PlanEmitter
from nnstudio.engine.layout import Layout
from nnstudio.engine.pool import aligned
from nnstudio.engine.typing import Array

TINY = 1e-6
"""Added to the norm, as PyTorch does."""

PENALTY = r"\frac{\partial L}{\partial w} + \lambda_1\,\mathrm{sign}(w) + \lambda_2\,w"
CLIP_NORM = r"g \leftarrow g\,\min\left(1, \frac{c}{\|g\| + 10^{-6}}\right)"
CLIP_VALUE = r"g \leftarrow \min(\max(g, -v), v)"
SETTINGS = ("l1", "l2", "clip_norm", "clip_value")


@dataclass(frozen=True, eq=False)
class Conditioned:
    """The gradient at each stage, all ``(P,)``: with the penalties, and as the optimiser sees it.

    ``norm`` and ``factor`` (0-d, None where clipping by norm is off) are those of the clipping by norm.
    """

    penalised: Array
    final: Array
    norm: Array | None = None
    factor: Array | None = None


class Conditioning:
    """The settings ``l1 l2 clip_norm clip_value`` (0: off), and the calls that obey them. Penalties fall on weights.

    Settings may change between steps: the calls read them from arrays. Only what is switched on has calls.
    """

    def __init__(self, layout: Layout, theta: Array) -> None:
        self.mask = _mask(layout, theta)
        self.settings = dict.fromkeys(SETTINGS, 0.0)
        self._masked: dict[str, Array] = {}
        self._limits = {name: np.zeros((), theta.dtype) for name in ("clip_norm", "clip_value", "-clip_value")}

    def set(self, **settings: float) -> bool:
        """Change settings; return whether other calls are needed."""
        before = self._switches()
        self.settings.update({name: float(value) for name, value in settings.items()})
        self._fill()
        return self._switches() != before

    def _switches(self) -> tuple[bool, ...]:
        return tuple(bool(self.settings[name]) for name in SETTINGS)

    def _fill(self) -> None:
        for name, array in self._masked.items():
            np.multiply(self.mask, self.settings[name], out=array)
        for name, limit in self._limits.items():
            value = self.settings[name.removeprefix("-")]
            limit[...] = -value if name.startswith("-") else value

    def emit(self, emit: Emitter, theta: Array, grad: Array, part: slice = slice(None)) -> Conditioned:
        """Emit the calls; ``theta`` and ``grad`` stay as they are. Returns the buffers that will hold the gradient.

        They may be a ``part`` of the arenas, unless the norm of the whole is to be clipped.
        """
        penalised = self._emit_penalty(emit, theta, grad, part)
        if not (self.settings["clip_norm"] or self.settings["clip_value"]):
            return Conditioned(penalised, penalised)
        clipped = aligned(grad.size, grad.dtype)
        norm = factor = None
        source = penalised
        if self.settings["clip_norm"]:
            _about(emit, "clip_norm", CLIP_NORM)
            norm, factor = self._emit_norm(emit, source, clipped)
            emit.call(np.multiply, source, factor, clipped)
            source = clipped
        if self.settings["clip_value"]:
            _about(emit, "clip_value", CLIP_VALUE)
            emit_minimum(emit, source, self._limits["clip_value"], clipped)
            emit_maximum(emit, clipped, self._limits["-clip_value"], clipped)
        return Conditioned(penalised, clipped, norm, factor)

    def _emit_norm(self, emit: Emitter, grad: Array, squares: Array) -> tuple[Array, Array]:
        norm, factor = emit.scratch(()), emit.scratch(())
        emit_square(emit, grad, squares)
        emit.call(np.add.reduce, squares, 0, None, norm)
        emit.call(np.sqrt, norm, norm)
        emit.call(np.add, norm, emit.constant(TINY), factor)
        emit.call(np.divide, self._limits["clip_norm"], factor, factor)
        emit_minimum(emit, factor, emit.constant(1.0), factor)
        return norm, factor

    def _emit_penalty(self, emit: Emitter, theta: Array, grad: Array, part_of: slice) -> Array:
        wanted = [name for name in ("l1", "l2") if self.settings[name]]
        if not wanted:
            return grad
        for name in wanted:
            self._masked.setdefault(name, np.zeros_like(self.mask))
        self._fill()
        total, part = aligned(grad.size, grad.dtype), aligned(grad.size, grad.dtype)
        _about(emit, "penalty", PENALTY)
        if "l2" in wanted:
            emit.call(np.multiply, theta, self._masked["l2"][part_of], part)
            emit.call(np.add, grad, part, total)
            grad = total
        if "l1" in wanted:
            emit.call(np.sign, theta, part)
            emit.call(np.multiply, part, self._masked["l1"][part_of], part)
            emit.call(np.add, grad, part, total)
        return total


def _about(emit: Emitter, quantity: str, formula: str) -> None:
    if isinstance(emit, PlanEmitter):
        emit.about(quantity, formula)


def _mask(layout: Layout, theta: Array) -> Array:
    mask = np.zeros_like(theta)
    for placed in layout.entries.values():
        mask[placed.start : placed.stop] = placed.weight.regularised
    return mask
