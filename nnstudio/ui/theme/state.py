"""Which theme is in force, and how it comes into force."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from nnstudio.ui.theme import fonts
from nnstudio.ui.theme.palette import palette
from nnstudio.ui.theme.stylesheet import stylesheet
from nnstudio.ui.theme.tokens import ThemeName, Tokens, load

Choice = Literal["light", "dark", "system"]


class _Notifier(QObject):
    """Signals: ``changed()`` after another theme, or the fonts of another language, are in force."""

    changed = Signal()


class _State:
    """The one mutable thing here."""

    choice: Choice = "system"
    name: ThemeName = "light"
    follows = False
    borrowed: Tokens | None = None


_notifier = _Notifier()
changed = _notifier.changed


def tokens() -> Tokens:
    """Return the tokens of the theme in force; within :func:`drawn_with` those given there."""
    return _State.borrowed or load(_State.name)


@contextmanager
def drawn_with(borrowed: Tokens) -> Iterator[None]:
    """Let what is painted meanwhile look otherwise than the window, as a picture on white paper does."""
    before, _State.borrowed = _State.borrowed, borrowed
    try:
        yield
    finally:
        _State.borrowed = before


def chosen() -> Choice:
    """Return what was chosen: light, dark or to follow the system."""
    return _State.choice


def apply(app: QApplication, choice: Choice = "system") -> None:
    """Bring a theme into force for the whole application, and tell by :data:`changed`.

    Call it again after the language changed: the fonts' order depends on it.
    """
    _State.choice = choice
    _State.name = system_theme() if choice == "system" else choice
    if not _State.follows:
        _State.follows = True
        app.styleHints().colorSchemeChanged.connect(_on_system_changed)
        app.setStyle("Fusion")
    font, sheet = fonts.font("body"), stylesheet(tokens())
    if app.styleSheet() == sheet and app.font() == font:
        # Qt would go through every widget, to find that all is as it was.
        return
    with _no_collection():
        app.setFont(font)
        app.setPalette(palette(tokens()))
        app.setStyleSheet(sheet)
    changed.emit()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep Python from collecting garbage: Qt goes through all widgets, and one freed on the way is a crash."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def system_theme() -> ThemeName:
    """Return the system's scheme; light where it does not say."""
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def _on_system_changed() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication) and _State.choice == "system" and system_theme() != _State.name:
        apply(app, "system")
