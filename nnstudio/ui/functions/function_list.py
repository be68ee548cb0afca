"""The list of functions by group: a check box overlays one, the current line is the one in focus."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QStyle, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.inspection.functions.sampled import Chosen
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, SearchField, bind, on_retranslate

GROUPS: dict[str, Message] = {
    "s_shaped": msg("S-shaped"),
    "ramp_shaped": msg("Ramp-shaped"),
    "composite": msg("Composite"),
    "other": msg("Other"),
}
_KEY = Qt.ItemDataRole.UserRole


class FunctionList(QWidget):
    """Search field and tree.

    Signals: ``focused(id)``, ``overlaid(id, bool)`` when the user checks or unchecks one.
    """

    focused = Signal(str)
    overlaid = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.search = SearchField(msg("Search functions"))
        self.tree = QTreeWidget()
        self.items: dict[str, QTreeWidgetItem] = {}
        self._groups: dict[str, QTreeWidgetItem] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        column.addWidget(self.search)
        column.addWidget(self.tree)
        FocusRing(self.tree)
        self._fill()
        self.search.textChanged.connect(self._filter)
        self.tree.currentItemChanged.connect(self._on_current)
        self.tree.itemChanged.connect(self._on_changed)
        bind(self.tree.setAccessibleName, msg("Activation functions; Space overlays one"))
        on_retranslate(self, self._retranslate)
        theme.changed.connect(self._restyle)

    def set_overlaid(self, key: str, on: bool) -> None:
        """Check or uncheck a function without telling."""
        self.tree.blockSignals(True)
        self.items[key].setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.tree.blockSignals(False)

    def focus(self, key: str) -> None:
        """Make a function the current one."""
        self.tree.setCurrentItem(self.items[key])

    def _fill(self) -> None:
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(0)
        self.tree.setUniformRowHeights(False)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for group in GROUPS:
            heading = QTreeWidgetItem(self.tree)
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            heading.setExpanded(True)
            self._groups[group] = heading
        for key, member in engine.activations.items():
            group = member.declaration.group
            item = QTreeWidgetItem(self._groups.get(group, self._groups["other"]))
            item.setData(0, _KEY, key)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if member.elementwise:
                item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(0, Qt.CheckState.Unchecked)
            else:
                item.setFlags(flags)
            self.items[key] = item
        self._restyle()

    def _retranslate(self) -> None:
        self.tree.blockSignals(True)
        for group, heading in self._groups.items():
            heading.setText(0, str(GROUPS[group]))
        for key, item in self.items.items():
            declaration = engine.activations[key].declaration
            item.setText(0, str(declaration.name))
            item.setToolTip(0, str(declaration.help))
        self.tree.blockSignals(False)
        self._fit()

    def _fit(self) -> None:
        """Be as wide as the longest name, which differs between the languages, and no less than a usual list."""
        bar = self.tree.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        wanted = self.tree.sizeHintForColumn(0) + bar + 2 * self.tree.frameWidth()
        self.setFixedWidth(max(wanted, theme.tokens().space(29)))

    def _restyle(self) -> None:
        self.tree.blockSignals(True)
        tokens = theme.tokens()
        size = QSize(tokens.space(4), tokens.space(2.5))
        self.tree.setIconSize(size)
        for heading in self._groups.values():
            heading.setFont(0, theme.font("caption"))
            heading.setForeground(0, tokens.text_soft)
            heading.setSizeHint(0, QSize(0, tokens.space(3.5)))
        for key, item in self.items.items():
            item.setIcon(0, _sparkline(key, size))
            item.setSizeHint(0, QSize(0, tokens.space(4)))
        self.tree.blockSignals(False)

    def _filter(self) -> None:
        for key, item in self.items.items():
            declaration = engine.activations[key].declaration
            words = (key, declaration.name.id, str(declaration.name), *declaration.aliases)
            item.setHidden(not self.search.matches(*words))
        for heading in self._groups.values():
            heading.setHidden(all(heading.child(row).isHidden() for row in range(heading.childCount())))

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.data(0, _KEY):
            self.focused.emit(item.data(0, _KEY))

    def _on_changed(self, item: QTreeWidgetItem) -> None:
        if item.data(0, _KEY):
            self.overlaid.emit(item.data(0, _KEY), item.checkState(0) is Qt.CheckState.Checked)


def _sparkline(key: str, size: QSize) -> QIcon:
    """Draw a function over −3…3 as small as a word; a vector function as three bars."""
    ratio = 2
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.tokens().text_soft, 1.5))
        width, height = size.width(), size.height()
        if engine.activations[key].elementwise:
            x = np.linspace(-3, 3, 41)
            y = np.clip(engine.plot(Chosen(key).function(), x)[0], -1.2, 1.7)
            points = zip((x + 3) / 6 * (width - 2) + 1, (1.7 - y) / 2.9 * (height - 2) + 1, strict=True)
            painter.drawPolyline(QPolygonF([QPointF(float(px), float(py)) for px, py in points]))
        else:
            for place, share in enumerate((0.35, 0.9, 0.55)):
                painter.fillRect(
                    round(width * (0.2 + 0.25 * place)),
                    height,
                    round(width * 0.15),
                    -round(height * share),
                    theme.tokens().text_soft,
                )
    return QIcon(pixmap)
