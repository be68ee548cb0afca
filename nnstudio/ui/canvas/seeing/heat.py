"""The gradient on the wires while a run goes on: how much of it comes back to each layer, and where it is lost."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnstudio.document.model import Wire
from nnstudio.engine.measures.statistics import Magnitude, magnitudes
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.seeing import HEAT, SeeingOptions
from nnstudio.ui.canvas.items.wire import CASING
from nnstudio.ui.controls import bind

if TYPE_CHECKING:
    from nnstudio.ui.canvas.scene import CanvasScene
    from nnstudio.ui.canvas.view import CanvasView

DECADES: Final = 4
"""The scale reaches from the greatest norm down to this many powers of ten below it."""
LOST: Final = 1e-4
"""A gradient whose root mean square is less than this share of the last layer's has vanished; of more than the inverse
has exploded."""
THIN, THICK = 1.5, 5.0
DASHES: Final = (3.0, 4.0)
STOPS: Final = 16
"""Colours that the legend blends."""
WIDTH_UNITS, HEIGHT_UNITS, MARGIN_UNITS = 26, 7, 1.5


class Heat(QWidget):
    """The legend, which is the view that the display paints: hidden it costs nothing.

    A wire shows ‖∂L/∂a‖ of the layer that it leaves, L the batch's mean: where several wires leave, their sum has come
    back there. The more, the brighter and the broader; dashed where it is off the scale's lower end.
    ``found`` holds what was read last, by layer; ``flags`` the layers that are remarked on.
    """

    def __init__(self, view: CanvasView, options: SeeingOptions) -> None:
        super().__init__(view)
        self._view, self._options = view, options
        self.found: dict[str, Magnitude] = {}
        self.flags: dict[str, str] = {}
        self.setFixedSize(theme.tokens().space(WIDTH_UNITS), theme.tokens().space(HEIGHT_UNITS))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        bind(self.setAccessibleName, msg("Legend of the gradients on the wires"))
        options.changed.connect(self._show)
        view.moved.connect(self._place)
        view.session.display.add(self, self.read)
        self._show()

    def _show(self) -> None:
        self.setVisible(self._options[HEAT])
        if self._options[HEAT]:
            self._place()
            self._view.session.display.refresh(self)
        else:
            self.found, self.flags = {}, {}
            self._mark()

    def _place(self) -> None:
        space, view = round(theme.tokens().space(MARGIN_UNITS)), self._view.viewport().geometry()
        self.move(view.left() + space, view.bottom() - self.height() - space)

    def read(self, frame: Frame) -> None:
        """Take the gradients of a moment of the run."""
        self.found = magnitudes(frame.plan, "grad_a")
        self.flags = lost(self.found)
        self._mark()
        self._describe()

    @property
    def peak(self) -> float:
        """The greatest norm; 0 before there is any gradient."""
        return max((size.norm for size in self.found.values() if math.isfinite(size.norm)), default=0.0)

    def share(self, norm: float) -> float:
        """Return where on the scale a norm lies, from 0 to 1."""
        if not math.isfinite(norm):
            return 1.0
        return 1 + math.log10(norm / self.peak) / DECADES if norm > self.peak * 10.0**-DECADES else 0.0

    def _mark(self) -> None:
        self.mark(self._view.stage)
        self.update()
        self._view.painting.renew()

    def mark(self, stage: CanvasScene) -> None:
        """Colour the wires of a scene of the network, and put the remarks on its layers."""
        shown = self.peak > 0
        for wire, item in stage.wires.items():
            size = self.found.get(wire.source) if shown else None
            item.heat = self._pen(self.share(size.norm)) if size is not None else None
        words = {"vanishing": tr("↓ vanishing"), "exploding": tr("↑ exploding")}
        for node_id, node in stage.nodes.items():
            node.show_flag(words[self.flags[node_id]] if shown and node_id in self.flags else "")

    def _pen(self, share: float) -> QPen:
        pen = QPen(theme.magnitude(share, 1.0), THIN + (THICK - THIN) * share)
        if share <= 0:
            pen.setDashPattern(DASHES)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def tip(self, text: str, node: str, wire: Wire | None) -> str:
        """Return the tooltip at a layer or a wire: ``text``, and the number that the colour stands for."""
        name = node or (wire.source if wire is not None else "")
        size = self.found.get(name)
        if size is None:
            return text
        number = tr("‖∂L/∂a‖ of {layer}: {norm}", layer=self._name(name), norm=theme.number(size.norm, 3))
        parts = [text, number, self._reason(name)] if node else [text, number]
        return "\n".join(part for part in parts if part)

    def _name(self, node: str) -> str:
        nodes = self._view.snapshot.nodes
        return nodes[node].name if node in nodes else node

    def _reason(self, node: str) -> str:
        if node not in self.flags:
            return ""
        mean = theme.number(self.found[node].rms, 3)
        if self.flags[node] == "vanishing":
            return tr("The gradient vanishes on its way here: {mean} in root mean square.", mean=mean)
        return tr("The gradient explodes on its way here: {mean} in root mean square.", mean=mean)

    def _describe(self) -> None:
        told = [tr("{name}: {said}", name=self._name(node), said=flag) for node, flag in self.flags.items()]
        self.setAccessibleDescription("; ".join([self._ends()[1], *told]))

    def _ends(self) -> tuple[str, str]:
        least = theme.number(self.peak * 10.0**-DECADES, 2)
        return f"≤ {least}", theme.number(self.peak, 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the legend."""
        self.paint_legend(QPainter(self))

    def paint_legend(self, painter: QPainter) -> None:
        """Paint the scale with its ends, or what to do where there is no gradient yet, into the widget's rectangle."""
        tokens = theme.tokens()
        unit = tokens.unit
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.line, tokens.hairline_width))
        painter.setBrush(theme.with_alpha(tokens.panel, 0.94))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), tokens.radius, tokens.radius)
        inner = QRectF(self.rect()).adjusted(unit, unit / 2, -unit, -unit / 2)
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.text)
        top = QRectF(inner.left(), inner.top(), inner.width(), 2 * unit)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tr("Gradient ‖∂L/∂a‖"))
        if not self.peak:
            rest = inner.adjusted(0, 2 * unit, 0, 0)
            painter.drawText(rest, Qt.AlignmentFlag.AlignLeft, tr("Step or run to see it."))
            return
        self._paint_scale(painter, QRectF(inner.left(), top.bottom() + unit / 4, inner.width(), unit))
        painter.setPen(tokens.text)
        low = QRectF(inner.left(), top.bottom() + 1.5 * unit, inner.width(), 2 * unit)
        for text, side in zip(self._ends(), (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight), strict=True):
            painter.drawText(low, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_scale(self, painter: QPainter, box: QRectF) -> None:
        """Paint the colours in the shape of a wire that grows broader."""
        middle, thin = box.center().y(), box.height() * THIN / THICK / 2
        wedge = QPainterPath(QPointF(box.left(), middle - thin))
        for corner in (box.topRight(), box.bottomRight(), QPointF(box.left(), middle + thin)):
            wedge.lineTo(corner)
        wedge.closeSubpath()
        # Not a picture within the wedge: an SVG has no such clipping.
        colors = QLinearGradient(box.topLeft(), box.topRight())
        for step in range(STOPS + 1):
            colors.setColorAt(step / STOPS, theme.magnitude(step / STOPS, 1.0))
        painter.setPen(QPen(theme.tokens().line, CASING / 2))
        painter.setBrush(colors)
        painter.drawPath(wedge)


def lost(found: Mapping[str, Magnitude]) -> dict[str, str]:
    """Return the layers whose gradient is ``vanishing`` or ``exploding``, against that of the last layer with one."""
    last = next((size.rms for size in reversed(list(found.values())) if size.rms > 0), 0.0)
    flags = {}
    for layer, size in found.items():
        if not math.isfinite(size.rms) or (last and size.rms > last / LOST):
            flags[layer] = "exploding"
        elif last and math.isfinite(last) and size.rms < last * LOST:
            flags[layer] = "vanishing"
    return flags
