"""Average pooling of images."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration, Kind
from nnstudio.engine.windows import options
from nnstudio.engine.windows.pooling import MEAN_BACK, MEAN_FORMULA, AveragePooling
from nnstudio.text import msg


class AveragePooling2d(AveragePooling):
    """Images ``(H, W, C)`` to ``(H', W', C)``: see :class:`AveragePooling`."""

    declaration = Declaration(
        id="average_pooling2d",
        name=msg("Average pooling"),
        help=msg("Keeps the mean of each small window of the image, channel by channel: smaller maps, less detail."),
        group="convolution",
        formula=MEAN_FORMULA,
        derivative=MEAN_BACK,
        parameters=(
            options.height(2),
            options.width(2),
            options.stride(2, Kind.PER_AXIS),
            *options.padding("narrow", Kind.PER_AXIS),
            options.count_padding(),
        ),
        source="LeCun et al. 1989",
        glyph="pooling",
        aliases=("mean pooling", "avgpool", "subsampling", "downsampling", "汇聚", "次采样", "次取樣"),
    )
