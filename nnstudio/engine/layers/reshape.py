"""Reshape: the same numbers as an image, a sequence or a list."""

from __future__ import annotations

import re

from nnstudio.engine.axes import size
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.errors import ParameterError
from nnstudio.engine.layer import shape_error, shape_text
from nnstudio.engine.reread import Reread
from nnstudio.engine.typing import Shape
from nnstudio.text import msg

_LARGEST = 1 << 31


def read_shape(text: str, place: str) -> Shape:
    """Return the lengths that a text such as ``7×7×16`` names.

    Raises
    ------
    ParameterError : not one to three whole numbers of at least 1, one of which may be −1 instead.
    """
    cut = [part.replace("−", "-") for part in re.split(r"\s*[×xX*,;]\s*|\s+", text.strip())]
    # At most ten digits: int() of a very long number would take its time.
    lengths = tuple(int(part) for part in cut if re.fullmatch(r"-1|[0-9]{1,10}", part))
    fine = len(lengths) == len(cut) and 1 <= len(cut) <= 3 and lengths.count(-1) <= 1
    if not fine or not all(length == -1 or 1 <= length < _LARGEST for length in lengths):
        raise ParameterError(
            place,
            msg("one to three whole numbers such as 7×7×16, one of which may be −1"),
            msg("{value}", value=repr(text)),
            msg("Change it in the properties form."),
        )
    return lengths


class Reshape(Reread):
    """The same numbers in another shape; costs nothing, since only the memory is read otherwise.

    The target is typed as ``7×7×16`` (or ``7,7,16``, ``7x7x16``, ``7 7 16``); one length may be −1 and is then found.
    The order is that of flatten, H, C, W for an image, so that each undoes the other.
    """

    declaration = Declaration(
        id="reshape",
        name=msg("Reshape"),
        help=msg("Reads the same numbers as an image, a sequence or a list; none is changed."),
        group="shape",
        formula=r"\mathrm{vec}(a) = \mathrm{vec}(x)",
        parameters=(
            Parameter(
                "shape",
                msg("Shape"),
                Kind.TEXT,
                "-1",
                msg("The lengths, such as 7×7×16 (height, width, channels) or 10×8 (steps, features). One may be −1."),
                maximum=60,
                reads=read_shape,
            ),
        ),
        source="Radford, Metz, Chintala 2016",
        glyph="reshape",
        aliases=("view", "unflatten"),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the typed shape; ShapeError if it has not as many numbers."""
        lengths, count = read_shape(str(self.shape), "reshape.shape"), size(inputs[0])
        known = size(tuple(length for length in lengths if length != -1))
        if -1 in lengths and count % known == 0:
            return tuple(count // known if length == -1 else length for length in lengths)
        if -1 in lengths or known != count:
            expected = msg("{count} numbers, to fill {shape}", count=known, shape=shape_text(lengths))
            if -1 in lengths:
                expected = msg("a multiple of {count} numbers, to fill {shape}", count=known, shape=shape_text(lengths))
            raise shape_error(expected, inputs[0], msg("Change the shape, or let one length be −1."))
        return lengths
