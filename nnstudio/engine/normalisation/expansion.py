"""Where each number of a normalising layer comes from, for the inspector."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from nnstudio.engine.normalisation.grouping import Grouping, Index
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Factor, Term, product

_ROOT = r"\frac{1}{\sqrt{\sigma^2+\epsilon}}"
_GRAD_A = r"\frac{\partial L}{\partial a}"
_GRAD_NORMALIZED = r"\frac{\partial L}{\partial\hat x}"


@dataclass(frozen=True)
class Expansions:
    """The terms of one layer's numbers, from the operands in the plan; KeyError where there are none."""

    site: Site
    grouping: Grouping
    centred: bool

    def terms(self, quantity: str, index: Index, sample: int) -> tuple[Term, ...]:
        """Return the terms of a quantity at a place."""
        found: dict[str, Callable[[Index, int], tuple[Term, ...]]] = {
            "a": self._output,
            "normalized": self._normalized,
            "centred": self._centred,
            "mean": self._mean,
            "variance": self._variance,
            "scale_grad": self._scale_gradient,
            "shift_grad": self._shift_gradient,
            "grad_normalized": self._grad_normalized,
            "grad_variance": self._grad_variance,
            "grad_mean": self._grad_mean,
        }
        known = quantity.endswith("_grad") or quantity in self.site.quantities
        # In evaluation the statistics are the running ones, which this batch has not made.
        if not known or (quantity in ("mean", "variance") and self.grouping.whole_batch and not self.site.training):
            raise KeyError(quantity)
        return found[quantity](index, sample)

    def input_gradient(self, index: Index, sample: int) -> tuple[Term, ...]:
        """Return the paths straight through, through the variance and through the mean."""
        factor, home = self.site.factor, self.grouping.home(index)
        share = 1 / self.grouping.count
        straight = product(
            factor("inverse_deviation", _ROOT, home, sample), factor("grad_normalized", _GRAD_NORMALIZED, index, sample)
        )
        variance = product(
            Factor(r"\frac{2}{m}", 2 * share),
            self._deviation(index, sample),
            factor("grad_variance", r"\frac{\partial L}{\partial\sigma^2}", home, sample),
        )
        if not self.centred:
            return straight, variance
        mean = factor("grad_mean", r"\frac{\partial L}{\partial\mu}", home, sample)
        return straight, variance, product(Factor(r"\frac{1}{m}", share), mean)

    def _deviation(self, index: Index, sample: int) -> Factor:
        if self.centred:
            return self.site.factor("centred", r"(x - \mu)", index, sample)
        return self.site.factor("x", "x", index, sample)

    def _output(self, index: Index, sample: int) -> tuple[Term, ...]:
        normalized = self.site.factor("normalized", r"\hat x", index, sample)
        if not self._learns("scale"):
            return self._normalized(index, sample)
        last = index[-1:]
        scaled = product(self.site.weight_factor("scale", rf"\gamma_{{{last[0]}}}", last), normalized)
        if not self._learns("shift"):
            return (scaled,)
        return scaled, product(self.site.weight_factor("shift", rf"\beta_{{{last[0]}}}", last))

    def _normalized(self, index: Index, sample: int) -> tuple[Term, ...]:
        root = self.site.factor("inverse_deviation", _ROOT, self.grouping.home(index), sample)
        return (product(self._deviation(index, sample), root),)

    def _centred(self, index: Index, sample: int) -> tuple[Term, ...]:
        mean = self.site.factor("mean", r"\mu", self.grouping.home(index), sample)
        return product(self.site.factor("x", "x", index, sample)), product(Factor("-1", -1.0), mean)

    def _mean(self, index: Index, sample: int) -> tuple[Term, ...]:
        share = Factor(r"\frac{1}{m}", 1 / self.grouping.count)
        return tuple(product(share, self.site.factor("x", "x", *place)) for place in self._members(index, sample))

    def _variance(self, index: Index, sample: int) -> tuple[Term, ...]:
        share = Factor(r"\frac{1}{m}", 1 / self.grouping.count)
        deviations = (self._deviation(*place) for place in self._members(index, sample))
        return tuple(product(share, deviation, deviation) for deviation in deviations)

    def _scale_gradient(self, index: Index, sample: int) -> tuple[Term, ...]:
        factor = self.site.factor
        return tuple(
            product(factor("grad_a", _GRAD_A, *place), factor("normalized", r"\hat x", *place))
            for place in self._of_channel(index, "scale")
        )

    def _shift_gradient(self, index: Index, sample: int) -> tuple[Term, ...]:
        return tuple(product(self.site.factor("grad_a", _GRAD_A, *place)) for place in self._of_channel(index, "shift"))

    def _grad_normalized(self, index: Index, sample: int) -> tuple[Term, ...]:
        arriving = self.site.factor("grad_a", _GRAD_A, index, sample)
        if not self._learns("scale"):
            return (product(arriving),)
        return (product(self.site.weight_factor("scale", rf"\gamma_{{{index[-1]}}}", index[-1:]), arriving),)

    def _grad_variance(self, index: Index, sample: int) -> tuple[Term, ...]:
        factor = self.site.factor
        root = factor("inverse_deviation", _ROOT, index, sample)
        return tuple(
            product(
                Factor(r"-\frac{1}{2}", -0.5),
                root,
                root,
                factor("normalized", r"\hat x", *place),
                factor("grad_normalized", _GRAD_NORMALIZED, *place),
            )
            for place in self._members(index, sample)
        )

    def _grad_mean(self, index: Index, sample: int) -> tuple[Term, ...]:
        factor = self.site.factor
        root = factor("inverse_deviation", _ROOT, index, sample)
        return tuple(
            product(Factor("-1", -1.0), root, factor("grad_normalized", _GRAD_NORMALIZED, *place))
            for place in self._members(index, sample)
        )

    def _members(self, index: Index, sample: int) -> list[tuple[Index, int]]:
        return list(self.grouping.members(index, sample))

    def _of_channel(self, index: Index, name: str) -> list[tuple[Index, int]]:
        if not self._learns(name):
            raise KeyError(name)
        return [place for sample in range(self.site.batch) for place in self._channel_places(index[-1], sample)]

    def _channel_places(self, channel: int, sample: int) -> list[tuple[Index, int]]:
        shape = self.grouping.shape
        return [((*place, channel), sample) for place in itertools.product(*map(range, shape[:-1]))]

    def _learns(self, name: str) -> bool:
        return (self.site.name, name) in self.site.arenas.layout.entries
