"""The views of Train, one line each: what is declared here is what its two areas offer; the first is shown first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnstudio.data.samples import Task
from nnstudio.document import opening_document, templates
from nnstudio.document.kinds import INPUT
from nnstudio.inspection.baselines import can_judge, linear_layer
from nnstudio.inspection.sequels import has_course, has_letters
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


def _feature_maps(session: Session) -> QWidget:
    from nnstudio.ui.charts.feature_maps import FeatureMapsView

    return FeatureMapsView(session)


def _written(session: Session) -> QWidget:
    from nnstudio.ui.charts.sequels import TextView

    return TextView(session)


def _continued(session: Session) -> QWidget:
    from nnstudio.ui.charts.sequels import SequenceView

    return SequenceView(session)


def _landscape(session: Session) -> QWidget:
    from nnstudio.ui.charts.landscape import LandscapeView

    return LandscapeView(session)


def _labs(session: Session) -> QWidget:
    from nnstudio.ui.charts.runs import LabView

    return LabView(session)


def _queue(session: Session) -> QWidget:
    from nnstudio.ui.charts.runs import QueueView

    return QueueView(session)


def _compare(session: Session) -> QWidget:
    from nnstudio.ui.charts.runs import CompareView

    return CompareView(session)


def _surfaces(session: Session) -> QWidget:
    from nnstudio.ui.charts.surfaces import SurfacesView

    return SurfacesView(session)


def _try(session: Session) -> QWidget:
    from nnstudio.ui.charts.trying import TryView

    return TryView(session)


def _curves(session: Session) -> QWidget:
    from nnstudio.ui.charts import TrainCharts

    return TrainCharts(session)


def _gradient_norm(session: Session) -> QWidget:
    from nnstudio.ui.charts.trends import GRADIENT_NORM, TrendView

    return TrendView(session, GRADIENT_NORM)


def _update_ratio(session: Session) -> QWidget:
    from nnstudio.ui.charts.trends import UPDATE_RATIO, TrendView

    return TrendView(session, UPDATE_RATIO)


def _learning_rate(session: Session) -> QWidget:
    from nnstudio.ui.charts.trends import LEARNING_RATE, TrendView

    return TrendView(session, LEARNING_RATE)


def _scores(session: Session) -> QWidget:
    from nnstudio.ui.charts.trends import ScoresView

    return ScoresView(session)


def _numbers(session: Session) -> QWidget:
    from nnstudio.ui.charts.trends import NumbersView

    return NumbersView(session)


def _spreads(session: Session) -> QWidget:
    from nnstudio.ui.charts.trends import SpreadView

    return SpreadView(session)


def _roc(session: Session) -> QWidget:
    from nnstudio.ui.charts.judging import RocView

    return RocView(session)


def _residuals(session: Session) -> QWidget:
    from nnstudio.ui.charts.judging import ResidualView

    return ResidualView(session)


def _baselines(session: Session) -> QWidget:
    from nnstudio.ui.charts.judging import BaselineView

    return BaselineView(session)


def _least_squares(session: Session) -> QWidget:
    from nnstudio.ui.charts.judging import LeastSquaresView

    return LeastSquaresView(session)


def _mistakes(session: Session) -> QWidget:
    from nnstudio.ui.charts.judging import MistakesView

    return MistakesView(session)


def _is_flat(session: Session) -> bool:
    return session.prepared is not None and session.prepared.is_flat


def _divides(session: Session) -> bool:
    """Whether rows of numbers are told apart; also without data, since that view then says what is missing."""
    return session.prepared is None or (_is_flat(session) and _has_classes(session))


def _has_classes(session: Session) -> bool:
    return session.prepared is not None and session.prepared.shape.task is Task.CLASSIFICATION


def _has_a_class_each(session: Session) -> bool:
    return session.prepared is not None and _has_classes(session) and not session.prepared.shape.places


def _has_baselines(session: Session) -> bool:
    return session.prepared is not None and can_judge(session.prepared)


def _is_linear(session: Session) -> bool:
    return session.prepared is not None and bool(linear_layer(session.document, session.prepared))


def _has_numbers(session: Session) -> bool:
    return session.prepared is not None and session.prepared.shape.task is Task.REGRESSION


def _has_maps(session: Session) -> bool:
    """Whether a layer makes pictures of pictures."""
    shapes, nodes = session.analysis.shapes, session.document.network.nodes
    return any(len(shapes.get(node.id) or ()) == 3 for node in nodes if node.kind != INPUT)


def _writes(session: Session) -> bool:
    return session.prepared is not None and has_letters(session.document.data, session.prepared)


def _continues(session: Session) -> bool:
    return session.prepared is not None and has_course(session.document.data, session.prepared)


def _has_data(session: Session) -> bool:
    return session.prepared is not None


def _predicts(session: Session) -> bool:
    return _is_flat(session) and _has_numbers(session)


TRAIN_VIEWS: tuple[TrainView, ...] = (
    TrainView("boundary", msg("Decision boundary"), "answers", _boundary, _divides, opening_document),
    TrainView("prediction", msg("Prediction"), "answers", _boundary, _predicts, templates["sine"]().document),
    TrainView("neuron", msg("Selected neuron"), "answers", _neuron, _is_flat),
    TrainView("confusion", msg("Confusion matrix"), "answers", _confusion, _has_classes, templates["iris"]().document),
    TrainView("mistakes", msg("Mistakes"), "answers", _mistakes, _has_a_class_each, templates["digits"]().document),
    TrainView("roc", msg("ROC"), "answers", _roc, _has_classes, templates["iris"]().document),
    TrainView("truth", msg("Prediction against truth"), "answers", _truth, _has_numbers, templates["sine"]().document),
    TrainView("residuals", msg("Residuals"), "answers", _residuals, _has_numbers, templates["sine"]().document),
    TrainView("baselines", msg("Baselines"), "answers", _baselines, _has_baselines, templates["iris"]().document),
    TrainView(
        *("least_squares", msg("Least squares"), "answers"), _least_squares, _is_linear, templates["plane"]().document
    ),
    TrainView("space", msg("Space through the layers"), "answers", _space, example=opening_document),
    TrainView("feature_maps", msg("Feature maps"), "answers", _feature_maps, _has_maps, templates["lenet5"]().document),
    TrainView("written", msg("Generated text"), "answers", _written, _writes, templates["characters"]().document),
    TrainView("continued", msg("Continued sequence"), "answers", _continued, _continues, templates["gru"]().document),
    TrainView("landscape", msg("Loss landscape"), "answers", _landscape, example=opening_document),
    TrainView("surfaces", msg("Test surfaces"), "answers", _surfaces, example=opening_document),
    TrainView("try", msg("Try it"), "answers", _try, _has_data, templates["digits"]().document),
    TrainView("curves", msg("Loss and metric"), "curves", _curves),
    TrainView("scores", msg("Metrics of the three sets"), "curves", _scores, example=opening_document),
    TrainView("gradient_norm", msg("Gradient norm by layer"), "curves", _gradient_norm, example=opening_document),
    TrainView("update_ratio", msg("Update ratio by layer"), "curves", _update_ratio, example=opening_document),
    TrainView("learning_rate", msg("Learning rate"), "curves", _learning_rate, example=opening_document),
    TrainView("numbers", msg("Weights and biases"), "curves", _numbers, example=opening_document),
    TrainView("spreads", msg("Histograms over time"), "curves", _spreads, example=opening_document),
    TrainView("compare", msg("Compare runs"), "curves", _compare, example=opening_document),
    TrainView("labs", msg("Labs"), "curves", _labs, example=opening_document),
    TrainView("queue", msg("Queue of runs"), "curves", _queue, example=opening_document),
)
