"""Which numbers are normalised together, as one view of the plan's memory for every kind of normalisation.

A plan array, whatever its rank, is read as ``(outer, groups, inner, lanes)``; one statistic is taken over ``outer`` and
``inner`` and stands as ``(groups, lanes)``. Batch normalisation has the samples inside and one lane; the others have
the samples as lanes.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from numpy.lib.stride_tricks import as_strided

from nnstudio.engine.axes import Slot, channel_view, plan_shape
from nnstudio.engine.typing import Array, Shape

Index = tuple[int, ...]


@dataclass(frozen=True)
class Grouping:
    """The view, the outside ``statistic`` shape of one sample, and which place belongs to which statistic.

    ``whole_batch``: all samples share the statistic. ``home`` gives for an outside index the index of its statistic.
    """

    shape: Shape
    batch: int
    view: tuple[int, int, int, int]
    statistic: Shape
    whole_batch: bool
    home: Callable[[Index], Index]

    @property
    def count(self) -> int:
        """How many numbers one statistic is taken over."""
        return self.view[0] * self.view[2]

    @property
    def small(self) -> tuple[int, int, int, int]:
        """The shape of the statistics against the view."""
        return (1, self.view[1], 1, self.view[3])

    def slot(self, statistic: Array) -> Slot:
        """Return statistics as what an inspector reads, ``(N, *statistic)`` outside: each sample shows its own."""
        form = plan_shape(self.statistic)
        if not self.whole_batch:
            return Slot(self.statistic, statistic.reshape(*form, self.batch))
        own = statistic.reshape(form)
        # All samples show the same memory; writable, since a window's copies are written through it.
        array = as_strided(own, (*form, self.batch), (*own.strides, 0))
        return Slot(self.statistic, array)

    def members(self, statistic: Index, sample: int) -> Iterator[tuple[Index, int]]:
        """Return the places (index in the outside order, sample) that one statistic is taken over."""
        samples = range(self.batch) if self.whole_batch else (sample % self.batch,)
        # The same ones of every sample: looked for once.
        found = [index for index in itertools.product(*map(range, self.shape)) if self.home(index) == statistic]
        return ((index, number) for number in samples for index in found)


def over_batch(shape: Shape, batch: int) -> Grouping:
    """Return the grouping of batch normalisation: each feature (channel) over all samples and places."""
    outer, channels, inner = channel_view(shape, batch)
    return Grouping(shape, batch, (outer, channels, inner, 1), (channels,), True, lambda index: (index[-1],))


def over_features(shape: Shape, batch: int) -> Grouping:
    """Return the grouping of layer normalisation: the features of each place of each sample."""
    view = channel_view(shape, batch)
    statistic = shape[:-1] or (1,)
    return Grouping(shape, batch, (1, *view), statistic, False, lambda index: index[:-1] or (0,))


def over_groups(shape: Shape, batch: int, groups: int) -> Grouping:
    """Return the grouping of group normalisation: some channels, all places, of each sample."""
    outer, channels, _ = channel_view(shape, 1)
    width, share = shape[1] if len(shape) == 3 else 1, channels // groups
    view = (outer, groups, share * width, batch)
    return Grouping(shape, batch, view, (groups,), False, lambda index: (index[-1] // share,))
