"""The header: menus and workspaces in one slim row, the transport in the next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QVBoxLayout, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import Segmented, bind, rule
from nnstudio.ui.shell.guide import Guide
from nnstudio.ui.shell.message_strip import MessageStrip
from nnstudio.ui.shell.places import PLACES
from nnstudio.ui.shell.transport import Transport


class Header(QWidget):
    """``menu_bar``, ``switch`` (the workspaces), ``transport`` and, under them, ``messages`` and the ``guide``."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.menu_bar = QMenuBar()
        self.switch = Segmented(tuple((place.id, place.name) for place in PLACES), segment_role="workspace")
        bind(self.switch.setAccessibleName, msg("Workspaces"))
        self.transport = Transport(session)
        self.messages = MessageStrip()
        self.guide = Guide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._first_row())
        column.addWidget(rule())
        column.addWidget(self.transport)
        column.addWidget(rule())
        column.addWidget(self.messages)
        column.addWidget(self.guide)

    def _first_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, theme.tokens().space(1), 0)
        row.setSpacing(0)
        row.addWidget(self.menu_bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.switch)
        row.addStretch(1)
        return row
