"""The course of what is observed inside a run: learning rate, norms, single numbers and spreads over its steps."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nnstudio.training.observation import (
    BINS,
    LEAST_REACH,
    NORMS,
    NUMBER,
    RATE,
    SCORE,
    SPREADS,
    Name,
    Observation,
    Spread,
)
from nnstudio.training.pyramid import MEASURED_CAPACITY, Curve, Moments, Numbers, Pyramid, told

NUMBERS_CAPACITY = 256
SPREAD_CAPACITY = 128
"""Stretches of a spread: each is a column of a picture, and more would hardly be told apart."""
_KINDS = (RATE, *NORMS, NUMBER, SCORE, *SPREADS)


class Rows(Pyramid):
    """Several numbers over the steps: ``(S, K)`` means."""

    def __init__(self, capacity: int = NUMBERS_CAPACITY, columns: tuple[int, ...] = (1,)) -> None:
        super().__init__(capacity, columns)

    @property
    def last(self) -> Numbers:
        """The numbers that came last, ``(K,)``; NaN before the first."""
        return self._last

    def extend(self, moments: Moments, values: Numbers) -> None:
        """Add rows ``(M, K)`` of these steps; a row with a number that is not finite is left out."""
        moments, values = told(moments, values)
        if len(moments.steps):
            self._add(moments, values)

    def points(self) -> tuple[Numbers, Numbers]:
        """Return the middle step of each stretch that holds something, ``(S,)``, and its means ``(S, K)``."""
        held = self.held
        return self.steps_of(held), self.means_of(held)

    def at(self, step: float) -> Numbers:
        """Return the means of the last stretch that begins at or before ``step``; NaN before the first."""
        place = self.place_of(step)
        return self.means_of(np.array([place]))[0] if place >= 0 else np.full(self.columns, np.nan)


class Spreads(Rows):
    """How values are spread over the steps: shares in bins from −2^reach to 2^reach.

    Where values outgrow them, the bins double: what was in two is in one, exactly.
    """

    def __init__(self, capacity: int = SPREAD_CAPACITY, columns: tuple[int, ...] = (BINS,)) -> None:
        super().__init__(capacity, columns)

    def clear(self) -> None:
        """Forget everything."""
        super().clear()
        self.reach = LEAST_REACH

    def extend_spreads(self, moments: Moments, spreads: Sequence[Spread]) -> None:
        """Add the spreads of these steps."""
        reach = max(spread.reach for spread in spreads)
        if reach > self.reach:
            self._total = _folded(self._total, reach - self.reach)
            self._last = _folded(self._last, reach - self.reach)
            self.reach = reach
        self.extend(moments, np.stack([_folded(spread.shares, self.reach - spread.reach) for spread in spreads]))

    def until(self, step: int) -> Spreads:
        """Return a copy of what lies at or before ``step``."""
        made = super().until(step)
        made.reach = self.reach
        return made

    def _more(self) -> tuple[int, ...]:
        return (self.reach,)

    def _take(self, values: npt.NDArray[Any], more: list[int]) -> None:
        super()._take(values, more)
        (self.reach,) = more


def _folded(shares: Numbers, times: int) -> Numbers:
    """Return shares ``(…, K)`` in bins that are 2^times as wide, about the same middle."""
    for _ in range(min(times, shares.shape[-1].bit_length())):
        pairs = shares[..., 0::2] + shares[..., 1::2]
        shares = np.zeros_like(shares)
        begin = pairs.shape[-1] // 2
        shares[..., begin : begin + pairs.shape[-1]] = pairs
    return shares


class Trends:
    """All that was observed of one run, by name: ``curves``, ``rows`` of single numbers, ``spreads``."""

    def __init__(self) -> None:
        self.curves: dict[Name, Curve] = {}
        self.rows: dict[Name, Rows] = {}
        self.spreads: dict[Name, Spreads] = {}

    def extend(self, seen: Sequence[Observation]) -> None:
        """Add observations in the order of their steps."""
        # Looks inside and scores come by turns and have no name in common: each kind is added in one go.
        for kind in (False, True):
            own = [each for each in seen if _is_score(each) is kind]
            # Another program of the same run has other layers: those that were seen together are added together.
            for _, group in itertools.groupby(own, lambda each: (tuple(each.norms), _sizes(each), tuple(each.spreads))):
                self._extend(list(group))

    def _extend(self, seen: list[Observation]) -> None:
        moments, first = Moments(np.array([each.step for each in seen], np.int64)), seen[0]
        for name in first.norms:
            # Made where it is missing only: an empty one costs more than what is added here.
            curve = self.curves.get(name) or self.curves.setdefault(name, Curve(MEASURED_CAPACITY))
            curve.extend(moments, np.array([each.norms[name] for each in seen]))
        for name, numbers in first.numbers.items():
            rows = self.rows.get(name)
            if rows is None or rows.columns != numbers.shape:
                rows = self.rows[name] = Rows(columns=numbers.shape)
            rows.extend(moments, np.stack([each.numbers[name] for each in seen]))
        for name in first.spreads:
            spread = self.spreads.get(name) or self.spreads.setdefault(name, Spreads())
            spread.extend_spreads(moments, [each.spreads[name] for each in seen])

    def until(self, step: int) -> Trends:
        """Return a copy of what lies at or before ``step``."""
        made = Trends()
        made.curves = {name: curve.until(step) for name, curve in self.curves.items()}
        made.rows = {name: rows.until(step) for name, rows in self.rows.items()}
        made.spreads = {name: spread.until(step) for name, spread in self.spreads.items()}
        return made

    def all(self) -> Iterable[tuple[str, Pyramid]]:
        """Return everything with its name in a file: words with blanks between."""
        named: tuple[Mapping[Name, Pyramid], ...] = (self.curves, self.rows, self.spreads)
        return [(" ".join(name), kept) for group in named for name, kept in group.items()]

    def load(self, parts: Mapping[str, Mapping[str, npt.NDArray[Any]]]) -> None:
        """Take from the named parts of a file what is a trend.

        Raises
        ------
        ValueError, KeyError : the arrays do not fit together.
        """
        for text, arrays in parts.items():
            name = tuple(text.split(" "))
            if name[0] == NUMBER:
                self.rows[name] = Rows.from_arrays(arrays)
            elif name[0] in SPREADS:
                self.spreads[name] = Spreads.from_arrays(arrays)
            elif name[0] in _KINDS:
                self.curves[name] = Curve.from_arrays(arrays)


def _is_score(seen: Observation) -> bool:
    return any(name[0] == SCORE for name in seen.norms)


def _sizes(seen: Observation) -> tuple[tuple[Name, int], ...]:
    return tuple((name, numbers.size) for name, numbers in seen.numbers.items())
