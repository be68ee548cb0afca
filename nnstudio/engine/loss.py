"""What a loss is: the value of each sample, their mean, and the gradient that starts back-propagation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declared
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.terms import Term
from nnstudio.engine.typing import Array

_SHARES = ((r"\frac{1}{K} \, ", ""), (r"\frac{1}{K} ", ""), (r"\frac{2}{K}", "2"), (r"-\frac{t_k}{K}", "-t_k"))
"""How a formula with the mean over the outputs becomes the one with their sum."""


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

    Two names of scratch by which the plan of a single output of one number may spare calls: ``squares`` is what the
    loss of a sample is the square of; under ``under_ones`` a loss finds ``(2, N)``, its targets below a row of ones.
    """

    targets: ClassVar[frozenset[Target]]
    fuses: ClassVar[str] = ""
    squares: ClassVar[str] = ""
    under_ones: ClassVar[str] = ""
    reads_logits: ClassVar[str] = ""
    expects: ClassVar[str] = ""
    """The activation whose outputs it is made for, where it neither fuses with it nor has it in itself."""

    @classmethod
    def partner(cls) -> str:
        """Return the activation whose outputs it reads, fused with it or not; empty for any, or for net inputs."""
        return cls.fuses or cls.expects

    @property
    def formula(self) -> str:
        """``ℓ`` in LaTeX, with mean or sum over the outputs as chosen."""
        return self._chosen(self.declaration.formula)

    @property
    def computed(self) -> str:
        """The same in the form that the calls and :meth:`terms` follow, where that is another."""
        return self.formula

    @property
    def derivative(self) -> str:
        """``∂ℓ/∂a`` in LaTeX, likewise."""
        return self._chosen(self.declaration.derivative)

    def _chosen(self, latex: str) -> str:
        if self.values.get("reduction") != "sum":
            return latex
        for mean, total in _SHARES:
            latex = latex.replace(mean, total)
        return latex

    def answer(self, outputs: int) -> str:
        """Return the activation that turns so many outputs into a prediction; empty where they are one as they are.

        A step on one output is the class. Of several the largest is the answer, so these must keep their order.
        """
        return "" if self.reads_logits == "step" and outputs > 1 else self.reads_logits

    @property
    def target_letter(self) -> str:
        """What its slope calls the target: ``t`` where class weights or smoothed labels change it, else ``y``."""
        return "y"

    @property
    def weight_letter(self) -> str:
        """What its slope multiplies the output by where the classes count differently, else nothing."""
        return ""

    @property
    def written_target(self) -> str:
        """What :attr:`target_letter` and :attr:`weight_letter` stand for, in LaTeX; nothing where y is y itself."""
        return ""

    def check_outputs(self, count: int) -> None:
        """Raise ParameterError where the parameters do not fit so many outputs: class weights of another number."""

    def weighting(self, target: Array) -> tuple[Array, Array]:
        """Return ``(W, t)`` of one sample's target ``(K,)``: a fused pair's gradient is ``δ = (s/N)(W a − t)``.

        They are 1 and the target itself but for class weights and smoothed labels.
        """
        return np.ones(len(target)), target

    def settled(self, target: Array) -> Loss:
        """Return the loss that a sample of the batch with these targets ``(K, N)`` has on its own.

        It is this one, but for a loss whose samples share something, such as the sum of their weights.
        """
        return self

    def divisor(self, target: Array) -> float:
        """Return by what the sum of a batch's losses is divided: the columns of its targets ``(K, N)``.

        Means over several batches make the mean over all of them when weighted by this.
        """
        return float(target.shape[1])

    def written_slope(self, a: float, y: float) -> str:
        """Return ``∂ℓ/∂a`` as a formula of ``a y K``, for the inspector, where this sample's output has these values.

        ``t`` and ``W`` are those of :meth:`weighting`, ``p`` is the softmax's share of this output, ``r`` what
        :meth:`written_share` says of it and ``R`` the sum of that over the sample's outputs. An empty text means that
        it is not written out. The contract tests hold it to the loss's own calls.
        """
        return ""

    def written_share(self, y: float) -> str:
        """Return what each output with target y adds to ``R`` in the slope of all, a formula of ``y t p``; "" for 0."""
        return ""

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
