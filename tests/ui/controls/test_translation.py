"""Texts that follow the language."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from nnstudio.text import msg, set_language
from nnstudio.ui.controls import bind, on_retranslate, unbind


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def test_bound_texts_follow(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    bind(button.setText, msg("Search"))
    assert button.text() == "Search"
    set_language("zh_CN")
    assert button.text() == "搜索"
    set_language("zh_TW")
    assert button.text() == "搜尋"


def test_binding_again_replaces(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    bind(label.setText, msg("Search"))
    bind(label.setText, lambda: "7")
    set_language("zh_CN")
    assert label.text() == "7"


def test_two_texts_of_one_owner(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    seen: dict[int, str] = {}
    for number in range(2):
        bind(lambda text, n=number: seen.__setitem__(n, text), msg("Search"), owner=label)
    set_language("zh_CN")
    assert seen == {0: "搜索", 1: "搜索"}


def test_unbound_texts_stay(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    bind(label.setText, msg("Search"))
    unbind(label)
    set_language("zh_CN")
    assert label.text() == "Search"


def test_a_binding_keeps_nothing_alive(qtbot: QtBot) -> None:
    label = QLabel()
    calls: list[int] = []
    on_retranslate(label, lambda: calls.append(1))
    bind(label.setText, msg("Search"))
    weak = ref(label)
    del label
    gc.collect()
    assert weak() is None
    set_language("zh_CN")
    assert calls == [1]


def test_a_deleted_widget_is_left_alone(qtbot: QtBot) -> None:
    parent, label = QLabel(), QLabel()
    qtbot.addWidget(parent)
    label.setParent(parent)
    bind(label.setText, msg("Search"))
    label.deleteLater()
    qtbot.waitUntil(lambda: not parent.children())
    set_language("zh_CN")


def test_something_without_an_owner_is_refused() -> None:
    with pytest.raises(TypeError, match="owner"):
        bind(lambda text: text, msg("Search"))


def test_one_that_fails_does_not_keep_the_others_in_english(qtbot: QtBot) -> None:
    label, broken = QLabel(), QLabel()
    qtbot.addWidget(label)
    qtbot.addWidget(broken)
    texts = ["once"]
    bind(broken.setText, lambda: texts.pop())
    bind(label.setText, msg("Search"))
    with pytest.raises(ExceptionGroup, match="could not be shown"):
        set_language("zh_CN")
    assert label.text() == "搜索"
    unbind(broken)
