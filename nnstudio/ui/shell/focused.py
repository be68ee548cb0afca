"""Edit and view commands go to whoever has the focus: a text field, a panel, else the workspace's panel."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

COMMANDS = (
    "cut",
    "copy",
    "paste",
    "duplicate",
    "delete",
    "select_all",
    "zoom_in",
    "zoom_out",
    "zoom_actual",
    "zoom_fit",
)
# Qt's names in text fields.
_IN_TEXT = {"cut": "cut", "copy": "copy", "paste": "paste", "delete": "del_", "select_all": "selectAll"}


def perform(command: str, panel: QWidget | None) -> bool:
    """Have the focused widget, or an ancestor, or ``panel`` obey; False where nobody can."""
    act = find(command, panel)
    if act is None:
        return False
    act()
    return True


def can(command: str, panel: QWidget | None) -> bool:
    """Whether somebody would obey."""
    return find(command, panel) is not None


def find(command: str, panel: QWidget | None) -> Callable[[], object] | None:
    """Return what would be called for a command."""
    for widget in _listeners(panel):
        method = getattr(widget, _IN_TEXT.get(command, command) if _is_text(widget) else command, None)
        if callable(method):
            asks = getattr(widget, "can", None)
            return method if not callable(asks) or asks(command) else None
    return None


def _listeners(panel: QWidget | None) -> Iterator[QWidget]:
    widget = QApplication.focusWidget()
    inside = widget is not None and panel is not None and (panel is widget or panel.isAncestorOf(widget))
    while widget is not None and (inside or _is_text(widget)):
        yield widget
        widget = None if widget is panel else widget.parentWidget()
    if panel is not None and not inside:
        yield panel


def _is_text(widget: QWidget) -> bool:
    return isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit)


def is_typing() -> bool:
    """Whether the focus is in a text field, where Space is a letter."""
    widget = QApplication.focusWidget()
    return widget is not None and _is_text(widget)
