"""Views that draw about as much as the real ones, to measure timer and trainer without the window's panels."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from nnstudio.training.frame import Frame
from nnstudio.training.mailbox import Drained
from nnstudio.ui.bridge.session import Session


class Surface(QWidget):
    """A 100 × 100 surface of predictions."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        axis = np.linspace(-1, 1, 100)
        self._grid = np.stack([part.ravel() for part in np.meshgrid(axis, axis)], axis=1)
        self._image = QImage(100, 100, QImage.Format.Format_Grayscale8)
        session.display.add(self, self.read)

    def read(self, frame: Frame) -> None:
        """Compute the surface where the network has two inputs."""
        if frame.program.shapes[frame.program.graph.sources[0]] == (2,):
            values = np.clip(frame.predict(self._grid)[:, 0], 0, 1) * 255
            self._bytes = values.astype(np.uint8)
            self._image = QImage(self._bytes.data, 100, 100, 100, QImage.Format.Format_Grayscale8)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Stretch the surface over the view."""
        QPainter(self).drawImage(self.rect(), self._image)


class Curve(QWidget):
    """The loss of the last 2,000 steps."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._values = np.zeros(2000)
        session.scalars.connect(self._absorb)
        session.display.add(self, lambda frame: self.update())

    def _absorb(self, drained: Drained) -> None:
        losses = drained.scalars.losses[-2000:]
        self._values = np.concatenate([self._values[len(losses) :], losses])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a polyline of thin lines."""
        painter = QPainter(self)
        painter.setPen(QPen(QColor(Qt.GlobalColor.blue), 1))
        x = np.linspace(0, self.width(), len(self._values))
        y = self.height() * (1 - self._values / (self._values.max() + 1e-9))
        painter.drawLines([QLineF(*ends) for ends in zip(x[:-1:4], y[:-1:4], x[4::4], y[4::4], strict=False)])


class Links(QWidget):
    """Up to 2,000 links, width by weight."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._weights = np.zeros((0, 0))
        session.display.add(self, self.read)

    def read(self, frame: Frame) -> None:
        """Take the first weight matrix."""
        key = frame.program.parameters()[0]
        self._weights = frame.parameter(key.layer, key.name).reshape(-1)[:2000].copy()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the links in four widths."""
        painter = QPainter(self)
        places = np.arange(len(self._weights))
        for width in range(4):
            painter.setPen(QPen(QColor(Qt.GlobalColor.darkRed), 1 + width))
            chosen = places[places % 4 == width]
            painter.drawLines([QLineF(0, (n * 7) % self.height(), self.width(), n % self.height()) for n in chosen])


def stand_in_window(session: Session) -> QWidget:
    """Return a window of six views."""
    window = QWidget()
    grid = QGridLayout(window)
    for number, kind in enumerate((Surface, Curve, Links, Surface, Curve, Links)):
        grid.addWidget(kind(session), number // 3, number % 3)
    window.resize(1280, 800)
    return window
