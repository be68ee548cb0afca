"""While the view moves, what it shows is kept and shifted: it must be what painting all anew would show."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap, QRegion, QTransform, QWheelEvent
from PySide6.QtWidgets import QApplication

from nnstudio.document import MoveLayers, RemoveLayers, SetParameters
from nnstudio.ui import theme
from nnstudio.ui.canvas import painting as painting_module
from nnstudio.ui.canvas.moved_picture import MovedPicture

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def still(hand):
    """A hand whose canvas is painted, each layer's picture made for the zoom it has."""
    hand.canvas.painting.forget()
    hand.canvas.viewport().grab()
    return hand


def wheel(hand, delta: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Turn the wheel over the middle of the canvas and have the frame painted."""
    view = hand.canvas.viewport()
    place = QPointF(view.rect().center())
    buttons, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(place, view.mapToGlobal(place), QPoint(), delta, buttons, modifiers, phase, False)
    QApplication.sendEvent(view, event)
    QApplication.processEvents()


def shown(hand) -> QImage:
    return hand.canvas.viewport().grab().toImage()


def anew(hand) -> QImage:
    hand.canvas.painting.renew()
    return shown(hand)


def test_a_pan_shows_what_painting_anew_would(still):
    first = shown(still)
    for delta in (QPoint(48, 0), QPoint(-6, 34), QPoint(0, -120), QPoint(90, 90)):
        wheel(still, delta)
        assert shown(still) == anew(still)
    assert shown(still) != first


@pytest.mark.parametrize(
    "edit",
    [
        MoveLayers((("n2", 160.0, 96.0),)),
        SetParameters("n3", (("activation", "tanh"), ("units", 1))),
        RemoveLayers(("n3",)),
    ],
    ids=["move", "parameter", "deletion"],
)
def test_an_edit_in_the_midst_of_a_pan_is_seen(still, monkeypatch, edit):
    # A layer's new picture may be late while all moves, but not here.
    monkeypatch.setattr(painting_module, "BUDGET", float("inf"))
    wheel(still, QPoint(30, 20))
    before = shown(still)
    assert still.session.edit(edit)
    QApplication.processEvents()
    assert shown(still) != before
    wheel(still, QPoint(-12, 4))
    assert shown(still) == anew(still)


def test_what_there_was_no_time_for_is_painted_in_the_next_frames(still, monkeypatch):
    monkeypatch.setattr(painting_module, "BUDGET", -1.0)
    wheel(still, QPoint(30, 20))
    still.session.edit(SetParameters("n3", (("activation", "tanh"), ("units", 1))))
    wheel(still, QPoint(0, -8))
    monkeypatch.setattr(painting_module, "BUDGET", float("inf"))
    wheel(still, QPoint(8, 0))
    assert shown(still) == anew(still)


def test_what_is_bare_after_a_zoom_out_is_painted(still, monkeypatch):
    monkeypatch.setattr(painting_module, "MANY", 0)
    paper = theme.tokens().window
    still.canvas.zooming.zoom_to(3.0)
    for _ in range(12):
        wheel(still, QPoint(0, -60), CTRL)
        image = shown(still)
        corners = [(0, 0), (image.width() - 1, 0), (0, image.height() - 1), (image.width() - 1, image.height() - 1)]
        assert [image.pixelColor(*corner).alpha() for corner in corners] == [255] * 4
        for node in still.canvas.stage.nodes:
            # Beside the middle, where at some zooms a name stands, and inside of the box.
            place = still.at(node) + QPoint(0, round(24 * still.canvas.zoom))
            if image.rect().contains(place):
                assert image.pixelColor(place) != paper


SIDE = 90


def checks(painter: QPainter, region: QRegion, transform: QTransform) -> None:
    """Paint a pattern of the scene that tells every place from its neighbours."""
    painter.setClipRegion(region)
    painter.setTransform(transform)
    for x in range(-40, 40):
        for y in range(-40, 40):
            painter.fillRect(x * 10, y * 10, 10, 10, QColor((x * 37) % 256, (y * 91) % 256, (x * y * 17) % 256))


@pytest.mark.parametrize("ratio", [1.0, 2.0, 1.5])
def test_the_kept_picture_shifts_by_whole_pixels_and_paints_only_what_is_bare(ratio):
    painted: list[int] = []

    def fresh(painter: QPainter, region: QRegion, transform: QTransform) -> None:
        painted.append(sum(part.width() * part.height() for part in region))
        checks(painter, region, transform)

    kept = MovedPicture(fresh)
    for dx, dy in ((0, 0), (4, 0), (4, -6), (-20, 30), (80, 80)):
        target, wanted = (QPixmap(round(SIDE * ratio), round(SIDE * ratio)) for _ in range(2))
        target.setDevicePixelRatio(ratio)
        wanted.setDevicePixelRatio(ratio)
        transform = QTransform.fromTranslate(dx, dy)
        painter = QPainter(target)
        kept.show(painter, QSize(SIDE, SIDE), ratio, transform, stretch=False)
        painter.end()
        painter = QPainter(wanted)
        checks(painter, QRegion(0, 0, SIDE, SIDE), transform)
        painter.end()
        assert target.toImage() == wanted.toImage()
    assert painted[0] == SIDE * SIDE
    assert painted[1] <= (4 + 2) * SIDE
    assert painted[-1] == SIDE * SIDE
