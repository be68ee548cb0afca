"""Convolution of images."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration, Kind
from nnstudio.engine.windows import options, reading
from nnstudio.engine.windows.convolution import Convolution
from nnstudio.text import msg


class Convolution2d(Convolution):
    """Images ``(H, W, C)`` to ``(H', W', filters)``: see :class:`Convolution`."""

    declaration = Declaration(
        id="convolution2d",
        name=msg("Convolution"),
        help=msg("Slides small kernels over the image; at each place, each kernel adds up its window, weighted."),
        group="convolution",
        formula=reading.IMAGE_Z,
        derivative=reading.GRADIENTS,
        parameters=(
            options.filters(),
            options.height(3),
            options.width(3),
            options.stride(1, Kind.PER_AXIS),
            *options.padding("same", Kind.PER_AXIS),
            options.dilation(Kind.PER_AXIS),
            options.groups(),
            options.flip(),
            *options.learning(),
        ),
        source="LeCun et al. 1989; Dumoulin & Visin 2016",
        glyph="convolution",
        aliases=("conv2d", "cross-correlation", "kernel", "filter", "depthwise", "dilated", "1×1", "卷积核", "互相关"),
    )
