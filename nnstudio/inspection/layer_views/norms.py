"""A normalising layer: which numbers are taken together, their mean and spread, the three ways back to one of them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.normalisation.base import Normalisation
from nnstudio.engine.normalisation.grouping import Grouping
from nnstudio.engine.site import Site
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.description import SLACK, Line
from nnstudio.inspection.expression import Num, Operand, added, num, total
from nnstudio.inspection.layer_views.cells import Cell, Cells, Floats
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg

MOST_ROWS = 64
"""Samples drawn; a batch may have more."""
MOST_FRAMED = 1024
"""Numbers up to which each of those taken together is framed."""

_FORWARD = ("x", "mean", "variance", "inverse_deviation", "normalized")
_STATISTICS = frozenset({"mean", "variance", "inverse_deviation", "grad_mean", "grad_variance"})
_PATHS = (
    msg("straight through"),
    msg("through the variance: this number spreads its group"),
    msg("through the mean: this number shifts its group"),
)


@dataclass(frozen=True, eq=False)
class Normalised:
    """One number of a normalising layer, and its group.

    ``group`` draws the numbers that share its statistics: rows are samples (``by_sample``) or this sample's channels;
    ``count`` is how many they are. ``made`` are x, μ, σ², 1/√(σ²+ε), x̂, γ, β and a, those that the layer has.
    ``back`` are the gradients ∂ℓ/∂a, ∂ℓ/∂x̂, ∂ℓ/∂σ², ∂ℓ/∂μ. ``paths`` are the shares of ∂ℓ/∂x along its ways, each with
    what it is called; ``total`` adds them up.
    """

    target: Place
    group: Cells
    by_sample: bool
    count: int
    made: tuple[Operand, ...]
    back: tuple[Operand, ...]
    paths: tuple[Operand, ...]
    total: Line


def normalised(trace: Trace, layer: str, index: tuple[int, ...]) -> Normalised:
    """Return how the output at an index is normalised, and what comes back through it."""
    site = trace.plan.sites[layer]
    kind = site.layer
    assert isinstance(kind, Normalisation)
    grouping = kind.grouping(site.inputs[0].shape, site.batch)
    paths = _paths(trace, site, index)
    return Normalised(
        trace.here(layer, "a", index),
        _group(trace, layer, grouping, index),
        _by_sample(grouping),
        grouping.count,
        _made(trace, site, grouping, index),
        _back(trace, site, grouping, index),
        tuple(path.operand for path in paths),
        _total(trace, layer, index, paths),
    )


def _operand(trace: Trace, place: Place) -> Operand:
    return trace.num(place).operand


def _home(trace: Trace, site: Site, grouping: Grouping, name: str, index: tuple[int, ...]) -> Place:
    """Return where a quantity stands that belongs to an index: a statistic at its group's place."""
    return trace.here(site.name, name, grouping.home(index) if name in _STATISTICS else index)


def _made(trace: Trace, site: Site, grouping: Grouping, index: tuple[int, ...]) -> tuple[Operand, ...]:
    places = [_home(trace, site, grouping, name, index) for name in _FORWARD if name in site.quantities]
    kind = site.layer
    assert isinstance(kind, Normalisation)
    names = [name for name, _ in kind.learned if is_parameter(trace, site.name, name)]
    places += [Place(site.name, name, index[-1:]) for name in names]
    return tuple(_operand(trace, place) for place in (*places, trace.here(site.name, "a", index)))


def _back(trace: Trace, site: Site, grouping: Grouping, index: tuple[int, ...]) -> tuple[Operand, ...]:
    names = ("grad_a", "grad_normalized", "grad_variance", "grad_mean")
    known = [name for name in names if name in site.quantities]
    return tuple(_operand(trace, _home(trace, site, grouping, name, index)) for name in known)


# -- the three ways back


def _paths(trace: Trace, site: Site, index: tuple[int, ...]) -> list[Num]:
    if "grad_normalized" not in site.quantities:
        return []
    terms = site.layer.gradient_terms(site, 0, index, trace.sample)
    symbols = ("①", "②", "③")
    return [
        num(symbol, term.value * trace.count, name) for symbol, term, name in zip(symbols, terms, _PATHS, strict=False)
    ]


def _total(trace: Trace, layer: str, index: tuple[int, ...], paths: list[Num]) -> Line:
    source = trace.graph[layer].inputs[0]
    kept = "grad_a" in trace.plan.sites[source].quantities and len(trace.graph.consumers[source]) == 1
    values = [path.operand.value for path in paths]
    place = trace.here(layer, "x", index)
    result = trace.value(trace.here(source, "grad_a", index)) if kept else added(values)
    # Each of the ways is itself a sum over the group.
    count = len(values) * SLACK + trace.count * max(1, int(np.prod(trace.shape(layer))))
    bound = count * trace.eps * added([abs(value) for value in values])
    expression = total(*paths) if paths else num("0", 0.0, msg("nothing: no number reaches this place"))
    return Line(f"∂ℓ/∂{trace.symbol(place)}", expression, result, bound, trace.words(place))


# -- the group


def _by_sample(grouping: Grouping) -> bool:
    return grouping.whole_batch or len(grouping.shape) == 1


@dataclass(frozen=True)
class _Grid:
    """How a layer's inputs are laid out around one of them.

    A list has a row for each sample and a column for each feature. An image or a sequence has its places across: the
    rows are the samples, of one channel, where statistics are of the batch; else this sample's channels.
    """

    layer: str
    shape: tuple[int, ...]
    by_sample: bool
    sample: int
    channel: int

    @property
    def is_list(self) -> bool:
        return len(self.shape) == 1

    @cached_property
    def spots(self) -> list[tuple[int, ...]]:
        """What stands across: the places of an image or of a sequence."""
        return list(itertools.product(*map(range, self.shape[:-1])))

    def place(self, row: int, column: int) -> Place:
        if self.is_list:
            return Place(self.layer, "x", (column,), row)
        spot = self.spots[column]
        if self.by_sample:
            return Place(self.layer, "x", (*spot, self.channel), row)
        return Place(self.layer, "x", (*spot, row), self.sample)

    def cell(self, index: tuple[int, ...]) -> Cell:
        if self.is_list:
            return self.sample, index[0]
        spot = int(np.ravel_multi_index(index[:-1], self.shape[:-1]))
        return (self.sample if self.by_sample else index[-1]), spot

    def values(self, x: Floats) -> Floats:
        flat = x.reshape(len(x), -1, self.shape[-1])
        count = max(MOST_ROWS, self.sample + 1)
        if self.is_list:
            return flat[:count, 0]
        return flat[:count, :, self.channel] if self.by_sample else flat[self.sample].T


def _group(trace: Trace, layer: str, grouping: Grouping, index: tuple[int, ...]) -> Cells:
    """Return the numbers around the one looked at, those of its group framed."""
    grid = _Grid(layer, grouping.shape, _by_sample(grouping), trace.sample, index[-1])
    values, home = grid.values(np.array(trace.plan.quantity(layer, "x"), np.float64)), grouping.home(index)
    marks: dict[Cell, str] = {}
    rows, columns = values.shape if values.size <= MOST_FRAMED else (0, 0)
    shared: dict[tuple[int, ...], bool] = {}
    for row, column in itertools.product(range(rows), range(columns)):
        found = grid.place(row, column)
        if found.index not in shared:
            # The same one of every sample: asked once.
            shared[found.index] = grouping.home(found.index) == home
        if shared[found.index] and (grouping.whole_batch or found.sample == trace.sample):
            marks[row, column] = "read"
    return Cells(values, grid.place, marks={**marks, grid.cell(index): "target"})
