"""The terms behind a number of a convolution: windows, kernels and deltas, read from the plan."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnstudio.engine.site import Site
from nnstudio.engine.terms import Factor, Place, Term, product
from nnstudio.engine.windows.geometry import Geometry, as_index, as_pixel
from nnstudio.engine.windows.links import Links

IMAGE_Z = r"z_{hwf} = \sum_{i,j,c} x_{hS+iD-P,\;wS+jD-P,\;c}\,w_{ijcf} + b_f"
SEQUENCE_Z = r"z_{tf} = \sum_{i,c} x_{tS+iD-P,\;c}\,w_{icf} + b_f"
TRANSPOSED_Z = r"z = C^\top x + b"
IMAGE_WEIGHT = r"\frac{\partial L}{\partial w_{ijcf}} = \sum_n\sum_{h,w} x_{hS+iD-P,\;wS+jD-P,\;c}\,\delta_{hwf}"
SEQUENCE_WEIGHT = r"\frac{\partial L}{\partial w_{icf}} = \sum_n\sum_t x_{tS+iD-P,\;c}\,\delta_{tf}"
TRANSPOSED_WEIGHT = r"\frac{\partial L}{\partial w_{ijcf}} = \sum_n\sum_{h,w} \delta_{hS+iD-P,\;wS+jD-P,\;c}\,x_{hwf}"
TRANSPOSED_SEQUENCE_WEIGHT = r"\frac{\partial L}{\partial w_{icf}} = \sum_n\sum_t \delta_{tS+iD-P,\;c}\,x_{tf}"
IMAGE_BIAS = r"\frac{\partial L}{\partial b_f} = \sum_n\sum_{h,w} \delta_{hwf}"
SEQUENCE_BIAS = r"\frac{\partial L}{\partial b_f} = \sum_n\sum_t \delta_{tf}"
GRADIENTS = r"\frac{\partial L}{\partial w} = \sum_n x \star \delta,\quad \frac{\partial L}{\partial x} = C^\top \delta"
BACK = r"\frac{\partial L}{\partial x} = C^\top \delta"
TRANSPOSED_BACK = r"\frac{\partial L}{\partial x} = C\,\delta"
SYMBOLS = {"x": "x", "sum": "s", "grad_z": r"\delta", "grad_a": r"\frac{\partial L}{\partial a}"}

Pixel = tuple[int, int, int]


class Look:
    """Reads windows of a layer: ``wide`` quantities lie on the side of the geometry's input, ``narrow`` ones of z's.

    For a convolution x is wide and δ narrow; for a transposed one it is the other way round.
    """

    def __init__(self, site: Site, geometry: Geometry, links: Links, flip: bool = False) -> None:
        self.site, self.geometry, self.links, self.flip = site, geometry, links, flip
        self.rank = len(site.inputs[0].shape)
        self._weight = site.parameter("weight")

    def window(self, wide: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the terms of a sum over one window: what a narrow place with that index sees."""
        row, column, filter_ = as_pixel(index)
        read = Reader(self.site, wide)
        return tuple(
            product(read((y, x, channel), sample), self._kernel(i, j, channel, filter_))
            for i, y in self.geometry.rows.inputs_of(row)
            for j, x in self.geometry.columns.inputs_of(column)
            for channel in self.links.wide(filter_)
        )

    def spread(self, narrow: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the terms of a sum over all windows that a wide place lies in."""
        row, column, channel = as_pixel(index)
        read = Reader(self.site, narrow)
        return tuple(
            product(self._kernel(i, j, channel, f), read((y, x, f), sample))
            for i, y in self.geometry.rows.outputs_of(row)
            for j, x in self.geometry.columns.outputs_of(column)
            for f in self.links.narrow(channel)
        )

    def kernel_gradient(self, wide: str, narrow: str, index: tuple[int, ...]) -> tuple[Term, ...]:
        """Return the terms of one weight's gradient: a wide times a narrow place, over all windows and samples."""
        (i, j), ends = (index[:2], index[2:]) if self.rank == 3 else ((index[0], 0), index[1:])
        i, j = self._turned(i, j)
        channel, filter_ = self.links.ends(ends)
        read, reads = Reader(self.site, wide), Reader(self.site, narrow)
        pairs = list(self._meetings(i, j))
        return tuple(
            product(read((*place, channel), n, f"^{{({n})}}"), reads((*output, filter_), n, f"^{{({n})}}"))
            for n in range(self.site.batch)
            for place, output in pairs
        )

    def _meetings(self, i: int, j: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Yield the wide and narrow places that the tap (i, j) joins."""
        rows, columns = self.geometry.rows.span(i), self.geometry.columns.span(j)
        for y, row in zip(_range(rows.inputs), _range(rows.outputs), strict=True):
            for x, column in zip(_range(columns.inputs), _range(columns.outputs), strict=True):
                yield (y, x), (row, column)

    def _turned(self, i: int, j: int) -> tuple[int, int]:
        rows, columns = self.geometry.rows.kernel, self.geometry.columns.kernel
        return (rows - 1 - i, columns - 1 - j) if self.flip else (i, j)

    def _kernel(self, i: int, j: int, channel: int, filter_: int) -> Factor:
        taps = self._turned(i, j)[: self.rank - 1]
        index = (*taps, *self.links.index(channel, filter_))
        symbol = f"w_{{{','.join(map(str, (*taps, *self.links.written(channel, filter_))))}}}"
        return Factor(symbol, float(self._weight[index]), Place(self.site.name, "weight", index))


class Reader:
    """Reads single numbers of one quantity as factors, by row, column and channel."""

    def __init__(self, site: Site, quantity: str) -> None:
        self.site, self.quantity = site, quantity
        self._values = site.quantities[quantity].outside
        self._rank = self._values.ndim - 1

    def __call__(self, pixel: Pixel, sample: int, mark: str = "") -> Factor:
        """Return the number at a pixel of a sample."""
        index = as_index(pixel, self._rank)
        symbol = f"{SYMBOLS[self.quantity]}_{{{','.join(str(number) for number in index)}}}{mark}"
        value = float(self._values[(sample, *index)])
        return Factor(symbol, value, Place(self.site.name, self.quantity, index, sample))


def bias_term(site: Site, channel: int) -> tuple[Term, ...]:
    """Return the bias of a filter as a term."""
    return (product(site.weight_factor("bias", f"b_{{{channel}}}", (channel,))),)


def every_place(site: Site, quantity: str, channel: int, *others: str) -> tuple[Term, ...]:
    """Return a channel of a quantity, times those of others, at all places of all samples, one term each."""
    reads = [Reader(site, name) for name in (quantity, *others)]
    places = site.quantities[quantity].shape[:-1]
    pixels = ((*place, 0)[:2] for place in np.ndindex(places))
    found = [(y, x, channel) for y, x in pixels]
    return tuple(
        product(*(read(pixel, n, f"^{{({n})}}") for read in reads)) for n in range(site.batch) for pixel in found
    )


def _range(part: slice) -> range:
    return range(part.start, part.stop, part.step or 1)
