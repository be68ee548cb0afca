"""What there is to enter: a number or a choice for each feature of a row, a picture, a text, numbers over time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from nnstudio.data.samples import Numbers, Prepared


class Kind(StrEnum):
    """In which way an input is entered."""

    ROW = "row"
    PICTURE = "picture"
    TEXT = "text"
    SERIES = "series"


@dataclass(frozen=True)
class Entry:
    """One thing to enter: a number, or with ``options`` one of several texts.

    It fills the features from ``start`` to before ``stop``; a text is one-hot there. ``low`` and ``high`` are the ends
    of what the training set has; ``whole`` if it has whole numbers only.
    """

    name: str
    start: int
    stop: int
    low: float = 0.0
    high: float = 1.0
    whole: bool = False
    options: tuple[str, ...] = ()

    def named(self, name: str) -> Entry:
        """Return it under another name."""
        return replace(self, name=name)


def kind_of(prepared: Prepared) -> Kind:
    """Return how an input of this problem is entered."""
    raw = prepared.raw
    if raw.codes or (raw.x.ndim == 3 and raw.one_hot == ((0, raw.x.shape[-1]),)):
        return Kind.TEXT
    return {2: Kind.ROW, 3: Kind.SERIES, 4: Kind.PICTURE}[raw.x.ndim]


def entries_of(prepared: Prepared) -> tuple[Entry, ...]:
    """Return what there is to enter for the features on the last axis, in their order; of a picture its pixels' ink.

    A text is entered as a whole: it has none.
    """
    raw = prepared.raw
    if kind_of(prepared) is Kind.TEXT:
        return ()
    width = raw.x.shape[-1]
    seen = prepared.measured(prepared.training).reshape(-1, width)
    blocks = dict(raw.one_hot)
    names = raw.feature_names or tuple(str(number + 1) for number in range(width))
    found, start = [], 0
    while start < width:
        stop = blocks.get(start, start + 1)
        if start in blocks:
            name = names[start].partition(" = ")[0]
            options = tuple(each.partition(" = ")[2] or each for each in names[start:stop])
            found.append(Entry(name, start, stop, options=options))
        else:
            column = seen[:, start]
            whole = bool((raw.x[..., start] == np.rint(raw.x[..., start])).all())
            found.append(Entry(names[start], start, stop, float(column.min()), float(column.max()), whole))
        start = stop
    return tuple(found)


def of_row(prepared: Prepared, row: int) -> Numbers:
    """Return a sample of the training set in the data's own units, ``(*shape)``; ``row`` counts within that set."""
    found: Numbers = prepared.raw.x[prepared.training.rows[row]].copy()
    return found


def middle(prepared: Prepared) -> Numbers:
    """Return an input ``(*shape)`` from which to begin: every number's mean, every text's most frequent one.

    Of a picture the paper, of a text the token with the number 0 all along.
    """
    kind = kind_of(prepared)
    if kind is Kind.TEXT:
        shape = prepared.raw.x.shape[1:]
        blank: Numbers = np.zeros(shape)
        if not prepared.raw.codes:
            blank[:, 0] = 1.0
        return blank
    seen = prepared.measured(prepared.training)
    if kind is Kind.PICTURE:
        paper: Numbers = np.full(seen.shape[1:], seen.min())
        return paper
    found: Numbers = seen.mean(axis=0)
    for start, stop in prepared.raw.one_hot:
        most = seen[..., start:stop].sum(axis=tuple(range(seen.ndim - 1))).argmax()
        found[..., start:stop] = np.arange(stop - start) == most
    return found


def beyond(entries: tuple[Entry, ...], x: Numbers) -> tuple[Entry, ...]:
    """Return the entries whose numbers in ``x`` ``(…, F)`` lie outside what the training set has."""
    # Hundreds of features are looked at ten times a second: all of them at once.
    rows = x.reshape(-1, x.shape[-1])
    least, most = rows.min(axis=0).tolist(), rows.max(axis=0).tolist()
    found = []
    for entry in entries:
        slack = 1e-9 * max(1.0, abs(entry.low), abs(entry.high))
        within = entry.low - slack <= least[entry.start] and most[entry.start] <= entry.high + slack
        if not entry.options and not within:
            found.append(entry)
    return tuple(found)
