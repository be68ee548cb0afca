"""The views of Train, one line each: what is declared here is what its two areas offer; the first is shown first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnstudio.data.samples import Task
from nnstudio.document import opening_document, templates
from nnstudio.text import msg
from nnstudio.ui.bridge.train_views import TrainView

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session


def _boundary(session: Session) -> QWidget:
    from nnstudio.ui.charts import BoundaryView

    return BoundaryView(session)


def _neuron(session: Session) -> QWidget:
    from nnstudio.ui.charts import BoundaryView

    return BoundaryView(session, neuron=True)


def _confusion(session: Session) -> QWidget:
    from nnstudio.ui.charts import ConfusionView

    return ConfusionView(session)


def _truth(session: Session) -> QWidget:
    from nnstudio.ui.charts import TruthView

    return TruthView(session)


def _space(session: Session) -> QWidget:
    from nnstudio.ui.charts.space import SpaceView

    return SpaceView(session)


def _landscape(session: Session) -> QWidget:
    from nnstudio.ui.charts.landscape import LandscapeView

    return LandscapeView(session)


def _curves(session: Session) -> QWidget:
    from nnstudio.ui.charts import TrainCharts

    return TrainCharts(session)


def _is_flat(session: Session) -> bool:
    return session.prepared is not None and session.prepared.shape.is_flat


def _divides(session: Session) -> bool:
    """Whether rows of numbers are told apart; also without data, since that view then says what is missing."""
    return session.prepared is None or (_is_flat(session) and _has_classes(session))


def _has_classes(session: Session) -> bool:
    return session.prepared is not None and session.prepared.shape.task is Task.CLASSIFICATION


def _has_numbers(session: Session) -> bool:
    return session.prepared is not None and session.prepared.shape.task is Task.REGRESSION


def _predicts(session: Session) -> bool:
    return _is_flat(session) and _has_numbers(session)


TRAIN_VIEWS: tuple[TrainView, ...] = (
    TrainView("boundary", msg("Decision boundary"), "answers", _boundary, _divides, opening_document),
    TrainView("prediction", msg("Prediction"), "answers", _boundary, _predicts, templates["sine"]().document),
    TrainView("neuron", msg("Selected neuron"), "answers", _neuron, _is_flat),
    TrainView("confusion", msg("Confusion matrix"), "answers", _confusion, _has_classes, templates["iris"]().document),
    TrainView("truth", msg("Prediction against truth"), "answers", _truth, _has_numbers, templates["sine"]().document),
    TrainView("space", msg("Space through the layers"), "answers", _space, example=opening_document),
    TrainView("landscape", msg("Loss landscape"), "answers", _landscape, example=opening_document),
    TrainView("curves", msg("Loss and metric"), "curves", _curves),
)
