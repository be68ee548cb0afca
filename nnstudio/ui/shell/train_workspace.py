"""Train: the network's picture, what it has learned over how it learns, the hyper-parameters in a column that folds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.train_views import AREAS
from nnstudio.ui.controls import IconButton, label
from nnstudio.ui.shell.hyperparameters import Hyperparameters
from nnstudio.ui.shell.train_views import TRAIN_VIEWS
from nnstudio.ui.shell.view_area import ViewArea

if TYPE_CHECKING:
    from nnstudio.ui.diagnosis import DiagnosisPanel
    from nnstudio.ui.timeline import RunBar

_FOLDED = "hyperparameters_folded"
_COLUMNS, _ROWS = "train_columns", "train_rows"
_PLENTY = 10_000


class TrainWorkspace(QWidget):
    """``network``, two ``areas`` of declared views, ``settings``, ``timeline`` and ``diagnosis`` at the foot.

    Splitters, choices and the fold are remembered.

    The areas' views are made after the first paint, since importing pyqtgraph takes longer than all the rest of the
    start.

    Signals: ``inspect_requested(node, index)`` and ``workspace_wanted(id)``, passed on from the views.
    """

    inspect_requested = Signal(str, object)
    workspace_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from nnstudio.ui.network import NetworkView

        self.session = session
        self.network = NetworkView(session)
        self.network.inspect_requested.connect(self.inspect_requested)
        self.network.workspace_wanted.connect(self.workspace_wanted)
        self.areas = {area: self._make_area(area, name) for area, name in AREAS}
        self._plotted = False
        self.diagnosis: DiagnosisPanel | None = None
        self.timeline: RunBar | None = None
        self.settings = Hyperparameters(session)
        self.rows = QSplitter(Qt.Orientation.Vertical)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.fold = IconButton("collapse", msg("Fold the hyper-parameters away"))
        self.side = self._make_side()
        self._arrange()
        self.set_folded(session.settings is not None and session.settings.flag(_FOLDED))

    def set_folded(self, folded: bool) -> None:
        """Fold the hyper-parameters away, or show them."""
        self.settings.setVisible(not folded)
        self._title.setVisible(not folded)
        self.fold.set_icon("expand" if folded else "collapse")
        self.fold.set_name(msg("Show the hyper-parameters") if folded else msg("Fold the hyper-parameters away"))
        space = theme.tokens().space
        self._heading.setContentsMargins(space(0.5) if folded else space(2), 0, space(0.5), 0)
        self.side.setFixedWidth(space(6) if folded else theme.tokens().side_panel)

    def is_folded(self) -> bool:
        """Whether the hyper-parameters are folded away."""
        return self.settings.isHidden()

    def save_layout(self) -> None:
        """Write splitters and fold into the settings."""
        settings = self.session.settings
        if settings is not None:
            settings.set_geometry(_COLUMNS, self.columns.saveState())
            settings.set_geometry(_ROWS, self.rows.saveState())
            settings.set_flag(_FOLDED, self.is_folded())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Make the plots once the rest has been painted."""
        super().paintEvent(event)
        if not self._plotted:
            QTimer.singleShot(0, self, self.make_plots)

    def make_plots(self) -> None:
        """Make what the areas show, if it is not there yet."""
        if self._plotted:
            return
        from nnstudio.ui.diagnosis import DiagnosisPanel
        from nnstudio.ui.timeline import RunBar

        self._plotted = True
        for area in self.areas.values():
            area.offer()
            self.rows.addWidget(area)
        self._size(self.rows, _ROWS, (1, 1))
        self.timeline = RunBar(self.session, compact=True)
        self.diagnosis = DiagnosisPanel(self.session)
        self.diagnosis.inspect_requested.connect(self.inspect_requested)
        self._left.addWidget(self.timeline)
        self._left.addWidget(self.diagnosis)
        # Once more: without its plots the right column had no width to keep.
        self._size(self.columns, _COLUMNS, (11, 10))
        self._put_side_last()

    def show_view(self, view_id: str) -> QWidget:
        """Bring a view to the top of its area; KeyError where there is none of that id."""
        self.make_plots()
        area = self.areas[{view.id: view.area for view in TRAIN_VIEWS}[view_id]]
        area.choose(view_id)
        return area.widgets[area.current]

    def zoom_in(self) -> None:
        """Zoom the network's picture."""
        self._zoom("zoom_in")

    def zoom_out(self) -> None:
        """Zoom the network's picture."""
        self._zoom("zoom_out")

    def zoom_fit(self) -> None:
        """Fit the network's picture."""
        self._zoom("zoom_fit")

    def _zoom(self, command: str) -> None:
        act = getattr(self.network, command, None)
        if callable(act):
            act()

    def _make_area(self, area: str, name: Message) -> ViewArea:
        made = ViewArea(self.session, tuple(view for view in TRAIN_VIEWS if view.area == area), area, name)
        made.inspect_requested.connect(self.inspect_requested)
        made.workspace_wanted.connect(self.workspace_wanted)
        made.view_wanted.connect(self.show_view)
        made.enlarged.connect(lambda large: self._enlarge(made, large))
        return made

    def _enlarge(self, area: ViewArea, large: bool) -> None:
        """Give an area the room of the network's picture and of the other area, or take it back."""
        self.network.setHidden(large)
        for other in self.areas.values():
            other.setHidden(large and other is not area)

    def _make_side(self) -> QWidget:
        side = QWidget()
        side.setProperty("role", "side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        space = theme.tokens().space
        column = QVBoxLayout(side)
        column.setContentsMargins(0, space(1), 0, 0)
        column.setSpacing(0)
        self._heading = row = QHBoxLayout()
        self._title = label(msg("Hyper-parameters"), "strong")
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(self.fold)
        column.addLayout(row)
        column.addWidget(self.settings, 1)
        column.addStretch(0)
        self.fold.clicked.connect(self._on_fold_clicked)
        return side

    def _on_fold_clicked(self) -> None:
        self.set_folded(not self.is_folded())
        if self.session.settings is not None:
            self.session.settings.set_flag(_FOLDED, self.is_folded())

    def _put_side_last(self) -> None:
        """Have Tab go as one reads: the plots were made last, but stand before the hyper-parameters."""
        focused = self.side.focusWidget() if self.side.isAncestorOf(QApplication.focusWidget() or self) else None
        self.side.setParent(None)
        self._row.addWidget(self.side)
        self.side.show()
        if focused is not None:
            focused.setFocus()

    def _arrange(self) -> None:
        for splitter in (self.columns, self.rows):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(theme.tokens().hairline_width)
        self.columns.addWidget(self.network)
        self.columns.addWidget(self.rows)
        self._size(self.columns, _COLUMNS, (1, 1))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._left = left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.columns, 1)
        row.addLayout(left, 1)
        row.addWidget(self.side)

    def _size(self, splitter: QSplitter, name: str, shares: tuple[int, int]) -> None:
        saved = self.session.settings.geometry(name) if self.session.settings is not None else QByteArray()
        if saved.isEmpty() or not splitter.restoreState(saved):
            # More than there is: else what a view needs at least would decide, and not the shares.
            splitter.setSizes([share * _PLENTY for share in shares])
        for place, share in enumerate(shares):
            splitter.setStretchFactor(place, share)
