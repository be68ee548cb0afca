"""Max pooling of images."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration, Kind
from nnstudio.engine.windows import options
from nnstudio.engine.windows.pooling import MAX_BACK, MAX_FORMULA, MaxPooling
from nnstudio.text import msg


class MaxPooling2d(MaxPooling):
    """Images ``(H, W, C)`` to ``(H', W', C)``: see :class:`MaxPooling`."""

    declaration = Declaration(
        id="max_pooling2d",
        name=msg("Max pooling"),
        help=msg(
            "Keeps the largest number of each small window of the image, channel by channel: smaller maps, less detail."
        ),
        group="convolution",
        formula=MAX_FORMULA,
        derivative=MAX_BACK,
        parameters=(
            options.height(2),
            options.width(2),
            options.stride(2, Kind.PER_AXIS),
            *options.padding("narrow", Kind.PER_AXIS),
        ),
        source="Yamaguchi et al. 1990; Weng et al. 1992",
        glyph="pooling",
        aliases=("maxpool", "subsampling", "downsampling", "汇聚", "次采样", "次取樣"),
    )
