"""New, open, save: the file menu's commands, with the question about unsaved changes before anything is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from nnstudio.document import Document, Template
from nnstudio.text import tr
from nnstudio.ui.controls.saving import may_replace

if TYPE_CHECKING:
    from nnstudio.store import Project
    from nnstudio.ui.shell.window import MainWindow

SUFFIX = ".nnstudio"
TABLES = (".csv", ".tsv", ".txt")
_PATIENCE = 0.5
"""Seconds that leaving a project waits for what was asked of its run."""
_Button = QMessageBox.StandardButton


class Files(QObject):
    """The files of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.session = window.session
        self.session.file.may_be_left = self.may_go

    def name(self) -> str:
        """Return what the project is called: its file's name, the title of what it began with, or “Untitled”."""
        path = self.session.file.path
        return path.stem if path is not None else self.session.document.title or tr("Untitled")

    def new(self) -> None:
        """Begin with an empty network, once unsaved changes are settled."""
        if self.may_go():
            self.session.new(Document())
            self.window.show_place("build")

    def open(self) -> None:
        """Ask for a file and open it."""
        wanted = ";;".join((tr("Projects (*.nnstudio)"), tr("Tables (*.csv *.tsv *.txt)")))
        path, _ = QFileDialog.getOpenFileName(self.window, tr("Open"), self._folder(), wanted)
        if path:
            self.open_path(Path(path))

    def open_path(self, path: Path) -> bool:
        """Begin to open a project, or to take in a table; False where that has failed already."""
        if path.suffix.lower() in TABLES:
            return self.import_table(path)
        if not self.may_go():
            return False
        opened = self.session.file.begin_open(path)
        if not opened and self.session.settings is not None and _is_gone(path):
            self.session.settings.forget_recent(path)
        return opened

    def open_template(self, template: Template) -> None:
        """Begin with a template, once unsaved changes are settled, and say what to look at."""
        if self.may_go():
            self.session.new(template.document())
            if self.window.workspaces.current not in ("build", "train"):
                self.window.show_place("build")
            self.window.guiding.show()

    def open_project(self, project: Project) -> None:
        """Begin with a project that has no file yet, once unsaved changes are settled."""
        if self.may_go():
            self.session.file.adopt(project, None)
            self.window.show_place("train")

    def import_table(self, path: Path) -> bool:
        """Have the Data workspace read a table, off the window's thread; this can be undone."""
        from nnstudio.ui.data import DataPanel

        self.window.show_place("data")
        panel = self.window.workspaces.panel()
        return isinstance(panel, DataPanel) and panel.open_csv(path)

    def save(self) -> bool:
        """Save where the project came from, or ask; ask also before what somebody else wrote there is lost."""
        if self.session.file.path is None:
            return self.save_as()
        return self._may_overwrite() and self.session.file.begin_save()

    def save_as(self) -> bool:
        """Ask where to and save."""
        proposed = str(Path(self._folder()) / f"{self.name()}{SUFFIX}")
        path, _ = QFileDialog.getSaveFileName(self.window, tr("Save as"), proposed, tr("Projects (*.nnstudio)"))
        if not path:
            return False
        chosen = Path(path)
        named = chosen if chosen.suffix == SUFFIX else chosen.with_name(chosen.name + SUFFIX)
        return may_replace(chosen, named, self.window) and self.session.file.begin_save(named)

    def export_sheet(self) -> None:
        """Show the calculation that Inspect looks at as a sheet, to be saved or copied."""
        from nnstudio.ui.sheets import open_sheet

        open_sheet(self.session, self.window)

    def export_picture(self) -> None:
        """Show the picture of the network, to be saved or copied."""
        from nnstudio.ui.canvas import BuildPanel
        from nnstudio.ui.canvas.picture.dialog import open_picture

        build = self.window.workspaces.panels.get("build")
        open_picture(self.session, self.window, build.canvas if isinstance(build, BuildPanel) else None)

    def may_go(self) -> bool:
        """Whether this project may be left: nothing is unsaved, or it was saved or given up."""
        self._finish()
        file = self.session.file
        # What was asked for just now is not made yet, or the window has not heard of it.
        if not self.session.trainer.seeking:
            self.session.display.settle(_PATIENCE)
        self.session.display.hear()
        file.mark()
        if not file.dirty:
            return True
        box = QMessageBox(self.window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(tr("Unsaved changes"))
        if file.is_trained:
            box.setText(tr("Save the training of “{name}”?", name=self.name()))
            box.setInformativeText(tr("The weights and the curves of its run are lost if you do not."))
        else:
            box.setText(tr("Save the changes to “{name}”?", name=self.name()))
            box.setInformativeText(tr("They are lost if you do not."))
        box.setStandardButtons(_Button.Save | _Button.Discard | _Button.Cancel)
        box.setDefaultButton(_Button.Save)
        answer = _Button(box.exec())
        if answer is _Button.Save:
            return self.save() and self._finish()
        return answer is _Button.Discard

    def _finish(self) -> bool:
        """Wait for what is being saved; False where it could not be."""
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            return self.session.file.finish()
        finally:
            QApplication.restoreOverrideCursor()

    def _may_overwrite(self) -> bool:
        if not self.session.file.changed_elsewhere():
            return True
        box = QMessageBox(self.window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(tr("Changed elsewhere"))
        box.setText(tr("“{name}” was saved by another window or program meanwhile.", name=self.name()))
        box.setInformativeText(tr("Overwrite it with what is here? Save as … keeps both."))
        overwrite = box.addButton(tr("Overwrite"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(_Button.Cancel)
        box.setDefaultButton(cancel)
        box.exec()
        return box.clickedButton() is overwrite

    def _folder(self) -> str:
        path = self.session.file.path
        recent = self.session.settings.recent if self.session.settings is not None else ()
        known = path if path is not None else next(iter(recent), None)
        return str(known.parent if known is not None else Path.home())


def _is_gone(path: Path) -> bool:
    """Whether there is no such file; one that may not be looked at, or whose disk does not answer, may be there."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False
