"""First values of weights that hold several gates side by side."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.initializer import Initializer
from nnstudio.engine.typing import Array


class EachGate(Initializer):
    """Fills each gate's columns on their own, so that gates beside it change neither its fan nor its orthogonality.

    ``parts`` has one entry for each gate: an initialiser, or a number that fills all.
    """

    parts: tuple[Initializer | float, ...]

    def __init__(self, *parts: Initializer | float) -> None:
        self._keep({})
        object.__setattr__(self, "parts", parts)

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return the gates' first values, joined along the last axis; the fans are those of one gate."""
        own = (*shape[:-1], shape[-1] // len(self.parts))
        return np.concatenate([_filled(part, own, fan_in, fan_out, random) for part in self.parts], axis=-1)


def _filled(
    part: Initializer | float, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator
) -> Array:
    return part.fill(shape, fan_in, fan_out, random) if isinstance(part, Initializer) else np.full(shape, part, float)
