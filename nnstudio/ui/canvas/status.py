"""The canvas' own line: what the network adds up to, what was just said, zoom and layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from nnstudio.document import Analysis
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.actions import CanvasActions
from nnstudio.ui.canvas.seeing.menu import SeeingButton
from nnstudio.ui.canvas.speaking.tree import is_focus_text
from nnstudio.ui.canvas.view import CanvasView
from nnstudio.ui.canvas.wording import multiply_adds, parameter_count
from nnstudio.ui.controls import ElidedLabel, IconButton, bind

if TYPE_CHECKING:
    from nnstudio.ui.bridge.change import Change
    from nnstudio.ui.bridge.session import Session


LINGER = 6000
"""Milliseconds that a passing remark stays."""
_KEYS = (
    ("analysis", "Ctrl+Shift+T"),
    ("problems", "Ctrl+Shift+M"),
    ("outline", "Ctrl+Shift+O"),
    ("layout", "Ctrl+L"),
    ("zoom_out", "−"),
    ("zoom_in", "+"),
    ("fit", "Home, Ctrl+9"),
)


class StatusLine(QWidget):
    """Shows the total live; passing remarks take its place for a while and are told to screen readers."""

    def __init__(
        self, session: Session, view: CanvasView, actions: CanvasActions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.view = session, view
        self.total = ElidedLabel("caption")
        self.remark = ElidedLabel("caption")
        self.zoom = QToolButton()
        self.zoom.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        bind(self.zoom.setToolTip, msg("Show at 100 %  (Ctrl+0)"))
        self.zoom.clicked.connect(actions.actual_size)
        self.buttons = {
            "analysis": IconButton("table", msg("Analysis table")),
            "problems": IconButton("warning", msg("List of problems")),
            "outline": IconButton("sheet", msg("Outline as text")),
            "seeing": SeeingButton(view.seeing),
            "layout": IconButton("layout", msg("Lay out layers")),
            "zoom_out": IconButton("zoom_out", msg("Zoom out")),
            "zoom_in": IconButton("zoom_in", msg("Zoom in")),
            "fit": IconButton("fit", msg("Show the whole network")),
        }
        self._arrange()
        wanted = {"layout": actions.auto_layout, "zoom_out": actions.zoom_out, "zoom_in": actions.zoom_in}
        for name, action in {**wanted, "fit": actions.fit}.items():
            self.buttons[name].clicked.connect(action)
        for name, keys in _KEYS:
            self.buttons[name].set_shortcut_hint(keys)
        self._timer = QTimer(self, singleShot=True, interval=LINGER)
        self._timer.timeout.connect(lambda: self._remark(""))
        session.analysis_changed.connect(self.refresh)
        session.language_changed.connect(self.refresh)
        session.document_changed.connect(self._on_document_changed)
        view.announced.connect(self.say)
        view.moved.connect(self._show_zoom)
        self.refresh()

    def _arrange(self) -> None:
        tokens = theme.tokens()
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.space(1.5), 0, tokens.space(1), 0)
        row.setSpacing(tokens.space(0.5))
        row.addWidget(self.total, 1)
        row.addWidget(self.remark, 1)
        self.remark.hide()
        row.addWidget(self.buttons["analysis"])
        row.addWidget(self.buttons["problems"])
        row.addWidget(self.buttons["outline"])
        row.addSpacing(tokens.space(1))
        row.addWidget(self.buttons["seeing"])
        row.addWidget(self.buttons["layout"])
        row.addSpacing(tokens.space(1))
        row.addWidget(self.buttons["zoom_out"])
        self.zoom.setFixedWidth(tokens.space(7))
        row.addWidget(self.zoom)
        row.addWidget(self.buttons["zoom_in"])
        row.addWidget(self.buttons["fit"])
        self.setFixedHeight(tokens.space(4.5))

    def refresh(self) -> None:
        """Show the totals of the network as it is now."""
        self.total.setText(*summaries(self.session.analysis))
        self._show_zoom()

    def _on_document_changed(self, _change: Change) -> None:
        # What was said of the network as it was, such as why an edit was refused, holds no longer; the total does.
        self._remark("")

    def say(self, text: str) -> None:
        """Make a passing remark, in the place of the total."""
        self._remark(text)
        self._timer.start()
        if text and QAccessible.isActive() and not is_focus_text(self.view, text):
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.view, text))

    def _remark(self, text: str) -> None:
        self.remark.setText(text)
        self.remark.setVisible(bool(text))
        self.total.setVisible(not text)

    def _show_zoom(self) -> None:
        text = f"{round(100 * self.view.zoom)} %"
        if text != self.zoom.text():
            # Panning asks too, and a new text would lay the line out anew.
            self.zoom.setText(text)
        self.zoom.setAccessibleName(tr("Zoom {share}", share=text))


def summaries(analysis: Analysis) -> tuple[str, ...]:
    """Return ``65 parameters · 56 multiply-adds``, with the number of problems if there are any; then shorter ones."""
    learned, work = parameter_count(analysis.total), multiply_adds(analysis.work)
    errors = len(analysis.errors) if analysis.order else 0
    if not errors:
        return f"{learned} · {work}", learned
    told = tr("1 problem") if errors == 1 else tr("{count} problems", count=errors)
    return f"{learned} · {work} · {told}", f"{learned} · {told}", told
