"""What a project file holds, as far as it tells whether there is anything unsaved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nnstudio.document.model import Document
from nnstudio.engine.errors import NnstudioError
from nnstudio.training.history.filing import Shortened
from nnstudio.training.queued import Queued
from nnstudio.training.work import Work
from nnstudio.ui.bridge.opening import NO_STAMP


@dataclass(frozen=True)
class Contents:
    """The document (None: no file holds it), what training has made of it, and the runs that wait."""

    document: Document | None
    work: Work
    queue: tuple[Queued, ...]

    def is_trained(self, saved: Contents) -> bool:
        """Whether nothing but training tells these from those that were saved."""
        return self.work != saved.work and (self.document, self.queue) == (saved.document, saved.queue)


@dataclass(frozen=True)
class Written:
    """What was put into a file, and what of its past was not; or why it could not be."""

    target: Path
    contents: Contents
    shortened: Shortened | None = None
    stamp: tuple[int, int] = NO_STAMP
    error: NnstudioError | None = None
