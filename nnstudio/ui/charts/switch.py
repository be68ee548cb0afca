"""A small button with a word that is on or off, as charts have them."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QToolButton

from nnstudio.text import Message
from nnstudio.ui import theme
from nnstudio.ui.controls import bind


def switch(name: Message, advice: Message) -> QToolButton:
    """Return a switch with a name and what it does."""
    button = QToolButton()
    button.setCheckable(True)
    button.setProperty("role", "switch")
    button.setMinimumHeight(theme.tokens().target)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    bind(button.setText, name)
    bind(button.setToolTip, advice)
    return button
