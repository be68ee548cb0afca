"""Max pooling of sequences."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.windows import options
from nnstudio.engine.windows.pooling import SEQUENCE_MAX, SEQUENCE_MAX_BACK, MaxPooling
from nnstudio.text import msg


class MaxPooling1d(MaxPooling):
    """Sequences ``(T, F)`` to ``(T', F)``: see :class:`MaxPooling`."""

    declaration = Declaration(
        id="max_pooling1d",
        name=msg("Max pooling along time"),
        help=msg("Keeps the largest number of each short stretch of the sequence, channel by channel."),
        group="convolution",
        formula=SEQUENCE_MAX,
        derivative=SEQUENCE_MAX_BACK,
        parameters=(
            options.length(2),
            options.stride(2),
            *options.padding("narrow"),
        ),
        source="Yamaguchi et al. 1990; Weng et al. 1992",
        glyph="pooling",
        aliases=("maxpool", "subsampling", "downsampling", "汇聚", "次采样", "次取樣"),
    )
    rank = 2
