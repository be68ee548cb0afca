"""The local derivatives of small layers with the same activation, computed by one set of calls.

A small network is nothing but calls, each a fraction of a microsecond whatever its size. ``f'(z)`` needs nothing from
the backward pass, so layers whose ``z``, ``a`` and slope lie one behind the other can have it all at once: on W1 that
saves 4 of 27 calls. Where the slope begins with the square of a, as tanh's does, and the loss is a square, too, that is
one call for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnstudio.engine.activation import Activation
from nnstudio.engine.axes import size
from nnstudio.engine.graph import Graph
from nnstudio.engine.instruction import PlanEmitter
from nnstudio.engine.stage import is_identity
from nnstudio.engine.typing import Array, Shape

LARGEST = 1 << 13
"""Elements up to which it pays: beyond, the calls cost little and the cache matters more."""


@dataclass(frozen=True, eq=False)
class SlopeGroup:
    """Layers that share an activation, and their rows in the common buffers, a row of ones behind each layer's.

    The buffers are as large as ``shape``, once they are allotted.
    """

    function: Activation
    rows: Mapping[str, slice]
    shape: tuple[int, int]
    buffers: dict[str, Array] = field(default_factory=dict)

    def allot(self, emit: PlanEmitter, a: Array | None = None, *, one_more: bool = False) -> tuple[Array, Array]:
        """Give the group its buffers; ``a`` is where the activations lie, if that matters to others.

        Return the whole of ``a`` and of ``slope``: with ``one_more`` there is a row behind theirs, for the loss.
        """
        rows, batch = self.shape
        whole = emit.scratch((rows + one_more, batch)) if a is None else a
        slopes = emit.scratch((rows + one_more, batch))
        self.buffers.update(z=emit.scratch(self.shape), a=whole[:rows], slope=slopes[:rows])
        return whole, slopes

    def part(self, layer: str, quantity: str) -> Array:
        """Return a layer's rows ``(F+1, N)`` of ``z``, ``a`` or ``slope``."""
        return self.buffers[quantity][self.rows[layer]]

    def emit(self, emit: PlanEmitter) -> None:
        """Emit the calls for all slopes."""
        names = tuple(self.rows)
        z, a, slope = (self.buffers[name] for name in ("z", "a", "slope"))
        emit.begin("backward", names[-1], names)
        emit.about("slope", self.function.derivative or "f'(z)")
        self.function.emit_slope(emit, z, a, slope, {})


def slope_groups(graph: Graph, shapes: Mapping[str, Shape], batch: int, fused: set[str | None]) -> list[SlopeGroup]:
    """Return the groups of two layers or more that it pays to treat together; ``fused`` layers need no slope."""
    members: dict[Activation, list[str]] = {}
    for name in graph.order:
        function = graph[name].layer.activation_function
        if graph[name].layer.owns_net_input and name not in fused and function is not None and _plain(function):
            members.setdefault(function, []).append(name)
    groups = []
    for function, names in members.items():
        total = sum(size(shapes[name]) + 1 for name in names)
        if len(names) > 1 and total * batch <= LARGEST:
            groups.append(_group(function, names, shapes, (total, batch)))
    return groups


def _plain(function: Activation) -> bool:
    own = type(function).emit_backward is not Activation.emit_backward
    alone = not own and not function.slope_reads_forward
    return function.elementwise and alone and not function.learned() and not is_identity(function)


def _group(function: Activation, names: list[str], shapes: Mapping[str, Shape], shape: tuple[int, int]) -> SlopeGroup:
    rows, start = {}, 0
    for name in names:
        rows[name] = slice(start, start + size(shapes[name]) + 1)
        start = rows[name].stop
    return SlopeGroup(function, rows, shape)
