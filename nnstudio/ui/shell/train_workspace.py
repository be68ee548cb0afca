"""Train: the network's picture and panes of views as one arranges them, the hyper-parameters in a column that folds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.train_views import AREAS
from nnstudio.ui.controls import IconButton, Splitter, label
from nnstudio.ui.shell.arrangement import NETWORK, STANDARD, Arrangement, read
from nnstudio.ui.shell.bar_drag import BarDrag
from nnstudio.ui.shell.hyperparameters import Hyperparameters
from nnstudio.ui.shell.train_views import TRAIN_VIEWS
from nnstudio.ui.shell.view_area import ViewArea

if TYPE_CHECKING:
    from nnstudio.ui.diagnosis import DiagnosisPanel
    from nnstudio.ui.timeline import RunBar

_FOLDED = "hyperparameters_folded"
_ARRANGEMENT = "train_arrangement"
_PLENTY = 10_000
_NARROW, _LOW = 22, 14
"""Units that a pane has at least where there are many."""


class TrainWorkspace(QWidget):
    """``network``, ``areas`` of declared views, ``settings``, ``timeline`` and ``diagnosis`` at the foot.

    ``arrangement`` says which panes stand where; it, sizes, choices and the fold are remembered.

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
        saved = session.settings.choice(_ARRANGEMENT) if session.settings is not None else ""
        self.arrangement = read(saved)
        self._plotted = False
        self.diagnosis: DiagnosisPanel | None = None
        self.timeline: RunBar | None = None
        self.settings = Hyperparameters(session)
        self.columns = Splitter(Qt.Orientation.Horizontal)
        self.drag = BarDrag(self, self.shown, self.put)
        for key, area in self.areas.items():
            self.drag.add(area.bar, key)
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
            settings.set_choice(_ARRANGEMENT, self._measured().written())
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
        self._place()
        self.timeline = RunBar(self.session, compact=True)
        self.diagnosis = DiagnosisPanel(self.session)
        self.diagnosis.inspect_requested.connect(self.inspect_requested)
        self._left.addWidget(self.timeline)
        self._left.addWidget(self.diagnosis)
        self._put_last(self._row, self.side)

    def show_view(self, view_id: str) -> QWidget:
        """Bring a view to the top of the pane that has it, or of its own area; KeyError where there is none."""
        self.make_plots()
        own = {view.id: view.area for view in TRAIN_VIEWS}[view_id]
        shown = [area for pane, area in self.areas.items() if pane in self.arrangement.panes]
        holder = next((area for area in shown if area.current == view_id), None)
        area = holder or (self.areas[own] if own in self.arrangement.panes else shown[-1])
        if area is not holder:
            area.choose(view_id)
        if area.isHidden():
            # Another one has the room of all.
            self._enlarge(None)
        return area.widgets[area.current]

    # -- arranging

    def shown(self) -> dict[str, QWidget]:
        """Return the panes that are there, by their names, as one reads."""
        return {pane: self._pane(pane) for pane in self.arrangement.panes}

    def put(self, pane: str, beside: str, side: str) -> None:
        """Put a pane beside another one, or in its place."""
        self.rearrange(self._measured().put(pane, beside, side))

    def rearrange(self, arrangement: Arrangement) -> None:
        """Have the panes stand in another way."""
        if arrangement.columns == self.arrangement.columns:
            return
        focused = QApplication.focusWidget()
        self.arrangement = arrangement
        self._enlarge(None)
        self._place()
        for foot in (self.timeline, self.diagnosis):
            if foot is not None:
                self._put_last(self._left, foot)
        self._put_last(self._row, self.side)
        if focused is not None and self.isAncestorOf(focused) and focused.isVisible():
            focused.setFocus()
        self.save_layout()

    def _wanted(self, pane: str, what: str) -> None:
        now = self._measured()
        if what == "standard":
            self.rearrange(STANDARD)
        elif what == "close":
            self.rearrange(now.closed(pane))
        elif what in ("beside", "below"):
            self.rearrange(now if now.free is None else now.put(now.free, pane, "right" if what == "beside" else what))
        else:
            self.rearrange(now.moved(pane, what))

    def _pane(self, pane: str) -> QWidget:
        if pane == NETWORK:
            return self.network
        if pane not in self.areas:
            self.areas[pane] = self._make_area(pane, msg("View"))
            self.drag.add(self.areas[pane].bar, pane)
        return self.areas[pane]

    def _place(self) -> None:
        """Put the panes into columns of their own, in the order of reading, which is that of Tab."""
        old = [self.columns.widget(place) for place in range(self.columns.count())]
        arrangement, heights = self.arrangement, self.arrangement.heights
        for place, column in enumerate(arrangement.columns):
            made = Splitter(Qt.Orientation.Vertical)
            self.columns.addWidget(made)
            for pane in column:
                # Taken out first: only what comes anew goes to the end of the order of Tab.
                self._pane(pane).setParent(None)
                made.addWidget(self._pane(pane))
                self._pane(pane).show()
            _size(made, heights[place] if heights else (1,) * len(column))
        for pane, area in self.areas.items():
            if pane not in arrangement.panes:
                area.setParent(self)
                area.rest()
        for gone in old:
            gone.setParent(None)
            gone.deleteLater()
        _size(self.columns, arrangement.widths or (1,) * len(arrangement.columns))
        for pane in arrangement.panes:
            if pane in self.areas:
                self._ease(pane, self.areas[pane])

    def _ease(self, pane: str, area: ViewArea) -> None:
        """Have a pane show its view; where there are many, each may be smaller than it would like."""
        now, space = self.arrangement, theme.tokens().space
        many = len(now.columns) > 2, max(map(len, now.columns)) > 2
        area.setMinimumSize(space(_NARROW) if many[0] else 0, space(_LOW) if many[1] else 0)
        ways = {what for what in ("left", "right", "up", "down") if now.moved(pane, what).columns != now.columns}
        more = {
            what
            for what, side in (("beside", "right"), ("below", "below"))
            if now.free is not None and now.put(now.free, pane, side).columns != now.columns
        }
        close = {"close"} if now.closed(pane).columns != now.columns else set()
        standard = {"standard"} if now.columns != STANDARD.columns else set()
        area.arrange.able = frozenset(ways | more | close | standard)
        area.offer()

    def _measured(self) -> Arrangement:
        """Return the arrangement with the sizes of now; as it was, where nothing has been laid out."""
        columns = [self.columns.widget(place) for place in range(self.columns.count())]
        widths = self.columns.sizes()
        heights = [column.sizes() for column in columns if isinstance(column, Splitter)]
        known = all(widths) and all(all(each) for each in heights) and self._plotted
        return self.arrangement.sized(widths, heights) if known else self.arrangement

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
        views = tuple(sorted(TRAIN_VIEWS, key=lambda view: area in dict(AREAS) and view.area != area))
        made = ViewArea(self.session, views, area, name, lambda: [o for o in self.areas.values() if o is not made])
        made.inspect_requested.connect(self.inspect_requested)
        made.workspace_wanted.connect(self.workspace_wanted)
        made.view_wanted.connect(self.show_view)
        made.enlarged.connect(lambda large: self._enlarge(made if large else None))
        made.arrange.wanted.connect(lambda what: self._wanted(area, what))
        return made

    def _enlarge(self, area: ViewArea | None) -> None:
        """Give an area the room of all others, or take it back (None)."""
        for other in self.areas.values():
            if other is not area:
                with QSignalBlocker(other.enlarge):
                    other.enlarge.setChecked(False)
        for pane in self.shown().values():
            pane.setHidden(area is not None and pane is not area)
        for place in range(self.columns.count()):
            column = self.columns.widget(place)
            column.setHidden(area is not None and not column.isAncestorOf(area))

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

    def _put_last(self, room: QBoxLayout, widget: QWidget) -> None:
        """Have Tab go as one reads: what was made or moved last may stand before this one."""
        hidden, focus = widget.isHidden(), QApplication.focusWidget()
        focused = focus if focus is not None and widget.isAncestorOf(focus) else None
        widget.setParent(None)
        room.addWidget(widget)
        widget.setHidden(hidden)
        if focused is not None:
            focused.setFocus()

    def _arrange(self) -> None:
        # The others come when the plots do: until then their columns are empty.
        for column in self.arrangement.columns:
            made = Splitter(Qt.Orientation.Vertical)
            self.columns.addWidget(made)
            if NETWORK in column:
                made.addWidget(self.network)
        _size(self.columns, (1,) * len(self.arrangement.columns))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._left = left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.columns, 1)
        row.addLayout(left, 1)
        row.addWidget(self.side)


def _size(splitter: Splitter, shares: tuple[int, ...]) -> None:
    # More than there is: else what a view needs at least would decide, and not the shares.
    splitter.setSizes([share * _PLENTY // max(shares) for share in shares])
    for place, share in enumerate(shares):
        splitter.setStretchFactor(place, max(1, round(100 * share / max(shares))))
