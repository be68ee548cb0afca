"""The views of Train, one line each: what is declared here is what its two areas offer; the first is shown first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnstudio.text import msg
from nnstudio.ui.bridge.train_views import TrainView

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session


def _boundary(session: Session) -> QWidget:
    from nnstudio.ui.charts import BoundaryView

    return BoundaryView(session)


def _space(session: Session) -> QWidget:
    from nnstudio.ui.charts.space import SpaceView

    return SpaceView(session)


def _landscape(session: Session) -> QWidget:
    from nnstudio.ui.charts.landscape import LandscapeView

    return LandscapeView(session)


def _curves(session: Session) -> QWidget:
    from nnstudio.ui.charts import TrainCharts

    return TrainCharts(session)


TRAIN_VIEWS: tuple[TrainView, ...] = (
    TrainView("answers", msg("Answers"), "answers", _boundary),
    TrainView("space", msg("Space through the layers"), "answers", _space),
    TrainView("landscape", msg("Loss landscape"), "answers", _landscape),
    TrainView("curves", msg("Loss and metric"), "curves", _curves),
)
