"""Where each number of an attention layer comes from, for the inspector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnstudio.engine.attention.scaled import ScaledDotProduct
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Factor, Function, Place, Term, product

Index = tuple[int, ...]


@dataclass(frozen=True)
class Expansions:
    """The terms of what a scaled dot product computes. ``output`` names its result, ``upstream`` that one's gradient.

    With several heads the features of query, key, value lie head by head, ``width`` each; ``scores`` and ``weights``
    are ``(T, R, heads)``.
    """

    core: ScaledDotProduct
    output: str
    upstream: str

    @property
    def site(self) -> Site:
        """The layer's place in the plan."""
        return self.core.site

    def terms(self, quantity: str, index: Index, sample: int) -> tuple[Term, ...]:
        """Return the terms of a quantity at a place; KeyError if it is none of the dot product's."""
        found: dict[str, Callable[[Index, int], tuple[Term, ...]]] = {
            "scores": self._scores,
            "weights": self._weights,
            "total": self._total,
            self.output: self._context,
            "grad_weights": self._grad_weights,
            "grad_scores": self._grad_scores,
            "grad_query": self._grad_query,
            "grad_key": self._grad_key,
            "grad_value": self._grad_value,
        }
        return found[quantity](index, sample)

    def _steps(self) -> range:
        return range(self.core.shape[2])

    def _seen(self) -> range:
        return range(self.core.shape[3])

    def _head(self, feature: int) -> Index:
        """Return what stands behind ``(t, r)`` in an index of scores and weights: the head, where there are several."""
        return (feature // self.core.value.shape[-1],) if self.core.several else ()

    def _features(self, index: Index, width: int) -> range:
        """Return the features that belong to the head of an index of scores."""
        start = index[2] * width if self.core.several else 0
        return range(start, start + width)

    def _scale(self) -> Factor:
        return Factor(r"\frac{1}{\sqrt d}", float(self.core.scale))

    def _scores(self, index: Index, sample: int) -> tuple[Term, ...]:
        step, seen, factor = index[0], index[1], self.site.factor
        return tuple(
            product(
                self._scale(),
                factor("query", f"q_{{{step}{i}}}", (step, i), sample),
                factor("key", f"k_{{{seen}{i}}}", (seen, i), sample),
            )
            for i in self._features(index, self.core.query.shape[-1])
        )

    def _exponential(self, step: int, seen: int, head: Index, sample: int) -> Factor:
        """Return ``e^{s − max s}`` of one pair of steps, in the run's own precision."""
        row_of = self.site.quantities["scores"].outside[sample, step]
        scores = row_of[:, head[0]] if head else row_of
        visible = scores[: step + 1] if self.core.causal else scores
        place = Place(self.site.name, "scores", (step, seen, *head), sample)
        return Factor(r"e^{s - \max s}", float(np.exp(scores[seen] - visible.max())), place)

    def _weights(self, index: Index, sample: int) -> tuple[Term, ...]:
        step, seen, *head = index
        if self.core.causal and seen > step:
            return ()
        place = (step, 0, *head)
        total = self.site.factor("total", "", place, sample).value
        inverse = Factor(r"\frac{1}{\sum e^{s - \max s}}", 1 / total, Place(self.site.name, "total", place, sample))
        return (product(self._exponential(step, seen, tuple(head), sample), inverse),)

    def function(self, quantity: str, index: Index, sample: int) -> Function | None:
        """Return the softmax behind a weight, a function of all scores that its step may see."""
        if quantity != "weights":
            return None
        step, seen, *head = index
        if self.core.causal and seen > step:
            return None
        visible = range(min(step + 1, self.core.shape[3])) if self.core.causal else self._seen()
        places = tuple(Place(self.site.name, "scores", (step, r, *head), sample) for r in visible)
        return Function("softmax", places, partial(_softmax, seen), partial(_softmax_slopes, seen))

    def _total(self, index: Index, sample: int) -> tuple[Term, ...]:
        step, _, *head = index
        seen = range(min(step + 1, self.core.shape[3])) if self.core.causal else self._seen()
        return tuple(product(self._exponential(step, r, tuple(head), sample)) for r in seen)

    def _context(self, index: Index, sample: int) -> tuple[Term, ...]:
        step, feature = index
        return tuple(
            product(
                self.site.factor("weights", f"w_{{{step}{r}}}", (step, r, *self._head(feature)), sample),
                self.site.factor("value", f"v_{{{r}{feature}}}", (r, feature), sample),
            )
            for r in self._seen()
        )

    def _grad_weights(self, index: Index, sample: int) -> tuple[Term, ...]:
        step, seen = index[:2]
        return tuple(
            product(
                self.site.factor(self.upstream, r"\frac{\partial L}{\partial a}", (step, i), sample),
                self.site.factor("value", f"v_{{{seen}{i}}}", (seen, i), sample),
            )
            for i in self._features(index, self.core.value.shape[-1])
        )

    def _grad_scores(self, index: Index, sample: int) -> tuple[Term, ...]:
        step, seen, *head = index
        weight = self.site.factor("weights", f"w_{{{step}{seen}}}", index, sample)
        symbol = r"\frac{\partial L}{\partial w}"
        own = product(weight, self.site.factor("grad_weights", symbol, index, sample))
        others = (
            product(
                Factor("-1", -1.0),
                weight,
                self.site.factor("weights", f"w_{{{step}{u}}}", (step, u, *head), sample),
                self.site.factor("grad_weights", symbol, (step, u, *head), sample),
            )
            for u in self._seen()
        )
        return (own, *others)

    def _grad_query(self, index: Index, sample: int) -> tuple[Term, ...]:
        step, feature = index
        return tuple(
            product(
                self._scale(),
                self._score_gradient((step, r, *self._head(feature)), sample),
                self.site.factor("key", f"k_{{{r}{feature}}}", (r, feature), sample),
            )
            for r in self._seen()
        )

    def _grad_key(self, index: Index, sample: int) -> tuple[Term, ...]:
        seen, feature = index
        return tuple(
            product(
                self._scale(),
                self._score_gradient((t, seen, *self._head(feature)), sample),
                self.site.factor("query", f"q_{{{t}{feature}}}", (t, feature), sample),
            )
            for t in self._steps()
        )

    def _grad_value(self, index: Index, sample: int) -> tuple[Term, ...]:
        seen, feature = index
        return tuple(
            product(
                self.site.factor("weights", f"w_{{{t}{seen}}}", (t, seen, *self._head(feature)), sample),
                self.site.factor(self.upstream, r"\frac{\partial L}{\partial a}", (t, feature), sample),
            )
            for t in self._steps()
        )

    def _score_gradient(self, index: Index, sample: int) -> Factor:
        return self.site.factor("grad_scores", r"\frac{\partial L}{\partial s}", index, sample)


def _softmax(seen: int, *scores: float) -> float:
    exponentials = np.exp(np.array(scores) - max(scores))
    return float(exponentials[seen] / exponentials.sum())


def _softmax_slopes(seen: int, value: float, *scores: float) -> tuple[float, ...]:
    return tuple(value * ((r == seen) - _softmax(r, *scores)) for r in range(len(scores)))
