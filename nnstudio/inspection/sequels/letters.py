"""A text written on: the network's shares of each next letter, and one drawn from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnstudio.data.datasets import datasets
from nnstudio.data.samples import Numbers, Prepared
from nnstudio.data.settings import DataSettings
from nnstudio.inspection.trying import Kind, answer, kind_of

Predict = Callable[[Numbers], Numbers]


def has_letters(settings: DataSettings, prepared: Prepared) -> bool:
    """Whether the network reads a text and answers with the letter that follows."""
    known = datasets.get(settings.dataset)
    return known is not None and known.continues and kind_of(prepared) is Kind.TEXT


def tempered(shares: Numbers, temperature: float) -> Numbers:
    r"""Return shares ``(V,)`` made bolder (below 1) or more even (above): :math:`p_i^{1/\tau} / \sum_j p_j^{1/\tau}`.

    At 0 the largest takes all. What is no share (NaN, negative) counts as 0; where all are, none is preferred.
    """
    known = np.where(np.isfinite(shares) & (shares > 0), shares, 0.0)
    if not known.any():
        return np.ones(len(shares)) / len(shares)
    if temperature <= 0:
        alone: Numbers = np.eye(len(known))[known.argmax()]
        return alone
    with np.errstate(divide="ignore"):
        # In logarithms, largest first: 0.001 to the power of 100 would be 0, and so might all be.
        powers = np.log(known) / temperature
    raised: Numbers = np.exp(powers - powers.max())
    raised /= raised.sum()
    return raised


@dataclass(frozen=True, eq=False)
class Letter:
    """Letter ``number``, drawn from ``shares`` ``(V,)``; ``read`` ``(T, …)`` is what the network had before it."""

    number: int
    shares: Numbers
    read: Numbers


class Writer:
    """Writes on from ``start`` ``(T,)`` numbers or ``(T, V)`` one-hot; the same seed and network write the same.

    ``read`` : the last T letters, which the network reads. ``written`` : what was added.
    """

    def __init__(self, prepared: Prepared, start: Numbers, seed: int) -> None:
        self._prepared = prepared
        self._random = np.random.default_rng(seed)
        self.read = start
        self.written: list[Letter] = []

    def look(self, predict: Predict, temperature: float) -> Numbers:
        """Return the shares ``(V,)`` of the next letter."""
        return tempered(answer(predict, self._prepared, self.read).at(-1), temperature)

    def write(self, predict: Predict, temperature: float) -> Letter:
        """Draw the next letter, and go on behind it."""
        shares = self.look(predict, temperature)
        place = int(np.searchsorted(np.cumsum(shares), self._random.random(), side="right"))
        letter = Letter(min(place, len(shares) - 1), shares, self.read)
        self.written.append(letter)
        added = np.array(float(letter.number)) if self.read.ndim == 1 else np.eye(len(shares))[letter.number]
        self.read = np.concatenate([self.read[1:], added[None]])
        return letter
