"""What an activation function is: its value and, beside it in the same file, its derivative, as calls of a plan."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declared
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula, read
from nnstudio.engine.typing import Array

_LONGEST = 1000
"""Characters of a formula that a function writes of itself: those of its parameters are many."""


@dataclass(frozen=True)
class LearnedScalar:
    """A parameter that the activation itself learns, such as PReLU's slope.

    ``per_neuron`` gives each neuron (feature, channel) its own; otherwise one is shared by the layer. ``initial`` is
    its first value.
    """

    name: str
    initial: float
    per_neuron: bool


class Activation(Declared, ABC):
    r"""Base of the activation functions ``a = f(z)``.

    Arrays are in the plan's order: features first, batch last, ``(F, N)`` (or ``(H, C, W, N)``). An elementwise
    function implements :meth:`emit_forward` and :meth:`emit_slope`; one that mixes features (softmax) sets
    ``elementwise = False`` and implements :meth:`emit_backward` instead. ``z``, ``a``, ``slope``, ``grad_a`` and
    ``grad_z`` each are a buffer of their own, readable until the update: a call may write only the one it is for. A
    slope that also reads what
    :meth:`emit_forward` left beside ``a`` in the same emitter sets ``slope_reads_forward``; all others need only ``z``
    and ``a``. One that never falls, exactly so in floating point, sets ``commutes_with_max``. One whose slope begins
    with the square of ``a`` sets ``slope_has_square``.
    """

    elementwise: ClassVar[bool] = True
    feature_axis: ClassVar[int] = 0
    slope_reads_forward: ClassVar[bool] = False
    slope_has_square: ClassVar[bool] = False
    commutes_with_max: ClassVar[bool] = False
    bounds: ClassVar[tuple[float, float] | None] = (-math.inf, math.inf)
    """Between what its values lie, where a loss may ask for it; None where that is not known."""
    draws: ClassVar[bool] = False
    """Whether in training the value depends on numbers that are drawn at each step (RReLU)."""

    @property
    def formula(self) -> str:
        """``a = f(z)`` in LaTeX; one typed in has its own."""
        return self.declaration.formula

    @property
    def derivative(self) -> str:
        """``f'(z)`` in LaTeX, likewise."""
        return self.declaration.derivative

    def learned(self) -> tuple[LearnedScalar, ...]:
        """Return what the function itself learns; nothing, for most."""
        return ()

    def written(self, z: float) -> Formula | None:
        """Return ``f(z)`` as a formula, for the inspector, where the net input has this value; of what it learns too.

        ``drawn`` in it is what was drawn for this number. None : it is a function that has a name of its own, such as
        tanh. The contract tests hold it to the function's own calls.
        """
        return None

    def written_slope(self, z: float) -> Formula | None:
        """Return ``f'(z)`` likewise."""
        return None

    def read(self, text: str) -> Formula:
        """Return a text as a formula of z, of what the function learns, and of what it draws."""
        names = ("z", "drawn", *(scalar.name for scalar in self.learned()))
        return read(text, self.declaration.id, names, longest=_LONGEST)

    @abstractmethod
    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit the calls for ``a = f(z)``. ``learned`` holds the learned arrays, shaped to broadcast against ``z``."""

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit the calls for the local derivative ``slope = f'(z)``; elementwise functions must."""
        raise TypeError(f"{type(self).__name__} is not elementwise: it has no slope of one number")

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
        r"""Emit the calls for ``∂L/∂z = f'(z) ∂L/∂a``; a function that mixes features emits its Jacobian's product."""
        self.emit_slope(emit, z, a, slope, learned)
        emit.call(np.multiply, grad_a, slope, grad_z)

    def emit_learned_gradient(
        self,
        emit: Emitter,
        z: Array,
        a: Array,
        grad_a: Array,
        learned: Mapping[str, Array],
        gradient: Mapping[str, Array],
    ) -> None:
        """Emit the calls for the gradient of what the function learns, into ``gradient`` (same names and shapes)."""
