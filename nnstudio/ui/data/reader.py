"""Reading a file off the window's thread, so that a big one does not stall it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.data import TABLE, DataSettings, ImportedTable, raw_samples, read_table
from nnstudio.engine.errors import NnstudioError

_POLL = 15
"""Milliseconds between two looks at whether the file has been read."""


@dataclass(frozen=True)
class Request:
    """A file and how to read it; what is None is detected."""

    path: Path
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    has_header: bool | None = None

    def with_choice(self, name: str, value: object) -> Request:
        """Return the request with one of its choices (``encoding``, ``delimiter`` …) made by the user."""
        choices: dict[str, Any] = {name: value}
        return replace(self, **choices)


@dataclass(frozen=True)
class Outcome:
    """The table, or why there is none; ``fault`` is an error of the program itself."""

    request: Request
    table: ImportedTable | None = None
    error: NnstudioError | None = None
    fault: BaseException | None = None


class TableReader(QObject):
    """Reads one file at a time; a later request makes an earlier one void.

    Signals: ``started(Request)``; ``finished(Outcome)``; ``cancelled()``.
    """

    started = Signal(object)
    finished = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pending: Request | None = None
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL)
        self._timer.timeout.connect(self._collect)

    def read(self, request: Request) -> None:
        """Begin to read a file."""
        self.pending = request
        Thread(target=_work, args=(request, self._outcomes), name="table-reader", daemon=True).start()
        self._timer.start()
        self.started.emit(request)

    def cancel(self) -> None:
        """Forget the file that is being read."""
        if self.pending is not None:
            self.pending = None
            self.cancelled.emit()

    def _collect(self) -> None:
        with suppress(Empty):
            outcome = self._outcomes.get_nowait()
            if outcome.request is not self.pending:
                return
            self.pending = None
            self._timer.stop()
            if outcome.fault is not None:
                raise outcome.fault
            self.finished.emit(outcome)
        if self.pending is None:
            self._timer.stop()


def _work(request: Request, outcomes: SimpleQueue[Outcome]) -> None:
    outcome = Outcome(request)
    try:
        outcomes.put(replace(outcome, table=_read(request)))
    except NnstudioError as error:
        outcomes.put(replace(outcome, error=error))
    except BaseException as fault:
        # Raised again in the window's thread, where it is reported.
        outcomes.put(replace(outcome, fault=fault))


def _read(request: Request) -> ImportedTable:
    layout = {name: getattr(request, name) for name in ("encoding", "delimiter", "decimal", "has_header")}
    table = read_table(request.path, **layout)
    # What costs time and is kept is worked out here: fingerprints, texts to numbers, samples.
    hash(table)
    with suppress(NnstudioError):  # A table that can't be learned from is shown all the same, and the reason with it.
        raw_samples(DataSettings(TABLE), table)
    return table
