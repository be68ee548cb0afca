"""Which samples a picture asks the network about: of the validation set, and of a large one not all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnstudio.data.samples import Prepared, Subset
from nnstudio.text import tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.charts.surface import BUDGET, cost_of

MOST_ROWS, FEWEST_ROWS = 500, 32
"""Samples that are asked about, evenly spread over the set; a large network is asked fewer while a run goes on."""


@dataclass(frozen=True, eq=False)
class Asked:
    """The samples of a set that are asked about: their ``places`` in it, ``(M,)``."""

    subset: Subset
    places: npt.NDArray[np.int64]
    validating: bool

    def told(self, text: str) -> str:
        """Return what the answers come to behind the set's name, with how many of it were asked where not all were."""
        name = tr("Validation") if self.validating else tr("Training")
        asked, count = len(self.places), len(self.subset)
        if asked < count:
            name = tr("{set}, {asked} of {count}", set=name, asked=theme.count(asked), count=theme.count(count))
        return f"{name} · {text}" if text else ""


def measured_set(prepared: Prepared) -> Subset:
    """Return the set that a picture is about: the validation set, or where there is none the training set."""
    return prepared.validation if len(prepared.validation) else prepared.training


def asked_of(frame: Frame, prepared: Prepared) -> Asked:
    """Return the samples that a picture of this frame asks about."""
    subset = measured_set(prepared)
    most = MOST_ROWS if not frame.running else int(max(FEWEST_ROWS, min(MOST_ROWS, BUDGET / cost_of(frame.program))))
    places = np.unique(np.linspace(0, len(subset) - 1, min(most, len(subset))).round().astype(np.int64))
    return Asked(subset, places, subset is prepared.validation)
