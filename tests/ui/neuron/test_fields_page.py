"""AI, machine learning, neural networks and deep learning as sets: by mouse and keys, and where a network lies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hovering import hover
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.document import templates
from nnstudio.inspection.neuron import FIELDS, field_of, hidden_layers
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.neuron.fields_page import FieldsPage


@pytest.mark.parametrize(
    ("name", "count", "field"),
    [("perceptron", 0, "network"), ("xor", 1, "network"), ("circles", 2, "both"), ("lstm", 2, "both")],
)
def test_where_a_network_lies(name: str, count: int, field: str) -> None:
    document = templates[name]().document()
    assert hidden_layers(document) == count
    assert field_of(document) == field


@pytest.fixture
def page(qapp: QApplication, qtbot: QtBot) -> Iterator[FieldsPage]:
    set_language("en")
    theme.apply(qapp, "light")
    session = Session()
    made = FieldsPage(session)
    qtbot.addWidget(made)
    made.resize(440, 460)
    made.show()
    yield made
    made.close()
    session.close()
    set_language("en")


def test_pointing_and_keys_say_what_lies_where(page: FieldsPage) -> None:
    for number in (4, 3, 2, 1, 0):
        hover(page.picture, page.picture.tag(number).toPoint())
        assert page.fields.currentRow() == number
        assert page.said.text() == str(FIELDS[number].said)
    page.fields.setFocus()
    QTest.keyClick(page.fields, Qt.Key.Key_Down)
    assert page.picture.lit == 1
    assert str(FIELDS[1].name) in page.picture.accessibleDescription()


def test_the_dot_follows_the_network(page: FieldsPage) -> None:
    assert page.picture.own == "both"
    page._session.new(templates["perceptron"]().document())
    assert page.picture.own == "network"
    assert page.own.text().endswith("0.")


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_it_fits_into_half_of_a_small_screen(page: FieldsPage, language: str) -> None:
    set_language(language)
    assert page.minimumSizeHint().width() <= 460
    assert page.minimumSizeHint().height() <= 440
