"""The runs that wait, as a project's file holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstudio.engine.errors import NnstudioError
from nnstudio.text import msg, tr
from nnstudio.training.queued import Queued, queue_of

if TYPE_CHECKING:
    from nnstudio.store import Project


def filed_queue(project: Project) -> tuple[Queued, ...]:
    """Return the runs that wait in a project.

    Raises
    ------
    NnstudioError : they can't be read; all else of the project may be whole.
    """
    if project.queue is None:
        return ()
    try:
        return queue_of(project.queue, project.document.table)
    except (ValueError, NnstudioError) as error:
        raise NnstudioError(
            tr("queue"),
            msg("the runs that wait"),
            msg("{reason}", reason=str(error)),
            msg("All else of the project is whole; put the runs into the queue again."),
        ) from error
