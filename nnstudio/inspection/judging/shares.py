"""Whether a network's answers are probabilities of classes, or scores of another kind."""

from __future__ import annotations

from typing import Final

import numpy as np

from nnstudio.data.samples import Numbers

_WHOLE: Final = 1e-3
"""How far probabilities in single precision may add up beside 1."""


def are_shares(answers: Numbers) -> bool:
    """Return whether answers ``(…, K)`` lie between 0 and 1 and, where there are several each, add up to 1."""
    if not (np.isfinite(answers).all() and np.all((answers >= 0) & (answers <= 1))):
        return False
    return answers.shape[-1] == 1 or bool((np.abs(answers.sum(axis=-1) - 1) <= _WHOLE).all())
