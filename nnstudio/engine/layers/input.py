"""The input layer: where a batch enters."""

from __future__ import annotations

from collections.abc import Sequence

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.demands import several, whole
from nnstudio.engine.layer import Layer, shape_error
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Shape
from nnstudio.text import msg


class Input(Layer):
    """The input: ``Input(shape=(28, 28, 1))``. Its shape is the data's, so it is not edited as a parameter."""

    declaration = Declaration(
        id="input",
        name=msg("Input"),
        help=msg("Where the data enter the network. Its size follows the data set."),
        group="ends",
        formula="x",
        source="Rumelhart, Hinton, Williams 1986",
        glyph="input",
        aliases=("x", "source"),
    )
    ports = ()
    is_source = True

    def __init__(self, shape: Sequence[int] | int = (1,), **others: object) -> None:
        """Keep the shape as text among the values, so that equal inputs are equal; a number is a shape of one axis.

        Raises
        ------
        ParameterError : lengths that are no whole numbers, anything else than a shape. (Too small lengths are refused
        where the layer has its name.)
        """
        self.declaration.complete(others)
        lengths = (whole("input.shape", length, least=None) for length in several(shape))
        self._keep({"shape": " ".join(map(str, lengths))})

    @property
    def shape(self) -> Shape:
        """The outside shape of one sample."""
        return tuple(int(length) for length in str(self.values["shape"]).split())

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape of the data; ShapeError if it has no feature."""
        if not self.shape or min(self.shape) < 1 or len(self.shape) > 3:
            raise shape_error(msg("data of one to three axes, none empty"), self.shape, msg("Choose other data."))
        return self.shape

    def emit_forward(self, site: Site) -> None:
        """Make the slot that a batch is loaded into."""
        site.output = site.buffer(self.shape, site.reserved.get("a"))
        site.show("a", site.output)
