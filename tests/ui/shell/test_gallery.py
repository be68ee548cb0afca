"""The gallery of templates, by mouse and by keys alone, and the picture of each network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from nnstudio.document import FAMILIES, template_of, templates
from nnstudio.text import set_language
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.gallery import Gallery
from nnstudio.ui.shell.gallery.preview import Drawing

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def gallery(window: MainWindow, qtbot: QtBot) -> Iterator[Gallery]:
    QTest.keyClick(window, Qt.Key.Key_N, CTRL_SHIFT)
    found = window.findChild(Gallery)
    assert found is not None
    qtbot.waitUntil(found.isVisible)
    yield found
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def shown(gallery: Gallery) -> list[str]:
    return [gallery.cards.item(row).text() for row in range(gallery.cards.count())]


def test_every_template_has_a_card_under_its_family(gallery: Gallery) -> None:
    texts = shown(gallery)
    assert len(texts) == len(templates) + len(FAMILIES)
    places = [texts.index(str(family)) for family in FAMILIES.values()]
    assert places == sorted(places)
    assert places[0] == 0


def test_by_keys_alone(gallery: Gallery, window: MainWindow, qtbot: QtBot) -> None:
    assert gallery.search.hasFocus()
    QTest.keyClicks(gallery.search, "skip connection")
    assert shown(gallery) == [str(FAMILIES["convolution"]), "ResNet-like"]
    QTest.keyClick(gallery.search, Qt.Key.Key_Return)
    session = window.session
    assert session.document.template == "resnet"
    assert window.workspaces.current == "build"
    assert window.header.guide.isVisible()
    qtbot.waitUntil(lambda: session.status is Status.PAUSED)
    assert not session.file.dirty
    session.step_batch()
    qtbot.waitUntil(lambda: session.trainer.step == 1)


def test_up_and_down_walk_from_the_field_over_the_headings(gallery: Gallery) -> None:
    first = gallery.cards.current()
    assert first is not None
    family = sum(each.declaration.group == first.declaration.group for each in templates.values())
    for _ in range(family):
        QTest.keyClick(gallery.search, Qt.Key.Key_Down)
    beyond = gallery.cards.current()
    assert beyond is not None
    assert beyond.declaration.group != first.declaration.group
    for _ in range(family + 3):
        QTest.keyClick(gallery.search, Qt.Key.Key_Up)
    assert gallery.cards.current() == first


def test_a_double_click_opens(gallery: Gallery, window: MainWindow, qtbot: QtBot) -> None:
    item = next(gallery.cards.item(row) for row in range(gallery.cards.count()) if shown(gallery)[row] == "XOR")
    middle = gallery.cards.visualItemRect(item).center()
    QTest.mouseClick(gallery.cards.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert "XOR" in [text.text() for text in gallery.about.findChildren(QLabel)]
    QTest.mouseDClick(gallery.cards.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    qtbot.waitUntil(lambda: window.session.document.template == "xor")
    assert template_of(window.session.document) == templates["xor"]()


def test_the_empty_canvas_offers_it(window: MainWindow, qtbot: QtBot) -> None:
    window.files.new()
    offer = next(
        button
        for button in window.workspaces.panels["build"].findChildren(QPushButton)
        if button.text() == "Begin with a template"
    )
    assert offer.isVisible()
    QTest.mouseClick(offer, Qt.MouseButton.LeftButton)
    gallery = window.findChild(Gallery)
    assert gallery is not None
    gallery.about.open_button.click()
    assert window.session.document.template == "circles"
    assert not offer.isVisible()


def test_escape_leaves_all_as_it_was(gallery: Gallery, window: MainWindow) -> None:
    before = window.session.document
    QTest.keyClick(gallery, Qt.Key.Key_Escape)
    assert not gallery.isVisible()
    assert window.session.document is before
    assert not window.header.guide.isVisible()


def test_a_search_without_an_answer_says_so(gallery: Gallery) -> None:
    QTest.keyClicks(gallery.search, "zebra")
    assert gallery.none.isVisible()
    assert not gallery.about.open_button.isEnabled()
    QTest.keyClick(gallery.search, Qt.Key.Key_Escape)
    assert gallery.isVisible()
    assert len(shown(gallery)) == len(templates) + len(FAMILIES)


@pytest.mark.parametrize("code", ["en", "zh_CN", "zh_TW"])
def test_no_card_cuts_its_line_off_in_the_smallest_window(window: MainWindow, code: str, qtbot: QtBot) -> None:
    window.set_language(code)
    window.show_gallery()
    gallery = window.findChild(Gallery)
    assert gallery is not None
    qtbot.waitUntil(gallery.isVisible)
    assert gallery.width() <= 1024
    assert gallery.height() <= 768
    space, metrics = theme.tokens().space, gallery.cards.fontMetrics()
    for row in range(gallery.cards.count()):
        item = gallery.cards.item(row)
        said = str(item.data(Qt.ItemDataRole.AccessibleDescriptionRole) or "")
        room = gallery.cards.visualItemRect(item).adjusted(space(1.5), space(12), -space(1.5), -space(0.5))
        needed = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere, said)
        # The card's own type is smaller than the one that is measured here.
        assert not said or needed.height() <= room.height() + metrics.lineSpacing()
    gallery.close()
    set_language("en")


@pytest.mark.parametrize("template", templates)
def test_a_preview_shows_every_box_inside_its_room(qapp: QApplication, template: str) -> None:
    theme.apply(qapp, "light")
    picture = QImage(280, 96, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    room = QRectF(20, 16, 240, 64)
    painter = QPainter(picture)
    Drawing(templates[template]().document().network).paint(painter, room)
    painter.end()
    inked = [
        (x, y) for x in range(picture.width()) for y in range(picture.height()) if picture.pixel(x, y) != 0xFFFFFFFF
    ]
    assert len(inked) > 200
    assert all(room.adjusted(-2, -2, 2, 2).contains(x, y) for x, y in inked)
