"""The dialog of the picture: which format, on which paper; a preview; save and copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.picture.drawing import Background, to_image, to_pdf, to_png, to_svg
from nnstudio.ui.controls import Segmented, bind
from nnstudio.ui.controls.export_dialog import ExportDialog, choice

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session
    from nnstudio.ui.canvas.view import CanvasView

_WRITERS: dict[str, Callable[[Session, Background, CanvasView | None], bytes]] = {
    "svg": to_svg,
    "pdf": to_pdf,
    "png": to_png,
}
_FORMATS = (("svg", msg("SVG"), ".svg"), ("pdf", msg("PDF"), ".pdf"), ("png", msg("PNG"), ".png"))


class PictureDialog(ExportDialog):
    """The picture of the whole network, as ``canvas`` shows it. Attributes beside those of every export:
    ``background``, ``canvas``.
    """

    preview: Preview

    def __init__(self, session: Session, parent: QWidget | None = None, canvas: CanvasView | None = None) -> None:
        super().__init__(msg("Save the picture"), _FORMATS, Preview(), parent)
        self.session, self.canvas = session, canvas
        self.background = Segmented((("white", msg("White")), ("theme", msg("As in the window"))))
        bind(self.setWindowTitle, msg("Picture of the network"))
        bind(self.copy_button.setToolTip, msg("Copies the picture, as SVG too for programs that take it"))
        row = QHBoxLayout()
        choice(row, msg("Format"), self.format)
        row.addStretch(1)
        choice(row, msg("Background"), self.background)
        self.arrange((row,), (100, 64), (72, 40))
        self.background.chosen.connect(self.refresh)
        session.language_changed.connect(self.refresh)
        self.refresh()

    @property
    def _paper(self) -> Background:
        return "theme" if self.background.value() == "theme" else "white"

    def refresh(self, *_: object) -> None:
        """Draw the preview anew."""
        image = to_image(self.session, self._paper, self.canvas)
        self.preview.show_picture(QPixmap.fromImage(image))
        self.said.setText("")

    def copied(self) -> QMimeData:
        """Return the picture as pixels, and as SVG."""
        data = QMimeData()
        data.setImageData(to_image(self.session, self._paper, self.canvas))
        data.setData("image/svg+xml", to_svg(self.session, self._paper, self.canvas))
        return data

    def contents(self) -> bytes:
        """Return the picture's file."""
        return _WRITERS[self.format.value()](self.session, self._paper, self.canvas)

    def proposed(self) -> Path:
        """Return the project's place and name."""
        path = self.session.file.path
        return path.with_suffix("") if path is not None else Path.home() / tr("Network")


class Preview(QLabel):
    """The picture as large as there is room for it."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        bind(self.setAccessibleName, msg("Preview"))
        self.setProperty("role", "card")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def show_picture(self, picture: QPixmap) -> None:
        """Show another one."""
        self._picture = picture
        self._fit()

    def _fit(self) -> None:
        ratio, margin = self.devicePixelRatioF(), theme.tokens().space(2)
        room = QSize(max(1, self.width() - 2 * margin), max(1, self.height() - 2 * margin)) * ratio
        size = self._picture.size()
        if size.width() > room.width() or size.height() > room.height():
            size.scale(room, Qt.AspectRatioMode.KeepAspectRatio)
        smooth = Qt.TransformationMode.SmoothTransformation
        shown = self._picture.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        shown.setDevicePixelRatio(ratio)
        self.setPixmap(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit it in again."""
        super().resizeEvent(event)
        self._fit()


def open_picture(session: Session, parent: QWidget, canvas: CanvasView | None = None) -> PictureDialog:
    """Open the dialog over a window."""
    dialog = PictureDialog(session, parent, canvas)
    dialog.open()
    return dialog
