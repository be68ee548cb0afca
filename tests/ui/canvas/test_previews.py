"""Pictures of the layers in the palette and in the search: every layer has one, drawn from its declaration."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio import engine
from nnstudio.ui import theme
from nnstudio.ui.canvas.previews.pencil import HEIGHT, WIDTH
from nnstudio.ui.canvas.previews.pictures import PICTURES, paint_preview
from nnstudio.ui.canvas.previews.trying import example, tried

Key = Qt.Key


def pictured(kind: str, size: tuple[int, int] = (round(WIDTH), round(HEIGHT))) -> QImage:
    image = QImage(*size, QImage.Format.Format_ARGB32)
    image.fill(theme.tokens().panel)
    painter = QPainter(image)
    paint_preview(painter, kind, QRectF(0, 0, *size))
    painter.end()
    return image


def grabbed(widget) -> QImage:
    return widget.grab().toImage()


@pytest.mark.parametrize("kind", list(engine.layers))
def test_every_layer_has_a_picture_within_its_box(qapp, kind):
    assert engine.layers[kind].declaration.glyph in PICTURES
    width, height = round(WIDTH), round(HEIGHT)
    drawn, paper = pictured(kind, (width + 40, height + 20)), theme.tokens().panel.rgb()
    inked = [
        (x, y) for x in range(drawn.width()) for y in range(drawn.height()) if drawn.pixelColor(x, y).rgb() != paper
    ]
    assert len(inked) > 100
    # Scaled to fit in, with room left and right.
    scale = min(drawn.width() / WIDTH, drawn.height() / HEIGHT)
    margin = (drawn.width() - scale * WIDTH) / 2
    assert min(x for x, _ in inked) >= margin - 1
    assert max(x for x, _ in inked) <= drawn.width() - margin + 1


def test_the_numbers_in_the_pictures_are_the_engines(qapp):
    grid = example(4, 4, 1)[..., 0]
    windows = grid.reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(2, 2, 4)
    largest, mean = tried("max_pooling2d", 4, 4, 1), tried("average_pooling2d", 4, 4, 1)
    assert largest is not None
    assert mean is not None
    assert np.allclose(largest[..., 0], windows.max(-1), atol=1e-6)
    assert np.allclose(mean[..., 0], windows.mean(-1), atol=1e-6)
    assert tried("flatten", 0) is None


def test_a_row_under_the_mouse_shows_its_picture_and_help(hand):
    column = hand.panel.palette_column
    before = grabbed(column.preview.picture)
    row = next(i for i in range(column.list.count()) if column.list.item(i).data(Qt.ItemDataRole.UserRole) == "dense")
    place = column.list.visualItemRect(column.list.item(row)).center()
    QTest.mouseMove(column.list.viewport(), place - QPoint(0, 1))
    QTest.mouseMove(column.list.viewport(), place)
    QApplication.processEvents()
    assert column.preview.kind == "dense"
    assert column.preview.help.text() == str(engine.layers["dense"].declaration.help)
    assert grabbed(column.preview.picture) != before


def test_a_row_that_the_keyboard_comes_to_shows_its_picture(hand):
    column = hand.panel.palette_column
    column.search.setFocus()
    hand.key(Key.Key_Down)
    first = column.preview.kind
    assert first == column.list.current_kind()
    hand.key(Key.Key_Down)
    assert column.preview.kind == column.list.current_kind() != first


def test_the_search_at_the_cursor_shows_them_too(hand):
    hand.key(Key.Key_Space)
    card = hand.panel.quick_add
    QTest.keyClicks(card.field, "lstm")
    assert card.preview.kind == "lstm"
    shown = grabbed(card.preview.picture)
    card.field.clear()
    QTest.keyClicks(card.field, "flat")
    assert card.preview.kind == "flatten"
    assert grabbed(card.preview.picture) != shown
    assert card.rect().contains(card.preview.geometry())
