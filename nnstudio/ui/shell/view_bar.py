"""The bar of a pane of Train: which view, its tools, ways to arrange; where it is narrow the tools are below."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.ui import theme


class ViewBar(QWidget):
    """``choice`` at the left, ``ends`` at the right; of the boxes of tools that are put in one is shown at a time."""

    def __init__(self, choice: QWidget, *ends: QWidget) -> None:
        super().__init__()
        space = theme.tokens().space
        self._choice, self._ends = choice, ends
        self._boxes: list[QWidget] = []
        self.below = False
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(space(1), space(0.5), space(0.5), 0)
        column.setSpacing(0)
        self._row, self._second = QHBoxLayout(), QHBoxLayout()
        column.addLayout(self._row)
        column.addLayout(self._second)
        self._row.addWidget(choice)
        self._row.addStretch(1)
        self._second.addStretch(1)
        for end in ends:
            self._row.addWidget(end)

    def put(self, box: QWidget) -> None:
        """Take a box of tools."""
        self._boxes.append(box)
        self._home(box)

    def leave(self, box: QWidget) -> None:
        """Let another bar have a box of tools."""
        self._boxes.remove(box)

    def event(self, event: QEvent) -> bool:
        """Look anew whether all fits into one row, when there is other room or there are other tools."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        shown = next((box for box in self._boxes if not box.isHidden()), None)
        tools = shown.sizeHint().width() if shown is not None else 0
        edges, spacing = self._column.contentsMargins(), max(0, self._row.spacing())
        ends = sum(end.sizeHint().width() + spacing for end in self._ends)
        # What the name of the view needs at least, not what it would like.
        needed = edges.left() + self._choice.minimumWidth() + 2 * spacing + tools + ends + edges.right()
        if (needed > self.width() and tools > 0) != self.below:
            self.below = not self.below
            for box in self._boxes:
                self._home(box)

    def _home(self, box: QWidget) -> None:
        for row in (self._row, self._second):
            row.removeWidget(box)
        if self.below:
            self._second.addWidget(box)
        else:
            self._row.insertWidget(self._row.count() - len(self._ends), box)
