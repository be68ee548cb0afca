"""The main window: it arranges header, menus and workspaces, and settles what belongs to the window as a whole."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from nnstudio.text import language, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import on_retranslate, take_typed
from nnstudio.ui.shell import focused
from nnstudio.ui.shell.appearance import Appearance
from nnstudio.ui.shell.command_palette import CommandPalette
from nnstudio.ui.shell.dialogs import about_dialog, shortcuts_dialog
from nnstudio.ui.shell.files import SUFFIX, TABLES, Files
from nnstudio.ui.shell.guiding import Guiding
from nnstudio.ui.shell.header import Header
from nnstudio.ui.shell.menus import REDUCED_MOTION, Menus
from nnstudio.ui.shell.notices import Notices
from nnstudio.ui.shell.places import FIRST, PLACES
from nnstudio.ui.shell.workspaces import Workspaces

_GEOMETRY = "window"


class MainWindow(QMainWindow):
    """The window of a session. ``show_place`` brings a workspace to the top.

    Attributes: ``header`` (with ``transport`` and ``messages``), ``workspaces``, ``menus``, ``commands`` (their
    search), ``files``, ``notices``, ``guiding``.
    """

    def __init__(self, session: Session, appearance: Appearance | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.appearance = appearance or Appearance(_application())
        self.files = Files(self)
        self.header = Header(session)
        self.workspaces = Workspaces(session)
        if session.settings is not None and session.settings.flag(REDUCED_MOTION):
            theme.set_reduced_motion(True)
        self.menus = Menus(self, self.header.menu_bar)
        self.commands = CommandPalette(self, self.menus.commands)
        self.notices = Notices(session, self.header.messages, self)
        self.guiding = Guiding(self, self.header.guide)
        self.setMenuWidget(self.header)
        self.setCentralWidget(self.workspaces)
        self.setAcceptDrops(True)
        space = theme.tokens().space
        self.setMinimumSize(space(120), space(75))
        self._connect()
        self._restore()

    def show_view(self, view_id: str) -> None:
        """Bring a view of Train to the top."""
        from nnstudio.ui.shell.train_workspace import TrainWorkspace

        self.show_place("train")
        panel = self.workspaces.panel()
        if isinstance(panel, TrainWorkspace):
            panel.show_view(view_id)

    def show_place(self, place_id: str) -> None:
        """Bring a workspace to the top and give it the focus."""
        self.workspaces.go_to(place_id)

    def set_theme(self, choice: str) -> None:
        """Bring a theme into force and remember it."""
        self.appearance.set_theme("light" if choice == "light" else "dark" if choice == "dark" else "system")
        if self.session.settings is not None:
            self.session.settings.theme = choice
        self.menus.mark("theme_", choice)

    def set_language(self, code: str) -> None:
        """Change the language of everything at once, and remember it."""
        self.session.set_language(code)

    def show_gallery(self) -> None:
        """Show the templates to begin with."""
        from nnstudio.ui.shell.gallery import Gallery

        gallery = Gallery(self)
        gallery.chosen.connect(self.files.open_template)
        gallery.open()

    def show_shortcuts(self) -> None:
        """Show the list of keyboard shortcuts."""
        shortcuts_dialog(self.menus.actions.shortcuts(), self).open()

    def show_commands(self) -> None:
        """Open the search for everything that can be done, or close it."""
        if self.commands.isVisible():
            self.commands.close_card()
        else:
            self.commands.open()

    def show_about(self) -> None:
        """Show version and licences."""
        about_dialog(self).open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, where nobody else wanted it, runs and pauses; Escape calls off the file that is being opened."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and not focused.is_typing():
            self.session.toggle()
            return
        if event.key() == Qt.Key.Key_Escape and self.session.file.opening.path is not None:
            self.session.file.opening.cancel()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Settle what is unsaved, remember the layout, end the run."""
        take_typed()
        if not self.files.may_go():
            event.ignore()
            return
        self._remember()
        self.session.close()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a project or a table."""
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        path = self._dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.files.open_path(path)

    def _connect(self) -> None:
        session = self.session
        self.header.switch.chosen.connect(self._on_switched)
        self.workspaces.changed.connect(self._on_place_changed)
        self.workspaces.templates_wanted.connect(self.show_gallery)
        self.workspaces.project_wanted.connect(self.files.open_project)
        self.notices.place_wanted.connect(self.show_place)
        self.notices.view_wanted.connect(self.show_view)
        session.document_changed.connect(self._refresh_title)
        session.dirty_changed.connect(self._refresh_title)
        session.file.renamed.connect(self._refresh_title)
        session.language_changed.connect(self._on_language_changed)
        on_retranslate(self, self._refresh_title)
        self.header.transport.set_shortcut_hints(self.menus.shortcut_hints())
        self.menus.mark("theme_", theme.chosen())
        self.menus.mark("language_", language())

    def _on_switched(self, place_id: str) -> None:
        # Whoever walks along the switch by arrows stays on it; whoever clicked goes on in the panel.
        focus = QApplication.focusWidget()
        if focus is not None and self.header.switch.isAncestorOf(focus):
            self.workspaces.show_place(place_id)
        else:
            self.show_place(place_id)

    def _on_place_changed(self, place_id: str) -> None:
        self.header.switch.set_value(place_id)

    def _on_language_changed(self) -> None:
        self.appearance.follow_language()
        self.menus.mark("language_", language())

    def _refresh_title(self) -> None:
        # A literal [*] in a name would be taken for the mark.
        name = self.files.name().replace("[*]", "[∗]")
        self.setWindowTitle(tr("{name}[*] — nnstudio", name=name))
        self.setWindowModified(self.session.file.dirty)

    def _restore(self) -> None:
        settings = self.session.settings
        wanted = settings.workspace if settings is not None else ""
        self.show_place(wanted if wanted in {place.id for place in PLACES} else FIRST)
        geometry = settings.geometry(_GEOMETRY) if settings is not None else None
        if geometry is None or geometry.isEmpty() or not self.restoreGeometry(geometry):
            self._take_a_good_size()

    def _take_a_good_size(self) -> None:
        space = theme.tokens().space
        room = self.screen().availableSize()
        self.resize(min(space(180), room.width()), min(space(112), room.height()))

    def _remember(self) -> None:
        self.workspaces.save_layout()
        settings = self.session.settings
        if settings is not None:
            settings.set_geometry(_GEOMETRY, self.saveGeometry())
            settings.workspace = self.workspaces.current
            settings.sync()

    def _dropped(self, event: QDropEvent) -> Path | None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return next((path for path in paths if path.suffix.lower() in (SUFFIX, *TABLES)), None)


def _application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("MainWindow: expected a running QApplication")
    return app
