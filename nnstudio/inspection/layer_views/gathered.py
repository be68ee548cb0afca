"""One weight's gradient in a convolution: what it met times what came back, window by window, sample by sample."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from nnstudio.engine import Place
from nnstudio.inspection.description import SLACK, Line
from nnstudio.inspection.expression import added, num, times, total
from nnstudio.inspection.layer_views.cells import Cells, Floats, numbers
from nnstudio.inspection.layer_views.planes import Pixel, Plane, drawn, framed, padded
from nnstudio.inspection.layer_views.sliding import Sliding
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg

Pairs = list[tuple[tuple[int, int], tuple[int, int]]]
"""Places (row, column) on the wide and on the narrow side that one tap joins."""


@dataclass(frozen=True)
class Met:
    """One window's part: the numbers on the wide and on the narrow side, their product, and the sum up to here."""

    wide: Place
    narrow: Place
    product: float
    running: float


@dataclass(frozen=True, eq=False)
class Gathered:
    """How ∂ℓ/∂w of one kernel weight comes together, of this sample.

    ``wide`` and ``narrow`` are x and δ (of a transposed convolution δ and x); ``products`` has a cell for each window,
    as the narrow side is laid out; ``met`` are the same in reading order. ``total`` adds them up: the plan does not
    hold a sample's own share, so its result is theirs. ``by_sample`` is every sample's share, whose mean over the batch
    ``mean`` is; its result is the plan's gradient.
    """

    weight: Place
    wide: Cells
    narrow: Cells
    products: Cells
    met: tuple[Met, ...]
    total: Line
    by_sample: tuple[float, ...]
    mean: Line


def gathered(trace: Trace, layer: str, index: tuple[int, ...]) -> Gathered:
    """Return how the gradient of a kernel's weight, at an index of its array, comes together."""
    return _Gathering(Sliding(trace, layer), index).gathered()


@dataclass(frozen=True, eq=False)
class _Gathering:
    own: Sliding
    index: tuple[int, ...]

    def gathered(self) -> Gathered:
        own, trace = self.own, self.own.trace
        tap, wide_channel, narrow_channel = own.tap_of(self.index)
        pairs = self._pairs(tap)
        wide_name, narrow_name = ("grad_z", "x") if own.transposed else ("x", "grad_z")
        wide, narrow = numbers(trace, own.layer, wide_name), numbers(trace, own.layer, narrow_name)
        products = self._products(pairs, wide, narrow, (wide_channel, narrow_channel))
        seen: list[Pixel] = [(*place, wide_channel) for place, _ in pairs]
        used: list[Pixel] = [(*place, narrow_channel) for _, place in pairs]
        return Gathered(
            Place(own.layer, "weight", self.index),
            self._plane(wide_name, padded(wide.shape, wide_channel, own.geometry), seen),
            self._plane(narrow_name, Plane(narrow.shape, narrow_channel), used),
            Cells(products),
            self._met(pairs, products, (wide_channel, narrow_channel), (wide_name, narrow_name)),
            self._total(products),
            self._by_sample(pairs, (wide_name, narrow_name), (wide_channel, narrow_channel)),
            self._mean(pairs, (wide_name, narrow_name), (wide_channel, narrow_channel)),
        )

    def _pairs(self, tap: tuple[int, int]) -> Pairs:
        """Return the (wide, narrow) places that the tap joins, in reading order."""
        rows, columns = self.own.geometry.rows.span(tap[0]), self.own.geometry.columns.span(tap[1])
        return [
            ((y, x), (row, column))
            for y, row in zip(_range(rows.inputs), _range(rows.outputs), strict=True)
            for x, column in zip(_range(columns.inputs), _range(columns.outputs), strict=True)
        ]

    def _products(
        self,
        pairs: Pairs,
        wide: Floats,
        narrow: Floats,
        channels: tuple[int, int],
    ) -> Floats:
        """Return a product for each window: a row of them for a sequence; 0 where the tap lies in the padding."""
        rows, columns = self.own.geometry.rows.length, self.own.geometry.columns.length
        found = np.zeros((rows, columns))
        for met, window in pairs:
            found[window] = _at(wide, met, channels[0]) * _at(narrow, window, channels[1])
        return found.T if self.own.kind.rank == 2 else found

    def _plane(self, quantity: str, plane: Plane, pixels: list[Pixel]) -> Cells:
        return framed(drawn(self.own.trace, self.own.layer, quantity, plane), plane, pixels)

    def _met(
        self,
        pairs: Pairs,
        products: Floats,
        channels: tuple[int, int],
        names: tuple[str, str],
    ) -> tuple[Met, ...]:
        sequence, own = self.own.kind.rank == 2, self.own
        values = [float(products[window[::-1] if sequence else window]) for _, window in pairs]

        def place(quantity: str, spot: tuple[int, int], channel: int) -> Place:
            index = (spot[0], channel) if sequence else (*spot, channel)
            return own.trace.here(own.layer, quantity, index)

        return tuple(
            Met(place(names[0], met, channels[0]), place(names[1], window, channels[1]), value, running)
            for (met, window), value, running in zip(pairs, values, accumulate(values), strict=True)
        )

    def _total(self, products: Floats) -> Line:
        trace, values = self.own.trace, products.reshape(-1).tolist()
        whole = added(values)
        symbol = trace.symbol(Place(self.own.layer, "weight", self.index))
        name = trace.words(Place(self.own.layer, "weight", self.index))
        words = msg("products of {count} windows, added up", count=len(values))
        bound = (len(values) + SLACK) * trace.eps * added([abs(value) for value in values])
        return Line(f"∂ℓ/∂{symbol}", num("Σ", whole, words), whole, bound, name)

    def _all(self, pairs: Pairs, names: tuple[str, str], channels: tuple[int, int]) -> Floats:
        """Return ``(N, windows)``: every sample's products."""
        trace, layer = self.own.trace, self.own.layer
        parts = []
        for side, (quantity, channel) in enumerate(zip(names, channels, strict=True)):
            whole = np.asarray(trace.plan.quantity(layer, quantity), np.float64)
            image = whole if whole.ndim == 4 else whole[:, :, None]
            places = np.array([pair[side] for pair in pairs], np.intp).reshape(-1, 2)
            parts.append(image[:, places[:, 0], places[:, 1], channel])
        found: Floats = parts[0] * parts[1] * trace.count
        return found

    def _by_sample(self, pairs: Pairs, names: tuple[str, str], channels: tuple[int, int]) -> tuple[float, ...]:
        return tuple(added(row) for row in self._all(pairs, names, channels).tolist())

    def _mean(self, pairs: Pairs, names: tuple[str, str], channels: tuple[int, int]) -> Line:
        trace, products = self.own.trace, self._all(pairs, names, channels)
        place = Place(self.own.layer, "weight", self.index)
        result = trace.value(Place(self.own.layer, "weight_grad", self.index))
        share = num("1/N", 1 / trace.count, constant_name(trace, "1/N"))
        shares = [
            num(f"Σ^{{({number + 1})}}", added(row), msg("share of sample {number}", number=number + 1))
            for number, row in enumerate(products.tolist())
        ]
        bound = (products.size + SLACK) * trace.eps * float(np.abs(products).sum()) / trace.count
        return Line(f"∂L/∂{trace.symbol(place)}", times(share, total(*shares)), result, bound, trace.words(place))


def _at(values: Floats, place: tuple[int, int], channel: int) -> float:
    return float(values[(*place, channel)] if values.ndim == 3 else values[place[0], channel])


def _range(part: slice) -> range:
    return range(part.start, part.stop, part.step or 1)
