"""Transposed convolution of sequences."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.windows import options, reading
from nnstudio.engine.windows.transposed import TransposedConvolution
from nnstudio.text import msg


class TransposedConvolution1d(TransposedConvolution):
    """Sequences ``(T, F)`` to longer ones: see :class:`TransposedConvolution`."""

    declaration = Declaration(
        id="transposed_convolution1d",
        name=msg("Transposed convolution along time"),
        help=msg("A convolution's backward pass used forward: every step paints a kernel, overlaps add up."),
        group="convolution",
        formula=reading.TRANSPOSED_Z,
        derivative=r"\frac{\partial L}{\partial x} = C\,\delta",
        parameters=(
            options.filters(),
            options.length(3),
            options.stride(2),
            *options.padding("same"),
            options.dilation(),
            options.groups(),
            options.extra(),
            *options.learning(),
        ),
        source="Zeiler et al. 2010; Dumoulin & Visin 2016",
        glyph="transposed_convolution",
        aliases=("deconvolution", "upsampling", "反卷积", "反卷積"),
    )
    rank = 2
