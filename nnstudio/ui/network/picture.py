"""The picture itself: one widget that paints everything, and knows what is under the mouse."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui import theme
from nnstudio.ui.network.arrangement import Arrangement, Floats, arrange
from nnstudio.ui.network.layers import frame_of, paint_scene
from nnstudio.ui.network.painting.card import Card, paint_card
from nnstudio.ui.network.painting.labels import Labels, make_labels
from nnstudio.ui.network.painting.sprites import Sprites
from nnstudio.ui.network.reading import Reading
from nnstudio.ui.network.structure import Structure
from nnstudio.ui.network.target import Link, Neuron, Target, beside, target_at
from nnstudio.ui.network.wording import Names

_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


@dataclass
class Scene:
    """All that is painted: numbers of one moment, the ends of the scales, the maps if they are shown.

    ``live`` : the next moment comes at once, so painting must be cheap.
    """

    reading: Reading
    neuron_limit: float = 1.0
    link_limit: float = 1.0
    maps: dict[str, Floats] = field(default_factory=dict)
    map_limit: float = 1.0
    live: bool = False


class NetworkPicture(QWidget):
    """Neurons and links.

    Attributes: ``arrangement`` (places), ``scene`` (numbers), ``pointed`` (under the mouse), ``chosen`` (selected).

    Signals
    -------
    rearranged() : places changed, new numbers are wanted. pointed_changed() : the mouse is over something else.
    chosen_changed() : the *user* chose something else, or nothing.
    opened(Neuron), edited(Link) : Enter or double-click.
    """

    rearranged = Signal()
    pointed_changed = Signal()
    chosen_changed = Signal()
    opened = Signal(object)
    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # It fills itself: else Qt would paint all that is behind it first, each time.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.tokens().space(20), theme.tokens().space(16))
        self.structure = Structure((), ())
        self.names = Names()
        self.arrangement: Arrangement | None = None
        self.scene: Scene | None = None
        self.card: Card | None = None
        self.pointed: Target | None = None
        self.chosen: Target | None = None
        self.painted = 0
        self.sprites = Sprites()
        self._labels: tuple[tuple[bool, float], Labels] | None = None
        theme.changed.connect(self._repaint_all)

    # -- what is shown

    def set_structure(self, structure: Structure, names: Names) -> None:
        """Show another network."""
        same = structure.columns == self.structure.columns
        self.structure, self.names = structure, names
        if not same:
            self.pointed = self.chosen = self.card = None
        self.rearrange()

    def choose(self, target: Target | None) -> None:
        """Select without telling."""
        if target != self.chosen:
            self.chosen = target
            self.rearrange()

    def show_scene(self, scene: Scene | None, card: Card | None) -> None:
        """Paint other numbers."""
        # A card may stand anywhere, and names keep away from halos; else what stands still need not be painted again.
        same = scene is not None and self.scene is not None and scene.reading.mode == self.scene.reading.mode
        whole = not same or card is not None or self.card is not None
        self.scene, self.card = scene, card
        self.setAccessibleDescription(card.text() if card is not None else "")
        if whole or self.arrangement is None:
            self.update()
        else:
            self.update(self.arrangement.moving.toAlignedRect())

    def rearrange(self) -> None:
        """Place everything anew, and ask for its numbers."""
        self._labels = None
        chosen = self.chosen
        selected = (chosen.node, chosen.flat) if isinstance(chosen, Neuron) else None
        if not self.structure.columns or self.width() < 2:
            self.arrangement = self.scene = None
            return
        area = frame_of(self.structure, self.names, QRectF(self.rect()), self.fontMetrics())
        self.arrangement = arrange(self.structure, area, selected)
        self.scene = None
        self.rearranged.emit()

    def labels(self, halo: bool) -> Labels:
        """Return what is written around the neurons, the same as long as it stands still."""
        assert self.arrangement is not None
        ratio = self.devicePixelRatioF()
        key = (halo, ratio)
        if self._labels is None or self._labels[0] != key:
            self._labels = key, make_labels(self.arrangement, self.names, QRectF(self.rect()), ratio, halo=halo)
        return self._labels[1]

    def target(self) -> Target | None:
        """Return what the card is about: what the mouse points at, else what is selected."""
        return self.pointed if self.pointed is not None else self.chosen

    def anchor(self, target: Target) -> QPointF:
        """Return the point at which a neuron or the middle of a link is drawn."""
        assert self.arrangement is not None
        if isinstance(target, Neuron):
            found = self.arrangement.strips[target.node].point(target.flat)
            return found if found is not None else self.arrangement.area.center()
        links = self.arrangement.links
        own = (links.bundle == target.bundle) & (links.source == target.source) & (links.target == target.target)
        pieces = links.segments[np.isin(links.owner, np.flatnonzero(own))]
        if not len(pieces):
            return self.arrangement.area.center()
        middle = (pieces[len(pieces) // 2, :2] + pieces[(len(pieces) - 1) // 2, 2:]) / 2
        return QPointF(*middle.tolist())

    # -- events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw links, neurons, names, and the card."""
        self.painted += 1
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.tokens().panel)
        if self.arrangement is None or self.scene is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() and self.chosen is None:
            painter.setPen(theme.tokens().focus)
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.tokens().radius, theme.tokens().radius
            )
        paint_scene(painter, self)
        target = self.target()
        if target is not None and self.card is not None:
            area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            paint_card(painter, self.card, self.anchor(target), area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        self.rearrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse."""
        self._point(target_at(self.arrangement, event.position()) if self.arrangement is not None else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select what is under the mouse, or nothing."""
        if event.button() == Qt.MouseButton.LeftButton and self.arrangement is not None:
            self._choose(target_at(self.arrangement, event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a neuron, edit a link's weight."""
        if event.button() == Qt.MouseButton.LeftButton and self.arrangement is not None:
            self._open(target_at(self.arrangement, event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from neuron to neuron, with Shift through the links into one; Enter opens, Escape lets go."""
        key = Qt.Key(event.key())
        if key in _ARROWS and self.arrangement is not None:
            columns, rows = _ARROWS[key]
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and rows:
                self._next_link(rows)
            else:
                self._choose(beside(self.arrangement, self._neuron_chosen(), columns, rows))
            self._point(None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen is not None:
            self._open(self.chosen)
        elif key == Qt.Key.Key_Escape and self.chosen is not None:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def _repaint_all(self) -> None:
        self._labels = None
        self.sprites.forget()
        self.update()

    def _neuron_chosen(self) -> Neuron | None:
        if isinstance(self.chosen, Link):
            return Neuron(self.structure.bundles[self.chosen.bundle].target, self.chosen.target)
        return self.chosen

    def _next_link(self, rows: int) -> None:
        neuron = self._neuron_chosen()
        if neuron is None:
            return
        found = [
            Link(number, int(source), neuron.flat)
            for number, bundle in enumerate(self.structure.bundles)
            if bundle.target == neuron.node and bundle.dense
            for source in bundle.places
        ]
        if found:
            place = found.index(self.chosen) + rows if self.chosen in found else (0 if rows > 0 else -1)
            self._choose(found[place % len(found)])

    def _point(self, target: Target | None) -> None:
        if target != self.pointed:
            self.pointed = target
            self.setCursor(Qt.CursorShape.PointingHandCursor if target is not None else Qt.CursorShape.ArrowCursor)
            self.pointed_changed.emit()

    def _choose(self, target: Target | None) -> None:
        if target != self.chosen:
            self.choose(target)
            self.chosen_changed.emit()

    def _open(self, target: Target | None) -> None:
        if isinstance(target, Neuron):
            self.opened.emit(target)
        elif isinstance(target, Link) and self.structure.bundles[target.bundle].dense:
            self.edited.emit(target)
