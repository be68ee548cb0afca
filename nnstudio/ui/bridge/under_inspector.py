"""A sample brought under the inspector: the cursor goes to it, or it takes the place of the one in hand."""

from __future__ import annotations

import numpy as np

from nnstudio.data import encode
from nnstudio.data.samples import Subset
from nnstudio.ui.bridge.session import Session


def bring_row(session: Session, subset: Subset, row: int) -> bool:
    """Bring sample ``row`` of a set, with its target, into the batch under way; False where there is no batch.

    Of the training set the batch may hold it already: then nothing but the cursor moves.
    """
    prepared = session.prepared
    with session.display.hold(exclusive=True) as frame:
        if frame is None or prepared is None:
            return False
        graph, sample = frame.program.graph, min(frame.sample, len(frame.rows) - 1)
        width = frame.program.shapes[graph.sinks[0]][-1]
        own = subset is prepared.training and not frame.altered
        held = [place for place, number in enumerate(frame.rows.tolist()) if own and number == row]
    if held:
        session.select_sample(held[0])
        return True
    y = np.asarray(encode(subset.y[row : row + 1], width, prepared.shape.task), np.float64).reshape(-1)
    session.what_if.brought = subset, row
    session.what_if.enter(graph.sources[0], sample, np.asarray(subset.x[row], np.float64), y)
    return True
