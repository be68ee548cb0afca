"""What an initialiser is: the first values of a weight."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from nnstudio.engine.declaration import Declared
from nnstudio.engine.typing import Array


class Initializer(Declared, ABC):
    """Base of the initialisers."""

    @abstractmethod
    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return first values as float64 of ``shape`` in the outside order; float32 runs round them.

        ``fan_in`` and ``fan_out`` are the numbers of links into and out of one neuron.
        """
