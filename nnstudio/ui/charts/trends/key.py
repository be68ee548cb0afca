"""The lines of a chart by name: a row of buttons that hide and show them, which scrolls where it is too long."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from nnstudio.ui import theme
from nnstudio.ui.charts.series import Series, SeriesToggle


class SeriesKey(QScrollArea):
    """``toggles`` by key. Signals: ``toggled(key, shown)``."""

    toggled = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.toggles: dict[str, SeriesToggle] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()

    def show_series(self, series: tuple[Series, ...], hidden: set[str]) -> None:
        """Show other lines; none hides the row."""
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.tokens().space(0.5))
        self.toggles = {entry.key: self._toggle(entry, entry.key not in hidden) for entry in series}
        for toggle in self.toggles.values():
            layout.addWidget(toggle, 0, Qt.AlignmentFlag.AlignTop)
        layout.addStretch(1)
        self.setWidget(row)
        self.setVisible(bool(series))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take room for a scroll bar only where one is needed."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        row = self.widget()
        if row is not None:
            row.ensurePolished()
            wanted = row.minimumSizeHint().expandedTo(QSize(0, theme.tokens().target))
            for toggle in self.toggles.values():
                toggle.ensurePolished()
                wanted = wanted.expandedTo(QSize(0, toggle.sizeHint().height()))
            bar = self.horizontalScrollBar().sizeHint().height() if wanted.width() > self.width() else 0
            self.setFixedHeight(wanted.height() + bar)

    def _toggle(self, entry: Series, shown: bool) -> SeriesToggle:
        toggle = SeriesToggle(entry)
        toggle.setChecked(shown)
        toggle.toggled.connect(lambda on: self.toggled.emit(entry.key, on))
        return toggle
