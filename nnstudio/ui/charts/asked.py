"""Which samples a picture asks the network about: of the validation set, and of a large one not all."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnstudio.data.samples import Prepared, Subset
from nnstudio.training.frame import Frame
from nnstudio.ui.charts.surface import BUDGET, cost_of

MOST_ROWS, FEWEST_ROWS = 500, 32
"""Samples that are asked about, evenly spread over the set; a large network is asked fewer while a run goes on."""


def measured_set(prepared: Prepared) -> tuple[str, Subset]:
    """Return the set that the picture is about: the validation set, or where there is none the training set."""
    return ("validation", prepared.validation) if len(prepared.validation) else ("training", prepared.training)


def asked_rows(frame: Frame, subset: Subset) -> npt.NDArray[np.int64]:
    """Return the numbers of the samples that are asked about."""
    most = MOST_ROWS if not frame.running else int(max(FEWEST_ROWS, min(MOST_ROWS, BUDGET / cost_of(frame.program))))
    return np.unique(np.linspace(0, len(subset) - 1, min(most, len(subset))).round().astype(np.int64))
