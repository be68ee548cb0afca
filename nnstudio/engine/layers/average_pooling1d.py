"""Average pooling of sequences."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.windows import options
from nnstudio.engine.windows.pooling import SEQUENCE_MEAN, SEQUENCE_MEAN_BACK, AveragePooling
from nnstudio.text import msg


class AveragePooling1d(AveragePooling):
    """Sequences ``(T, F)`` to ``(T', F)``: see :class:`AveragePooling`."""

    declaration = Declaration(
        id="average_pooling1d",
        name=msg("Average pooling along time"),
        help=msg("Keeps the mean of each short stretch of the sequence, channel by channel."),
        group="convolution",
        formula=SEQUENCE_MEAN,
        derivative=SEQUENCE_MEAN_BACK,
        parameters=(
            options.length(2),
            options.stride(2),
            *options.padding("narrow"),
            options.count_padding(),
        ),
        source="LeCun et al. 1989",
        glyph="pooling",
        aliases=("mean pooling", "avgpool", "subsampling", "downsampling", "汇聚", "次采样", "次取樣"),
    )
    rank = 2
