"""The middle of the workspace: what the data are, and the views of them, raw or as the network sees them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.data import datasets
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import ElidedLabel, EmptyState, Segmented, bind, label, on_retranslate
from nnstudio.ui.data.classes import ClassesView
from nnstudio.ui.data.entries import describe
from nnstudio.ui.data.previews import preview_of
from nnstudio.ui.data.rows import RowsView
from nnstudio.ui.data.scatter import ScatterView
from nnstudio.ui.data.snapshot import Snapshot
from nnstudio.ui.data.statistics import StatisticsView
from nnstudio.ui.data.strips import StripsView
from nnstudio.ui.data.tiles import TilesView

_View = ScatterView | TilesView | StripsView | RowsView | ClassesView | StatisticsView


class Viewer(QWidget):
    """``choice`` is which view is on top, ``scale`` raw or scaled. Views that are not seen are not drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ElidedLabel("title", Qt.TextElideMode.ElideMiddle)
        self.help = label("", "soft", wrap=True)
        self.facts = label("", "caption", wrap=True)
        self.choice = Segmented(
            (
                ("scatter", msg("Scatter")),
                ("images", msg("Pictures")),
                ("sequences", msg("Sequences")),
                ("rows", msg("Table")),
                ("classes", msg("Counts")),
                ("statistics", msg("Features")),
            )
        )
        self.scale = Segmented((("raw", msg("Raw")), ("scaled", msg("Scaled"))))
        made: dict[str, _View] = {
            "scatter": ScatterView(),
            "images": TilesView(),
            "sequences": StripsView(),
            "rows": RowsView(),
            "classes": ClassesView(),
            "statistics": StatisticsView(),
        }
        self.views: dict[str, QWidget] = dict(made)
        self._showing: dict[str, Callable[[Snapshot, bool], None]] = {key: v.show_snapshot for key, v in made.items()}
        self.trouble = EmptyState(msg("These data can't be learned from yet"), lambda: "", icon_name="data")
        self.stack = QStackedWidget()
        self._snapshot: Snapshot | None = None
        self._dataset = ""
        self._arrange()
        self.choice.chosen.connect(lambda _: self._refresh())
        self.scale.chosen.connect(lambda _: self._refresh())
        on_retranslate(self, self._retranslate)

    def show_snapshot(self, snapshot: Snapshot, name: str) -> None:
        """Show other data; pictures first where the data are pictures, sequences first where they are sequences."""
        self._snapshot = snapshot
        self.show_name(name)
        images = snapshot.table is not None and bool(snapshot.table.image_shape)
        own = "images" if images else "sequences" if snapshot.is_sequence else "scatter"
        offered = {own, *(() if snapshot.is_sequence else ("scatter",))}
        for view in ("scatter", "images", "sequences"):
            self.choice.buttons[view].setVisible(view in offered)
        other = snapshot.settings.dataset != self._dataset
        self._dataset = snapshot.settings.dataset
        if self.choice.value() in ("scatter", "images", "sequences") and (other or self.choice.value() not in offered):
            self.choice.set_value(own)
        self._retranslate()

    def show_name(self, name: str) -> None:
        """Show another name of the data."""
        self.name.setText(name)

    def view(self) -> QWidget:
        """Return the view on top."""
        return self.views[self.choice.value()]

    def _retranslate(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        member = datasets.get(snapshot.settings.dataset)
        self.help.setText(str(member.declaration.help) if member is not None else "")
        self.help.setVisible(member is not None)
        self.facts.setText(_facts(snapshot))
        self._refresh()

    def _refresh(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        key = self.choice.value()
        self.scale.setVisible(key in ("scatter", "rows", "statistics"))
        if snapshot.prepared is None and (key != "rows" or snapshot.table is None):
            self._show_trouble(snapshot)
            return
        self.stack.setCurrentWidget(self.views[key])
        self._showing[key](snapshot, self.scale.value() == "scaled")

    def _show_trouble(self, snapshot: Snapshot) -> None:
        error = snapshot.error
        if error is not None:
            title = msg("These data can't be learned from yet")
            self.trouble.set_texts(title, lambda: _three_parts(error))
        self.stack.setCurrentWidget(self.trouble)

    def _arrange(self) -> None:
        space = theme.tokens().space
        tools = QHBoxLayout()
        tools.addWidget(self.choice)
        tools.addStretch(1)
        tools.addWidget(self.scale)
        bind(self.choice.setAccessibleName, msg("View"))
        bind(self.scale.setToolTip, msg("Raw: as measured, noise included. Scaled: as the network sees it."))
        for view in (*self.views.values(), self.trouble):
            self.stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(0.5))
        for heading in (self.name, self.help, self.facts):
            column.addWidget(heading)
        column.addSpacing(space(1))
        column.addLayout(tools)
        column.addSpacing(space(0.5))
        column.addWidget(self.stack, 1)


def _facts(snapshot: Snapshot) -> str:
    """Return the size in a line."""
    return describe(preview_of(snapshot.prepared)) if snapshot.prepared is not None else ""


def _three_parts(error: NnstudioError) -> str:
    return "\n".join(
        (
            tr("Expected: {expected}", expected=str(error.expected)),
            tr("Received: {received}", received=str(error.received)),
            str(error.advice),
        )
    )
