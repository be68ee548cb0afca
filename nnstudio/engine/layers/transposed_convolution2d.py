"""Transposed convolution of images."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration, Kind
from nnstudio.engine.windows import options, reading
from nnstudio.engine.windows.transposed import TransposedConvolution
from nnstudio.text import msg


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
            options.stride(2, Kind.PER_AXIS),
            *options.padding("same", Kind.PER_AXIS),
            options.dilation(Kind.PER_AXIS),
            options.groups(),
            options.extra(Kind.PER_AXIS),
            *options.learning(),
        ),
        source="Zeiler et al. 2010; Dumoulin & Visin 2016",
        glyph="transposed_convolution",
        aliases=("deconvolution", "upsampling", "fractionally strided", "反卷积", "反卷積"),
    )
