"""What losses with class weights and smoothed labels share: of several classes, and of yes-or-no outputs."""

from __future__ import annotations

import re

import numpy as np

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss
from nnstudio.engine.loss_options import (
    BY_SAMPLES,
    BY_WEIGHTS,
    binary_weighting,
    check_count,
    class_weighting,
    emit_binary_weighting,
    emit_class_weighting,
    read_weights,
    share_factors,
)
from nnstudio.engine.terms import Factor
from nnstudio.engine.typing import Array


class ClassWeightedLoss(Loss):
    r"""Base of losses ``Σ t f`` over the classes, t the weighted and, where the loss offers it, smoothed target.

    Divided by the weights, where the loss offers that, a sample's loss is
    :math:`\ell_n \frac{N}{\sum_m w_{c_m}}`, so that their mean is :math:`\sum_n \ell_n / \sum_n w_{c_n}`: it depends
    on what else is in the batch. :meth:`settled` is the loss for this batch's samples one by one.
    """

    _share = 1.0

    @property
    def _weights(self) -> tuple[float, ...]:
        return tuple(weight * self._share for weight in read_weights(str(self.values["class_weights"])))

    @property
    def _smoothing(self) -> float:
        return float(self.values.get("smoothing", 0.0))

    @property
    def _is_plain(self) -> bool:
        return not self._weights and self._smoothing == 0

    @property
    def target_letter(self) -> str:
        """``t`` where class weights or smoothing change it."""
        return "y" if self._is_plain else "t"

    @property
    def weight_letter(self) -> str:
        """``W``, of the whole sample."""
        return "W" if self._weights else ""

    @property
    def written_target(self) -> str:
        """``t_k = w_k ((1 − ε) y_k + ε/K)`` and ``W = Σ t`` with what there is of them."""
        if self._is_plain:
            return ""
        return self._written_t() + (r", \quad W = \sum_k t_k" if self._weights else "")

    @property
    def formula(self) -> str:
        """``ℓ``; where class weights or smoothing change the target it reads t, and says what that is."""
        latex = self._of_t(super().formula)
        return latex if self._is_plain else rf"{latex}, \quad {self._written_t()}"

    @property
    def derivative(self) -> str:
        """``∂ℓ/∂a``, likewise."""
        return self._of_t(super().derivative)

    def _of_t(self, latex: str) -> str:
        return latex.replace("w_k y_k", "y_k").replace("y_k", f"{self.target_letter}_k")

    def _written_t(self) -> str:
        """Return ``t_k = w_k ((1 − ε) y_k + ε/K)`` with what there is of it."""
        y = r"(1 - \varepsilon) \, y_k + \frac{\varepsilon}{K}" if self._smoothing else "y_k"
        if not self._weights:
            return f"t_k = {y}"
        share = r"\frac{N}{\sum_n w_{c_n}} \, " if self.values.get("normalise") == BY_WEIGHTS else ""
        return rf"t_k = {share}w_k " + (rf"\left( {y} \right)" if self._smoothing else y)

    def check_outputs(self, count: int) -> None:
        """Raise ParameterError unless there is one class weight for each output, or none."""
        check_count(self._weights, count, self.declaration.id)

    def weighting(self, target: Array) -> tuple[Array, Array]:
        """Return ``Σ t`` and ``t = w ((1 − ε) y + ε/K)``."""
        return class_weighting(target, self._weights, self._smoothing)

    def emit_weighting(self, emit: Emitter, target: Array) -> tuple[Array | None, Array]:
        """Emit the same for ``(K, N)``, divided as chosen; W is None where it is 1."""
        by_weights = self.values.get("normalise") == BY_WEIGHTS
        return emit_class_weighting(emit, target, self._weights, self._smoothing, by_weights=by_weights)

    def divisor(self, target: Array) -> float:
        """Return the sum of the samples' weights where they are what the losses are divided by, else their number."""
        weights = self._weights
        if self.values.get("normalise") != BY_WEIGHTS or not weights:
            return super().divisor(target)
        return float((np.array(weights) @ target.astype(np.float64)).sum())

    def settled(self, target: Array) -> Loss:
        """Return the loss that a sample of the batch with these targets ``(K, N)`` has on its own."""
        if self.values.get("normalise") != BY_WEIGHTS or not self._weights:
            return self
        total = self.divisor(target)
        made = type(self)(**{**self.values, "normalise": BY_SAMPLES})
        vars(made)["_share"] = target.shape[1] / total if total else 0.0
        return made


