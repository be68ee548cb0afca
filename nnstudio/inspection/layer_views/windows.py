"""One number of a convolution: the window that it is made from, the kernel over it, the products, their sum.

The same picture serves four sums: z and ∂ℓ/∂x, of a convolution and of a transposed one. Two of them read a window
(``wide_read``), two gather from all the windows that hold a place; there the kernel lies turned round over δ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.windows.geometry import as_index, as_pixel
from nnstudio.inspection.description import SLACK, Line
from nnstudio.inspection.expression import added, num, total
from nnstudio.inspection.layer_views.cells import Cells, Floats, numbers
from nnstudio.inspection.layer_views.planes import Pixel, Plane, drawn, framed, padded
from nnstudio.inspection.layer_views.sliding import Meeting, Sliding, empty
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class Share:
    """What one channel brings to the sum."""

    channel: int
    value: float


@dataclass(frozen=True, eq=False)
class Window:
    """How the number at ``target`` is made.

    ``read`` is what the kernel lies over, of channel ``shown`` (of a sequence: all features); ``window`` what it meets
    there, ``kernel`` its numbers as they lie over it (``turned`` round where the number gathers from many windows, or
    the layer turns it), ``products`` those of the two, NaN where a tap meets nothing.
    ``made`` is the plane of the result.
    ``shares`` are the sums of the products over each channel; they and ``bias`` add up to ``total``, whose result is
    the plan's own number (``of_plan``; else nothing upstream learns, or other layers add to it).
    """

    target: Place
    channels: tuple[int, ...]
    shown: int
    read: Cells
    window: Cells
    kernel: Cells
    products: Cells
    made: Cells
    shares: tuple[Share, ...]
    total: Line
    of_plan: bool = True
    turned: bool = False

    def weight(self, row: int, column: int) -> Place | None:
        """Return where the weight of a product stands; None where its tap meets nothing."""
        meets = self.window.place(row, column) is not None or not np.isnan(self.window.values[row, column])
        return self.kernel.place(row, column) if meets else None


def window_of(trace: Trace, layer: str, index: tuple[int, ...], shown: int | None = None) -> Window:
    """Return how z at an index of a convolution is made; channel ``shown`` of the input is drawn, the first if None."""
    own = Sliding(trace, layer)
    return _Making(own, "x", "z", not own.transposed, index, shown).window()


def spread_of(trace: Trace, layer: str, index: tuple[int, ...], shown: int | None = None) -> Window:
    """Return how ∂ℓ/∂x at an index of the input is made of δ; channel ``shown`` of δ is drawn."""
    own = Sliding(trace, layer)
    return _Making(own, "grad_z", "x", own.transposed, index, shown).window()


@dataclass(frozen=True, eq=False)
class _Making:
    own: Sliding
    read: str
    made: str
    wide_read: bool
    index: tuple[int, ...]
    wanted: int | None

    def window(self) -> Window:
        own, pixel = self.own, as_pixel(self.index)
        channels = own.summed(pixel[2], self.wide_read)
        shown = self.wanted if self.wanted in channels and self.wanted is not None else channels[0]
        meetings = own.meetings(pixel[:2], self.wide_read)
        products = self._products(meetings, channels, pixel[2])
        shares = tuple(
            Share(channel, added(products[place][~np.isnan(products[place])].tolist()))
            for place, channel in enumerate(channels)
        )
        target, of_plan = self._target(), self._in_plan()
        return Window(
            target,
            channels,
            shown,
            self._read_plane(meetings, channels, shown),
            self._met(meetings, channels, shown),
            self._grid(self._kernel(channels, pixel[2]), channels, shown, pixel[2]),
            self._grid(products, channels, shown, None),
            self._made_plane(pixel),
            shares,
            self._total(shares, products, target, of_plan),
            of_plan,
            # Turned by the way back, or by the layer itself; by both it lies as it is kept.
            own.flip == self.wide_read,
        )

    # -- numbers

    def _products(self, meetings: tuple[Meeting, ...], channels: tuple[int, ...], made: int) -> Floats:
        """Return ``(channels, K_h, K_w)``: weight times what it meets; 0 in the padding, NaN where it meets nothing."""
        values = numbers(self.own.trace, self.own.layer, self.read)
        image = values if values.ndim == 3 else values[:, None]
        kernel = self._kernel(channels, made)
        found = empty(*kernel.shape)
        for meeting in meetings:
            met = image[meeting.place][list(channels)] if meeting.inside else 0.0
            found[:, *meeting.tap] = kernel[:, *meeting.tap] * met
        return found

    def _kernel(self, channels: tuple[int, ...], made: int) -> Floats:
        """Return the used kernel as ``(channels, K_h, K_w)``."""
        ends = ((channel, made) if self.wide_read else (made, channel) for channel in channels)
        return np.stack([self.own.kernel(*pair) for pair in ends])

    def _total(self, shares: tuple[Share, ...], products: Floats, target: Place, of_plan: bool) -> Line:
        own, trace = self.own, self.own.trace
        nodes = [num(f"Σ_{{{share.channel + 1}}}", share.value, self._share_name(share)) for share in shares]
        sizes = np.abs(products[~np.isnan(products)]).tolist()
        if self.made == "z" and own.kind.bias:
            bias = trace.num(Place(own.layer, "bias", (target.index[-1],)))
            nodes.append(bias)
            sizes.append(abs(bias.operand.value))
        expression = total(*nodes)
        result = trace.value(target) if of_plan else added([share.value for share in shares])
        bound = (len(sizes) + SLACK) * trace.eps * added(sizes)
        symbol = trace.symbol(target) if self.made == "z" else f"∂ℓ/∂{self._symbol_of_input()}"
        return Line(symbol, expression, result, bound, self._name(target))

    def _symbol_of_input(self) -> str:
        return self.own.trace.symbol(self.own.trace.here(self.own.layer, "x", self.index))

    def _share_name(self, share: Share) -> Message:
        return msg("products of channel {number}, added up", number=share.channel + 1)

    def _name(self, target: Place) -> Message:
        trace = self.own.trace
        return trace.words(target if self.made == "z" else trace.here(self.own.layer, "x", self.index))

    # -- where the result stands

    def _in_plan(self) -> bool:
        """Whether the plan holds the sum: of ∂ℓ/∂x only where this layer alone reads what the input is."""
        trace, layer = self.own.trace, self.own.layer
        if self.made == "z":
            return True
        source = trace.graph[layer].inputs[0]
        alone = len(trace.graph.consumers[source]) == 1
        return alone and "grad_a" in trace.plan.sites[source].quantities

    def _target(self) -> Place:
        trace, layer = self.own.trace, self.own.layer
        if self.made == "z":
            return trace.here(layer, "z", self.index)
        if self._in_plan():
            return trace.here(trace.graph[layer].inputs[0], "grad_a", self.index)
        return trace.here(layer, "x", self.index)

    # -- cells

    def _read_plane(self, meetings: tuple[Meeting, ...], channels: tuple[int, ...], shown: int) -> Cells:
        own = self.own
        shape = own.site.quantities[self.read].shape
        plane = padded(shape, shown, own.geometry) if self.wide_read else Plane(shape, shown)
        pixels: list[Pixel] = [
            (*meeting.place, channel)
            for meeting in meetings
            for channel in (channels if plane.is_sequence else (shown,))
        ]
        return framed(drawn(own.trace, own.layer, self.read, plane), plane, pixels)

    def _met(self, meetings: tuple[Meeting, ...], channels: tuple[int, ...], shown: int) -> Cells:
        """Return what the kernel's taps meet, laid out as the kernel is."""
        own = self.own
        values = numbers(own.trace, own.layer, self.read)
        image = values if values.ndim == 3 else values[:, None]
        met, places = empty(len(channels), *own.sizes()), dict[tuple[int, ...], Place]()
        for meeting in meetings:
            for place, channel in enumerate(channels):
                met[(place, *meeting.tap)] = image[(*meeting.place, channel)] if meeting.inside else 0.0
                if meeting.inside:
                    index = as_index((*meeting.place, channel), own.kind.rank)
                    places[(place, *meeting.tap)] = own.trace.here(own.layer, self.read, index)
        grid = self._grid(met, channels, shown, None)

        def place_of(row: int, column: int) -> Place | None:
            channel, tap = self._tap_at(row, column, channels, shown)
            return places.get((channels.index(channel), *tap))

        padding = {
            (int(row), int(column)): "padding"
            for row, column in np.argwhere(grid.values == 0)
            if place_of(int(row), int(column)) is None
        }
        return Cells(grid.values, place_of, marks=padding)

    def _tap_at(self, row: int, column: int, channels: tuple[int, ...], shown: int) -> tuple[int, tuple[int, int]]:
        """Return the channel and the used tap that a cell of the kernel shows."""
        sequence, (tall, wide) = self.own.kind.rank == 2, self.own.sizes()
        channel, tap = (channels[row], (column, 0)) if sequence else (shown, (row, column))
        if not self.wide_read:
            tap = (tall - 1 - tap[0], tap[1] if sequence else wide - 1 - tap[1])
        return channel, tap

    def _made_plane(self, pixel: Pixel) -> Cells:
        own, target = self.own, self._target()
        shape = own.site.quantities[self.made].shape
        plane = Plane(shape, pixel[2])
        return framed(drawn(own.trace, target.layer, target.quantity, plane), plane, (), pixel)

    def _grid(self, values: Floats, channels: tuple[int, ...], shown: int, made: int | None) -> Cells:
        """Return the kernel, or products with it (``made`` None), as it lies over what it reads."""
        sequence, own = self.own.kind.rank == 2, self.own
        grid = values[:, :, 0] if sequence else values[channels.index(shown)]
        turned = not self.wide_read
        if turned:
            grid = grid[:, ::-1] if sequence else grid[::-1, ::-1]
        if made is None:
            return Cells(np.array(grid))

        def place(row: int, column: int) -> Place | None:
            channel, tap = self._tap_at(row, column, channels, shown)
            ends = (channel, made) if self.wide_read else (made, channel)
            return own.weight(tap, *ends)

        return Cells(np.array(grid), place)


def centre_of(trace: Trace, layer: str) -> tuple[int, ...]:
    """Return the index in the middle of a layer's output: where to look before anyone has chosen."""
    return (*(length // 2 for length in trace.shape(layer)[:-1]), 0)
