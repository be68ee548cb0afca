"""What a view of Train declares: its name, its area, how it is built, and for which problems it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnstudio.document.model import Document
from nnstudio.text import Message, msg

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

AREAS: tuple[tuple[str, Message], ...] = (("answers", msg("What it has learned")), ("curves", msg("How it learns")))
"""The two halves of Train's right column, in this order: what the network answers, and the course of the run."""


def always(session: Session) -> bool:
    """Offer a view for every problem."""
    return True


@dataclass(frozen=True)
class TrainView:
    """A view of the run.

    ``area`` : of :data:`AREAS`. ``make`` builds the widget and imports its room inside; the widget registers with
    ``session.display`` by itself, which paints only what is visible. It may have the signals
    ``inspect_requested(node, index)``, ``workspace_wanted(id)`` and ``view_wanted(id)``, and ``tools``: buttons that
    move into the area's bar, beside the list of views, where they take no row from the picture.
    ``fits`` : whether the view has something to show of the session's present problem.
    ``example`` : the document that pictures and tests open to show it; None: the opening one.
    """

    id: str
    name: Message
    area: str
    make: Callable[[Session], QWidget]
    fits: Callable[[Session], bool] = always
    example: Callable[[], Document] | None = None