_BY_CLASS = (
    (r"(1 - y_k) \ln", r"w_0 (1 - y_k) \ln"),
    (r"y_k \ln", r"w_1 y_k \ln"),
    (r"\max(0, 1 - t_k s_k)", r"W_k \max(0, 1 - t_k s_k)"),
)
"""How a loss of yes and no is written where the two count differently."""
_SLOPES_BY_CLASS = (
    ("w_1 y_k", "t_k"),
    ("w_0 (1 - y_k)", "(W_k - t_k)"),
    ("a_k - t_k", "W_k a_k - t_k"),
    (r"(\sigma(z_k) - t_k", r"(W_k \sigma(z_k) - t_k"),
    ("[t_k s_k < 1]", "W_k [t_k s_k < 1]"),
    _BY_CLASS[-1],
)


class BinaryWeightedLoss(Loss):
    """Base of losses whose outputs are yes or no each: ``t = w₁ y`` weighs the one answer, ``W − t`` the other."""

    @property
    def _weights(self) -> tuple[float, ...]:
        return read_weights(str(self.values["class_weights"]))

    @property
    def _smoothing(self) -> float:
        return float(self.values.get("smoothing", 0.0))

    @property
    def target_letter(self) -> str:
        """``t`` where class weights or smoothing change it."""
        return "t" if self._weights or self._smoothing else "y"

    @property
    def weight_letter(self) -> str:
        """``W_k``, of each output."""
        return "W_k" if self._weights else ""

    @property
    def written_target(self) -> str:
        """``t = w₁ y`` and ``W = w₁ y + w₀ (1 − y)``, y smoothed, with what there is of them."""
        smoothed = r"(1 - \varepsilon) \, y_k + \frac{\varepsilon}{2}"
        if not self._weights:
            return f"t_k = {smoothed}" if self._smoothing else ""
        y = "s_k" if self._smoothing else "y_k"
        said = rf"t_k = w_1 {y}, \quad W_k = w_1 {y} + w_0 (1 - {y})"
        return rf"{said}, \quad s_k = {smoothed}" if self._smoothing else said

    @property
    def formula(self) -> str:
        """``ℓ`` with the class weights; smoothed, it reads s for y and says what that is."""
        latex = self._weighed(super().formula)
        if self._weights:
            latex = _replaced(latex, _BY_CLASS)
            if "W_k" in latex:
                latex += r", \quad W_k = w_1 y_k + w_0 (1 - y_k)"
        if not self._smoothing:
            return latex
        return latex.replace("y_k", "s_k") + r", \quad s_k = (1 - \varepsilon) \, y_k + \frac{\varepsilon}{2}"

    @property
    def derivative(self) -> str:
        """``∂ℓ/∂a``, with t for the weighted and smoothed target and W for what both answers weigh."""
        latex = self._weighed(super().derivative)
        if not self._weights and not self._smoothing:
            return latex
        latex = re.sub(r"(?<!1 )- y_k", "- t_k", latex)
        return _replaced(latex, _SLOPES_BY_CLASS) if self._weights else latex

    def _weighed(self, latex: str) -> str:
        """Return a formula that reads the class weights without them, where there are none."""
        return latex if self._weights else re.sub(r"w_[01] ", "", latex)

    def before(self, outputs: int) -> tuple[tuple[Factor, ...], tuple[Factor, ...]]:
        """Return what stands before the cost of a yes and that of a no: 1/K where it is a mean, the class weight."""
        share = share_factors(self.reduction, outputs)
        below, above = (
            ((Factor(f"w_{k}", weight),) for k, weight in enumerate(self._weights)) if self._weights else ((), ())
        )
        return (*share, *above), (*share, *below)

    def check_outputs(self, count: int) -> None:
        """Raise ParameterError unless there are two class weights, or none."""
        check_count(self._weights, 2, self.declaration.id)

    def weighting(self, target: Array) -> tuple[Array, Array]:
        """Return ``W = w₁ y + w₀ (1 − y)`` and ``t = w₁ y``, y smoothed."""
        return binary_weighting(target, self._weights, self._smoothing)

    def emit_weighting(self, emit: Emitter, target: Array) -> tuple[Array | None, Array]:
        """Emit the same for ``(K, N)``; W is None where it is 1."""
        return emit_binary_weighting(emit, target, self._weights, self._smoothing)


def _replaced(latex: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for plain, weighted in pairs:
        latex = latex.replace(plain, weighted)
    return latex
