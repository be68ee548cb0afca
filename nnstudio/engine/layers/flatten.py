"""Flatten: an image or a sequence becomes a list of features."""

from __future__ import annotations

from nnstudio.engine.axes import size
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.reread import Reread
from nnstudio.engine.typing import Shape
from nnstudio.text import msg


class Flatten(Reread):
    """All axes in one list. Costs nothing: the same memory is read as ``(F, N)``.

    Images lie as ``(H, C, W)`` in the plan, and that is the order of the features that come out.
    """

    declaration = Declaration(
        id="flatten",
        name=msg("Flatten"),
        help=msg("Turns an image or a sequence into one list of features, for a dense layer."),
        group="shape",
        formula=r"a = \mathrm{vec}(x)",
        source="LeCun et al. 1989",
        glyph="flatten",
        aliases=("vector",),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(F,)``."""
        return (size(inputs[0]),)
