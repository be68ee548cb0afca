"""A picture under one kernel, computed by a layer of the engine: the result, and each window's products and sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnstudio.engine import chain, compile, layers, losses, optimizers
from nnstudio.engine.windows.axis import Axis
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.inspection.description import SLACK, Line
from nnstudio.inspection.expression import added, num, times, total
from nnstudio.inspection.layer_views.sliding import Sliding
from nnstudio.inspection.layer_views.windows import Window, window_of
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg

Floats = npt.NDArray[np.float64]
_CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class Filtered:
    """``picture`` and ``made``, both ``(H, W)``: beyond its border the picture is 0."""

    picture: Floats
    kernel: Floats
    made: Floats
    trace: Trace
    layer: str

    @property
    def is_picture(self) -> bool:
        """Whether what is made is a picture again, of the same brightness: the kernel's numbers add up to 1."""
        return abs(float(self.kernel.sum()) - 1.0) < _CLOSE

    def window(self, row: int, column: int) -> Window:
        """Return how the number at a place is made."""
        return window_of(self.trace, self.layer, (row, column, 0))

    def box(self, row: int, column: int) -> tuple[int, int, int, int]:
        """Return top, left, height and width of the window that makes a place; it may reach over the border."""
        geometry = self._geometry
        (top, height), (left, width) = _ends(geometry.rows, row), _ends(geometry.columns, column)
        return top, left, height, width

    def line(self, row: int, column: int) -> Line:
        """Return the sum that makes the number at a place; what is multiplied by 0 is left out."""
        window = self.window(row, column)
        met, weights = window.window.values.ravel().tolist(), window.kernel.values.ravel().tolist()
        pairs = [(value, weight) for value, weight in zip(met, weights, strict=True) if weight]
        terms = [
            times(num("", value, msg("a pixel of the window")), num("", weight, msg("a number of the kernel")))
            for value, weight in pairs
        ]
        shown = terms or [num("0", 0.0, msg("nothing: every number of the kernel is 0"))]
        bound = (len(pairs) + SLACK) * self.trace.eps * added([abs(value * weight) for value, weight in pairs])
        symbol = f"z_{{{row + 1},{column + 1}}}"
        return Line(symbol, total(*shown), float(self.made[row, column]), bound, msg("What comes out"))

    @property
    def _geometry(self) -> Geometry:
        return Sliding(self.trace, self.layer).geometry


def _ends(axis: Axis, place: int) -> tuple[int, int]:
    return place * axis.stride - axis.before, axis.effective


def filtered(picture: Floats, kernel: Floats) -> Filtered:
    """Return a picture ``(H, W)`` under a kernel ``(K_h, K_w)``, as large as before, in float64; no bias."""
    height, width = kernel.shape
    part = layers.make("convolution2d", filters=1, kernel_height=height, kernel_width=width, bias=False)
    graph = chain((*picture.shape, 1), part)
    program = compile(graph, losses.make("mse"), optimizers.make("sgd"), learning_rate=0.1, dtype="float64")
    layer = graph[graph.sinks[0]].inputs[0]
    program.set_parameter(layer, "weight", kernel[:, :, None, None])
    plan = program.plan(batch_size=1)
    plan.load(*program.arrange(picture[None, :, :, None], np.zeros((1, *picture.shape, 1))))
    plan.forward()
    made = np.array(plan.quantity(layer, "z")[0, :, :, 0], np.float64)
    return Filtered(picture, kernel, made, Trace(plan), layer)
