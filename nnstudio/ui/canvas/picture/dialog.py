"""The dialog of the picture: which format, on which paper; a preview; save and copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.engine.errors import NnstudioError
from nnstudio.store.atomic import replace_file
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.picture.drawing import Background, to_image, to_pdf, to_png, to_svg
from nnstudio.ui.controls import ElidedLabel, Segmented, bind, label

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

_WRITERS: dict[str, Callable[[Session, Background], bytes]] = {"svg": to_svg, "pdf": to_pdf, "png": to_png}


class PictureDialog(QDialog):
    """Attributes: ``format``, ``background``, ``preview``, ``said``."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.format = Segmented((("svg", msg("SVG")), ("pdf", msg("PDF")), ("png", msg("PNG"))))
        self.background = Segmented((("white", msg("White")), ("theme", msg("As in the window"))))
        self.preview, self.said = Preview(), ElidedLabel("caption", Qt.TextElideMode.ElideMiddle)
        self.copy_button, self.save_button, self.close_button = QPushButton(), QPushButton(), QPushButton()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        bind(self.setWindowTitle, msg("Picture of the network"))
        self._arrange()
        self._connect()
        self.refresh()

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(space(2), space(2), space(2), space(2))
        column.setSpacing(space(1.5))
        choices = QHBoxLayout()
        choices.setSpacing(space(1))
        choices.addWidget(label(msg("Format"), "soft"))
        choices.addWidget(self.format)
        choices.addStretch(1)
        choices.addWidget(label(msg("Background"), "soft"))
        choices.addWidget(self.background)
        column.addLayout(choices)
        column.addWidget(self.preview, 1)
        row = QHBoxLayout()
        row.setSpacing(space(1))
        row.addWidget(self.said, 1)
        for button in (self.copy_button, self.save_button, self.close_button):
            row.addWidget(button)
        column.addLayout(row)
        self.save_button.setDefault(True)
        self.resize(space(100), space(64))
        self.setMinimumSize(space(72), space(40))

    def _connect(self) -> None:
        bind(self.copy_button.setText, msg("Copy"))
        bind(self.copy_button.setToolTip, msg("Copies the picture, as SVG too for programs that take it"))
        bind(self.save_button.setText, msg("Save …"))
        bind(self.close_button.setText, msg("Close"))
        self.background.chosen.connect(self.refresh)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.reject)
        self.session.language_changed.connect(self.refresh)

    @property
    def _paper(self) -> Background:
        return "theme" if self.background.value() == "theme" else "white"

    def refresh(self, *_: object) -> None:
        """Draw the preview anew."""
        image = to_image(self.session, self._paper)
        self.preview.show_picture(QPixmap.fromImage(image))
        self.said.setText("")

    def copy(self) -> None:
        """Copy the picture: as pixels, and as SVG."""
        data = QMimeData()
        data.setImageData(to_image(self.session, self._paper))
        data.setData("image/svg+xml", to_svg(self.session, self._paper))
        QGuiApplication.clipboard().setMimeData(data)
        self.said.setText(tr("Copied"))

    def save(self) -> None:
        """Ask where to, and write the file."""
        suffix = f".{self.format.value()}"
        path = self.session.file.path
        folder, name = (path.parent, path.stem) if path is not None else (Path.home(), tr("Network"))
        proposed = str(folder / f"{name}{suffix}")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save the picture"), proposed, f"*{suffix}")
        if chosen:
            file = Path(chosen)
            self.write(file if file.suffix else file.with_name(file.name + suffix))

    def write(self, path: Path) -> bool:
        """Write the picture in the chosen format; False (and it is said why) where that failed."""
        try:
            replace_file(path, _WRITERS[self.format.value()](self.session, self._paper))
        except NnstudioError as error:
            self.said.setText(str(error))
            return False
        self.said.setText(tr("Saved as {path}", path=str(path)))
        return True


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


def open_picture(session: Session, parent: QWidget) -> PictureDialog:
    """Open the dialog over a window."""
    dialog = PictureDialog(session, parent)
    dialog.open()
    return dialog
