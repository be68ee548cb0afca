"""Pooling: the window with its winner, or its mean; and the way back, from every window that holds a place."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.layers.subsampling2d import Subsampling2d
from nnstudio.engine.site import Site
from nnstudio.engine.windows.everywhere import everywhere
from nnstudio.engine.windows.geometry import Geometry, as_index, as_pixel
from nnstudio.engine.windows.pooling import AveragePooling, Pooling
from nnstudio.inspection.description import SLACK, Line
from nnstudio.inspection.expression import added, num
from nnstudio.inspection.layer_views.cells import Cells
from nnstudio.inspection.layer_views.planes import Pixel, Plane, drawn, framed, padded
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg

AVERAGES = frozenset({"average_pooling1d", "average_pooling2d", "global_average_pooling", "subsampling2d"})
MAXIMA = frozenset({"max_pooling1d", "max_pooling2d", "global_max_pooling"})


@dataclass(frozen=True, eq=False)
class Pooled:
    """How one output is made.

    ``window`` is the input's channel with its window framed; ``winner`` what a maximum has taken, ``share`` the factor
    of each place of a mean, ``bias`` what is added to it; ``made`` the output's plane.
    """

    target: Place
    window: Cells
    winner: Place | None
    share: float
    made: Cells
    bias: float | None = None


@dataclass(frozen=True)
class Arrival:
    """What one window sends back to a place: its gradient times ``share``; nothing where another one has won."""

    window: Place
    gradient: float
    share: float
    won: bool

    @property
    def value(self) -> float:
        """What arrives."""
        return self.gradient * self.share if self.won else 0.0


@dataclass(frozen=True, eq=False)
class Routed:
    """The way back to one place of the input.

    ``windows`` is the output's gradients with the windows that hold the place framed, ``back`` the input's with it;
    ``arrivals`` are the windows' parts, ``total`` their sum, whose result is the plan's where it holds it; ``contest``
    says that each window has one winner.
    """

    target: Place
    windows: Cells
    back: Cells
    arrivals: tuple[Arrival, ...]
    total: Line
    contest: bool


def pooled(trace: Trace, layer: str, index: tuple[int, ...]) -> Pooled:
    """Return how the output at an index is made."""
    own = _Pool(trace, layer)
    row, column, channel = own.window_at(index)
    shape = own.site.inputs[0].shape
    plane = padded(shape, channel, own.geometry)
    pixels: list[Pixel] = [(y, x, channel) for y, x in own.places((row, column))]
    padding = -math.inf if own.takes_largest else 0.0
    window = framed(drawn(trace, layer, "x", plane, padding), plane, pixels)
    winner = own.winner(index)
    if winner is not None:
        window = window.marked({plane.cell(as_pixel(winner.index)): "winner"})
    share = 1.0 if own.takes_largest else own.share(index)
    made = own.output(own.made, index, channel)
    return Pooled(trace.here(layer, own.made, index), window, winner, share, made, own.bias(channel))


def routed(trace: Trace, layer: str, index: tuple[int, ...]) -> Routed:
    """Return what comes back to the input at an index."""
    own = _Pool(trace, layer)
    row, column, channel = as_pixel(index)
    arrivals = tuple(own.arrival(output, index) for output in own.outputs_of(row, column, channel))
    source = trace.graph[layer].inputs[0]
    kept = "grad_a" in trace.plan.sites[source].quantities and len(trace.graph.consumers[source]) == 1
    target = trace.here(source, "grad_a", index) if kept else trace.here(layer, "x", index)
    plane = Plane(own.site.inputs[0].shape, channel)
    back = framed(drawn(trace, target.layer, target.quantity, plane), plane, (), (row, column, channel))
    values = [arrival.value for arrival in arrivals]
    result = trace.value(target) if kept else added(values)
    words = msg("what {count} windows send back, added up", count=len(values))
    bound = (len(values) + SLACK) * trace.eps * added([abs(value) for value in values])
    total = Line(
        f"∂ℓ/∂{trace.symbol(trace.here(layer, 'x', index))}",
        num("Σ", added(values), words),
        result,
        bound,
        trace.words(trace.here(layer, "x", index)),
    )
    windows = own.output(own.slope, None, channel, [arrival.window for arrival in arrivals])
    return Routed(target, windows, back, arrivals, total, own.takes_largest)


@dataclass(frozen=True, eq=False)
class _Pool:
    trace: Trace
    layer: str

    @property
    def site(self) -> Site:
        return self.trace.plan.sites[self.layer]

    @property
    def geometry(self) -> Geometry:
        kind, shape = self.site.layer, self.site.inputs[0].shape
        return kind.geometry(shape) if isinstance(kind, Pooling) else everywhere(shape)

    @property
    def takes_largest(self) -> bool:
        return self.site.layer.declaration.id in MAXIMA

    @property
    def is_global(self) -> bool:
        return not isinstance(self.site.layer, Pooling)

    @property
    def made(self) -> str:
        """What the window makes: a, or z where an activation has been taken over."""
        return "a" if self.site.layer.activation_function is None else "z"

    @property
    def slope(self) -> str:
        return f"grad_{self.made}"

    def window_at(self, index: tuple[int, ...]) -> Pixel:
        return (0, 0, index[0]) if self.is_global else as_pixel(index)

    def places(self, window: tuple[int, int]) -> list[tuple[int, int]]:
        rows, columns = self.geometry.rows.inputs_of(window[0]), self.geometry.columns.inputs_of(window[1])
        return [(y, x) for _, y in rows for _, x in columns]

    def outputs_of(self, row: int, column: int, channel: int) -> list[tuple[int, ...]]:
        """Return the indices of the outputs whose windows hold a place."""
        if self.is_global:
            return [(channel,)]
        rows, columns = self.geometry.rows.outputs_of(row), self.geometry.columns.outputs_of(column)
        rank = len(self.site.output.shape)
        return [as_index((y, x, channel), rank) for _, y in rows for _, x in columns]

    def winner(self, index: tuple[int, ...]) -> Place | None:
        """Return the place that a maximum has taken, as the engine's own terms say it."""
        if not self.takes_largest:
            return None
        (term,) = self.site.layer.terms(self.site, self.made, index, self.trace.sample)
        return term.factors[0].place

    def share(self, index: tuple[int, ...]) -> float:
        """Return the factor of each place of a mean."""
        kind = self.site.layer
        if isinstance(kind, Subsampling2d):
            return float(self.site.parameter("weight")[index[-1]])
        if isinstance(kind, AveragePooling):
            terms = kind.terms(self.site, "a", index, self.trace.sample)
            return float(terms[0].factors[0].value)
        return 1 / self.geometry.depth * self.geometry.channels

    def bias(self, channel: int) -> float | None:
        """Return what a map of a subsampling layer adds; other pooling adds nothing."""
        own = self.site.layer
        return float(self.site.parameter("bias")[channel]) if isinstance(own, Subsampling2d) else None

    def arrival(self, output: tuple[int, ...], index: tuple[int, ...]) -> Arrival:
        place, winner = self.trace.here(self.layer, self.slope, output), self.winner(output)
        share = 1.0 if self.takes_largest else self.share(output)
        return Arrival(place, self.trace.value(place), share, winner is None or winner.index == index)

    def output(
        self, quantity: str, target: tuple[int, ...] | None, channel: int, read: list[Place] | None = None
    ) -> Cells:
        """Return the output's channel; of a global layer all channels, one cell each."""
        trace, layer, sample = self.trace, self.layer, self.trace.sample
        if self.is_global:
            count = trace.count if quantity.startswith("grad") else 1
            values = np.array(trace.plan.quantity(layer, quantity)[sample], np.float64)[None] * count
            marks = {(0, channel): "target" if target is not None else "read"}
            return Cells(values, lambda row, column: Place(layer, quantity, (column,), sample), marks=marks)
        plane = Plane(self.site.output.shape, channel)
        pixels = [as_pixel(place.index) for place in read or ()]
        return framed(drawn(trace, layer, quantity, plane), plane, pixels, None if target is None else as_pixel(target))
