"""Convolution of sequences."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.windows import options, reading
from nnstudio.engine.windows.convolution import Convolution
from nnstudio.text import msg


class Convolution1d(Convolution):
    """Sequences ``(T, F)`` to ``(T', filters)``, along time: see :class:`Convolution`."""

    declaration = Declaration(
        id="convolution1d",
        name=msg("Convolution along time"),
        help=msg("Slides small kernels along the sequence; at each step, each kernel adds up its window, weighted."),
        group="convolution",
        formula=reading.SEQUENCE_Z,
        derivative=reading.GRADIENTS,
        parameters=(
            options.filters(),
            options.length(3),
            options.stride(1),
            *options.padding("same"),
            options.dilation(),
            options.groups(),
            options.flip(),
            *options.learning(),
        ),
        source="Waibel et al. 1989; Dumoulin & Visin 2016",
        glyph="convolution",
        aliases=("conv1d", "cross-correlation", "temporal", "time-delay", "一维卷积", "一維卷積"),
    )
    rank = 2
