"""Which view shows which kinds of layers; the widgets are imported when the first of them is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnstudio.inspection import Moment
from nnstudio.inspection.sequences.attended import attends
from nnstudio.inspection.sequences.direction import is_recurrent
from nnstudio.text import msg
from nnstudio.ui.bridge.views import View
from nnstudio.ui.sequence_views.examples import attending, reading

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session


def _recurrent(session: Session) -> QWidget:
    from nnstudio.ui.sequence_views.recurrent import RecurrentView

    return RecurrentView(session)


def _reads(moment: Moment) -> int:
    return 2 * is_recurrent(moment.trace, moment.step.layer)


def _attention(session: Session) -> QWidget:
    from nnstudio.ui.sequence_views.attention import AttentionView

    return AttentionView(session)


def _attends(moment: Moment) -> int:
    return 2 * attends(moment.trace, moment.step.layer)


def _rooms(*names: str) -> tuple[str, ...]:
    return tuple(f"nnstudio.ui.sequence_views.{name}" for name in names)


_PAGES = _rooms("cell_page", "gradient_page", "recurrent")
SEQUENCE_VIEWS: tuple[View, ...] = (
    View("recurrent", msg("Recurrent"), "layer", _recurrent, _reads, reading, rooms=_PAGES),
    View("attention", msg("Attention"), "layer", _attention, _attends, attending, rooms=_rooms("attention")),
)
