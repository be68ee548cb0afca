"""What a loss is: the value of each sample, their mean, and the gradient that starts back-propagation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import ClassVar

from nnstudio.engine.declaration import Declared
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.terms import Term
from nnstudio.engine.typing import Array


class Target(StrEnum):
    """What the targets of a loss are."""

    VALUES = "values"
    """Numbers of any size, ``(N, K)``."""
    PROBABILITY = "probability"
    """Each column 0 or 1 on its own, ``(N, K)``."""
    DISTRIBUTION = "distribution"
    """One-hot rows (or rows that sum to 1), ``(N, K)``."""


class Loss(Declared, ABC):
    r"""Base of the losses ``L = (1/N) Σₙ ℓₙ``, mean over the batch of each sample's loss.

    ``output`` and ``target`` are ``(K, N)``, ``losses`` is ``(N,)``: the plan's order. ``fuses`` names the activation
    whose derivative cancels against this loss (softmax with cross-entropy: ``δ = a − y``); where the network ends in
    that activation, the plan calls the fused pair, exact where the two steps would divide 0 by 0. ``reads_logits``
    names the activation that turns this loss's input into a prediction, for losses that take net inputs.
    """

    targets: ClassVar[frozenset[Target]]
    fuses: ClassVar[str] = ""
    reads_logits: ClassVar[str] = ""

    @abstractmethod
    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit the calls for each sample's ``ℓₙ`` into ``losses``.

        What the backward pass may read goes into :meth:`Emitter.keep`: the forward pass always runs first.
        """

    @abstractmethod
    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        r"""Emit the calls for ``∂L/∂output`` into ``grad`` (the factor 1/N is in it, since L is the mean)."""

    def emit_fused_forward(self, emit: Emitter, z: Array, a: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ`` from the net input ``z`` of the fused activation; losses that set ``fuses`` must."""
        raise TypeError(f"{type(self).__name__} fuses with no activation")

    def emit_fused_backward(self, emit: Emitter, z: Array, a: Array, target: Array, grad_z: Array) -> None:
        r"""Emit ``∂L/∂z`` straight from ``a`` and the target; losses that set ``fuses`` must."""
        raise TypeError(f"{type(self).__name__} fuses with no activation")

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return the terms whose sum is the loss of one sample, for the inspector; ``output`` and ``target`` are
        ``(K,)`` float64.

        The usual symbols are ``a`` (``z`` for a loss of net inputs) and ``y``. None: the loss is shown as one number.
        """
        return ()

    def fused_scale(self, outputs: int) -> float:
        """Return s in the fused gradient ``δ = (s/N)(a − y)``: 1/K for a loss that is a mean over its K outputs."""
        return 1.0
