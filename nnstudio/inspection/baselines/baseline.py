"""What a baseline is: a rule that answers without a network, fitted on the training set."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from nnstudio.data.samples import Numbers
from nnstudio.engine.declaration import Declared

Answer = Callable[[Numbers], Numbers]
"""From inputs ``(N, D)`` to answers ``(N, K)``: a score for each class, or the values."""


class Baseline(Declared, ABC):
    """Base of the baselines."""

    @abstractmethod
    def fit(self, x: Numbers, y: Numbers) -> Answer:
        """Return the rule that training inputs ``x`` ``(N, D)``, as the network sees them, and targets ``y`` ``(N, K)``
        give: of classes one-hot rows.
        """
