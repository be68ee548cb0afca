"""Transposed convolution of images."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.windows import options, reading
from nnstudio.engine.windows.transposed import TransposedConvolution
from nnstudio.text import msg

EXTRA = Parameter(
    "extra",
    msg("Extra output"),
    Kind.INTEGER,
    0,
    msg("Places added at the end of the output: with a stride, several sizes shrink to the same one. Not with same."),
    minimum=0,
    maximum=options.LARGEST - 1,
)


class TransposedConvolution2d(TransposedConvolution):
    """Images ``(H, W, C)`` to larger ones: see :class:`TransposedConvolution`."""

    declaration = Declaration(
        id="transposed_convolution2d",
        name=msg("Transposed convolution"),
        help=msg("A convolution's backward pass used forward: every input paints a kernel, overlaps add up."),
        group="convolution",
        formula=reading.TRANSPOSED_Z,
        derivative=r"\frac{\partial L}{\partial x} = C\,\delta",
        parameters=(
            options.filters(),
            options.height(3),
            options.width(3),
            options.stride(2),
            *options.padding("same"),
            options.dilation(),
            options.groups(),
            EXTRA,
            *options.learning(),
        ),
        source="Zeiler et al. 2010; Dumoulin & Visin 2016",
        glyph="convolution",
        aliases=("deconvolution", "upsampling", "fractionally strided", "反卷积", "反卷積"),
    )
