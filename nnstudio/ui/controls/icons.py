"""Icons: own line drawings in ``resources/icons``, tinted from the tokens, sharp at every scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QToolButton, QWidget

from nnstudio.text.places import resource
from nnstudio.ui import theme
from nnstudio.ui.controls.translation import Text, bind

_SCALES = (1, 2, 3)


def icon(name: str, color: QColor | None = None, size: int = 0) -> QIcon:
    """Return an icon of ``resources/icons`` (``icon("run")``) in ``color``, the theme's soft text colour by default."""
    current = theme.tokens()
    tint = (color or current.text_soft).name()
    return _icon(name, tint, current.text_disabled.name(), size or current.icon)


@lru_cache(maxsize=512)
def _icon(name: str, tint: str, disabled: str, size: int) -> QIcon:
    made = QIcon()
    for scale in _SCALES:
        made.addPixmap(_pixmap(name, tint, size, scale), QIcon.Mode.Normal)
        made.addPixmap(_pixmap(name, disabled, size, scale), QIcon.Mode.Disabled)
    return made


def _pixmap(name: str, tint: str, size: int, scale: int) -> QPixmap:
    pixmap = QPixmap(QSize(size * scale, size * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", tint).encode()))
        renderer.render(painter, QRectF(0, 0, size * scale, size * scale))
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


class IconButton(QToolButton):
    """A button with an icon alone; its name is its tool-tip and what a screen reader says.

    ``icon_name`` may be changed with :meth:`set_icon` (run/pause). The target is at least 24 px each way.
    """

    def __init__(self, icon_name: str, text: Text, parent: QWidget | None = None, *, role: str = "") -> None:
        super().__init__(parent)
        self._name = icon_name
        self._role = role
        self._shortcut = ""
        if role:
            self.setProperty("role", role)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(theme.tokens().icon, theme.tokens().icon))
        self.set_name(text)
        self._restyle()
        theme.changed.connect(self._restyle)

    def set_icon(self, icon_name: str) -> None:
        """Show another icon."""
        self._name = icon_name
        self._restyle()

    def set_name(self, text: Text) -> None:
        """Bind another name."""
        bind(self._show_name, text)

    def set_shortcut_hint(self, shortcut: str) -> None:
        """Show a shortcut in the tool-tip."""
        self._shortcut = shortcut
        self._show_name(self.accessibleName())

    def sizeHint(self) -> QSize:
        """A target of 24 px and its focus ring; a button's own hint would add room for a text that is not there."""
        side = theme.tokens().target + theme.tokens().unit
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Never smaller."""
        return self.sizeHint()

    def _show_name(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  ({self._shortcut})" if self._shortcut else name)

    def _restyle(self) -> None:
        self.setIcon(icon(self._name, theme.tokens().text_on_accent if self._role == "run" else None))
