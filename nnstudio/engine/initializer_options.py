"""What the initialisers that draw from a normal distribution share: its mean and its standard deviation."""

from __future__ import annotations

from typing import Final

from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.text import msg

MEAN: Final = Parameter(
    "mean",
    msg("Mean"),
    Kind.REAL,
    0.0,
    msg("The middle of the values."),
    minimum=-100.0,
    maximum=100.0,
    symbol="μ",
)
STANDARD_DEVIATION: Final = Parameter(
    "std",
    msg("Standard deviation"),
    Kind.REAL,
    0.1,
    msg("How far the values spread around the mean."),
    minimum=0.0,
    maximum=100.0,
    symbol="s",
)
