"""What a baseline is: a rule that answers without a network, fitted on the training set."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

from nnstudio.data.samples import DataShape, Numbers
from nnstudio.engine.declaration import Declared

Answer = Callable[[Numbers], Numbers]
"""From inputs ``(N, D)`` to answers ``(N, K)``: a score for each class, or the values."""


class Baseline(Declared, ABC):
    """Base of the baselines.

    ``shares`` : its answers about classes are probabilities, so that they have a loss. ``units`` : its inputs are on
    the target's scale, not on that of the network's inputs.
    """

    shares: ClassVar[bool] = False
    units: ClassVar[bool] = False

    @classmethod
    def fits(cls, shape: DataShape) -> bool:
        """Whether it can answer such data: as a rule, one target for numbers."""
        return not shape.places and not shape.codes

    @abstractmethod
    def fit(self, x: Numbers, y: Numbers) -> Answer:
        """Return the rule that training inputs ``x`` ``(N, D)``, as the network sees them, and targets ``y`` ``(N, K)``
        give: of classes one-hot rows. Where there is a target at every step, each step is a row, with its own input.
        """
