"""The options that the attention layers share."""

from __future__ import annotations

from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.text import msg

CAUSAL = Parameter(
    "causal",
    msg("Causal"),
    Kind.BOOLEAN,
    False,
    msg("Each step sees itself and earlier steps only, none of the future."),
)
