"""What the searches among neurons share: their state over the batch becomes findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from nnstudio.engine.typing import Array
from nnstudio.inspection.search import Findings, Found, largest
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message

Said = Callable[[Trace, Message, float], Message]


def findings(trace: Trace, shares: Mapping[str, Array], said: Said) -> Findings:
    """Return the neurons whose share is not 0, the largest first, then in the network's order."""
    spots = [(layer, spot) for layer, share in shares.items() for spot in np.flatnonzero(share.reshape(-1)).tolist()]
    sizes = np.array([shares[layer].reshape(-1)[spot] for layer, spot in spots], np.float64)
    found = (_found(trace, *spots[number], shares, said) for number in largest(sizes))
    return Findings(tuple(each for each in found if each is not None), len(spots))


def _found(trace: Trace, layer: str, spot: int, shares: Mapping[str, Array], said: Said) -> Found | None:
    index = tuple(int(part) for part in np.unravel_index(spot, shares[layer].shape))
    place = trace.here(layer, "a", index)
    step = trace.step_of(place)
    value = float(shares[layer][index])
    return Found(place, value, said(trace, trace.words_of(place), value), step) if step is not None else None
