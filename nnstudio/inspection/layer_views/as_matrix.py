"""A convolution written as a matrix C: z = C x, and its way back ∂ℓ/∂x = Cᵀ δ; a few weights, again and again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.windows.geometry import as_image, as_index, as_pixel
from nnstudio.inspection.layer_views.cells import Cells
from nnstudio.inspection.layer_views.sliding import Sliding, empty
from nnstudio.inspection.trace import Trace

MOST = 4096
"""Numbers of a matrix up to which it is drawn whole."""
_STEPS = 10
"""Of a longer sequence, time steps drawn on either side."""

Spot = tuple[int, int]
"""Row and column of an image; of a sequence, the time step and 0."""


@dataclass(frozen=True, eq=False)
class Unrolled:
    """``cells`` : a row for each number that is made, a column for each that is read; NaN where the matrix holds a 0.

    ``makes`` and ``reads`` are the places of the rows and columns. The row of the number looked at is marked. ``whole``
    is the size of the matrix of which this may be a part: then all rows of one line of the image, and what they read.
    """

    cells: Cells
    makes: tuple[Place, ...]
    reads: tuple[Place, ...]
    whole: tuple[int, int]

    @property
    def is_whole(self) -> bool:
        """Whether all of it is drawn."""
        return (len(self.makes), len(self.reads)) == self.whole


def unrolled(trace: Trace, layer: str, index: tuple[int, ...], channel: int, *, back: bool = False) -> Unrolled:
    """Return C between ``channel`` of x and that of ``index`` of z; ``back``: Cᵀ between those of δ and of ∂ℓ/∂x."""
    own, pixel = Sliding(trace, layer), as_pixel(index)
    read, made = ("grad_z", "x") if back else ("x", "z")
    # Over its window, or gathering from all windows that hold a place: a transposed convolution does it the other way.
    wide = own.transposed == back
    shapes = [own.site.quantities[name].shape for name in (made, read)]
    rows, columns = (list(np.ndindex(as_image(shape)[:2])) for shape in shapes)
    whole = len(rows), len(columns)
    if len(rows) * len(columns) > MOST:
        rows = _near(rows, pixel, is_sequence=len(index) == 2)
        lines = {meeting.place[0] for row in rows for meeting in own.meetings(row, wide) if meeting.inside}
        columns = [spot for spot in columns if spot[0] in lines]
    cells = _cells(own, rows, columns, (channel, pixel[2]) if wide else (pixel[2], channel), wide, pixel[:2])
    makes, reads = (
        tuple(Place(layer, name, as_index((*spot, at), own.kind.rank), trace.sample) for spot in spots)
        for name, spots, at in ((made, rows, pixel[2]), (read, columns, channel))
    )
    return Unrolled(cells, makes, reads, whole)


def _near(rows: list[Spot], pixel: tuple[int, ...], *, is_sequence: bool) -> list[Spot]:
    """Return the rows of the pixel's own line, or the steps around it."""
    return [spot for spot in rows if abs(spot[0] - pixel[0]) <= (_STEPS if is_sequence else 0)]


def _cells(
    own: Sliding, rows: list[Spot], columns: list[Spot], ends: tuple[int, int], wide: bool, target: Spot
) -> Cells:
    values, kernel = empty(len(rows), len(columns)), own.kernel(*ends)
    number = {spot: place for place, spot in enumerate(columns)}
    weights: dict[Spot, Place] = {}
    for row, spot in enumerate(rows):
        for meeting in own.meetings(spot, wide):
            if meeting.inside:
                cell = row, number[meeting.place]
                values[cell], weights[cell] = kernel[meeting.tap], own.weight(meeting.tap, *ends)
    here = rows.index(target)
    marks = {cell: "read" for cell in weights if cell[0] == here}
    return Cells(values, lambda row, column: weights.get((row, column)), marks=marks)
