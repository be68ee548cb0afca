"""Runs that wait for one another, as plain values for a file, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nnstudio.data.table import ImportedTable
from nnstudio.document.format import from_json, to_json
from nnstudio.document.model import Document
from nnstudio.text import Message
from nnstudio.text.plain import from_plain, to_plain

MOST: Final = 200
"""Runs that may wait."""
FARTHEST: Final = 100_000
"""Epochs that one may be trained for."""


@dataclass(frozen=True)
class Queued:
    """A run that is asked for: what it is called, the document that it trains, for how many epochs."""

    name: Message
    document: Document
    epochs: int


def queue_record(queue: Iterable[Queued], table: ImportedTable | None) -> dict[str, object]:
    """Return a queue as JSON-able values; ``table`` is the project's own, which is kept apart."""
    return {"runs": [_written(each, each.document.table is table) for each in queue]}


def _written(queued: Queued, own: bool) -> dict[str, object]:
    document = to_json(queued.document, with_table=not own)
    return {"name": to_plain(queued.name), "document": document, "epochs": queued.epochs, "own_table": own}


def queue_of(record: object, table: ImportedTable | None) -> tuple[Queued, ...]:
    """Return the queue that :func:`queue_record` has written.

    Raises
    ------
    ValueError : it is none. NnstudioError : a document in it cannot be read.
    """
    runs = record.get("runs") if isinstance(record, dict) else None
    if not isinstance(runs, list) or len(runs) > MOST or not all(isinstance(run, dict) for run in runs):
        raise ValueError("no list of runs")
    return tuple(_read(run, table) for run in runs)


def _read(run: dict[str, object], table: ImportedTable | None) -> Queued:
    text, epochs = run.get("document"), run.get("epochs")
    if not isinstance(text, str) or not isinstance(epochs, int) or not 1 <= epochs <= FARTHEST:
        raise ValueError("no document, or no number of epochs")
    document = from_json(text, table if run.get("own_table") is True else None)
    return Queued(from_plain(run.get("name")), document, epochs)
