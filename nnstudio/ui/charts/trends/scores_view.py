"""Loss and every metric of training, validation and test set over the run: one at a time, three lines."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.data.samples import DataShape
from nnstudio.engine.metric import Metric
from nnstudio.engine.metrics.top_k import TopK
from nnstudio.text import msg, tr
from nnstudio.training.observation import SCORE
from nnstudio.training.pyramid import Curve
from nnstudio.training.scores import LOSS, SETS, metrics_of
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.series import Series
from nnstudio.ui.charts.trends.kinds import TrendKind
from nnstudio.ui.charts.trends.view import TrendView
from nnstudio.ui.controls import ChoiceBox, bind, on_retranslate

_SERIES = {
    "training": Series("training", msg("Training"), "training", "o"),
    "validation": Series("validation", msg("Validation"), "validation", "s", hollow=True),
    "test": Series("test", msg("Test"), "line", "d"),
}
SCORES = TrendKind(
    SCORE,
    msg("Metrics of the three sets"),
    "",
    msg("The test set is for the last judgement: nothing in the run goes by it. Choose by validation."),
    logarithmic=False,
)


class ScoresView(TrendView):
    """``choice`` is between the loss and the metrics of the task."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self.choice = ChoiceBox()
        self._shape: DataShape | None = None
        super().__init__(session, SCORES, parent)
        self.choice.activated.connect(lambda _: self._on_chosen())
        on_retranslate(self, self._offer)

    @property
    def chosen(self) -> str:
        """What is drawn: the loss, or a metric's id."""
        return str(self.choice.currentData() or LOSS)

    def curves(self) -> dict[str, Curve]:
        """Return the curves of the chosen score by set."""
        found = self._session.curves.trends.curves
        return {name: found[key] for name in SETS if (key := (SCORE, self.chosen, name)) in found}

    def _head(self, row: QHBoxLayout) -> None:
        self.choice.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(8)
        bind(self.choice.setAccessibleName, msg("Loss or metric that is drawn"))
        row.addWidget(self.choice, 1)

    def _connect(self) -> None:
        super()._connect()
        self._session.problem_loaded.connect(self._offer)

    def _offer(self) -> None:
        """List what there is for the task; keep the choice while it is there."""
        prepared, before = self._session.prepared, self.chosen
        self._shape = prepared.shape if prepared is not None else self._shape
        self.choice.clear()
        self.choice.addItem(tr("Loss"), LOSS)
        for key, metric in metrics_of(self._shape).items() if self._shape is not None else ():
            self.choice.addItem(_called(metric), key)
        self.choice.setCurrentIndex(max(0, self.choice.findData(before)))

    def _on_chosen(self) -> None:
        self.link.show_whole()
        self._session.display.refresh(self)

    def _series(self, layer: str, number: int) -> Series:
        return _SERIES[layer]

    def _name(self, layer: str) -> str:
        return str(_SERIES[layer].name)


def _called(metric: Metric) -> str:
    return tr("Top-{k} accuracy", k=metric.k) if isinstance(metric, TopK) else str(metric.declaration.name)
