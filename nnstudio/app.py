"""The composition root: builds the application, the session and the window, and wires them. It holds no logic."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from nnstudio import __version__
from nnstudio.options import Options
from nnstudio.store import WorkingCopy
from nnstudio.text import set_language
from nnstudio.text.places import resource
from nnstudio.ui import theme
from nnstudio.ui.bridge.faults import FaultReporter
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.appearance import Appearance, system_language
from nnstudio.ui.shell.recovery import Recovery
from nnstudio.ui.theme.state import Choice


def main(options: Options) -> int:
    """Open the window, or make pictures, and return the exit code."""
    app = application()
    if options.pictures is not None:
        from nnstudio.ui.shell.pictures import make_pictures

        return make_pictures(app, options)
    faults = FaultReporter()
    faults.install()
    settings = Settings.of_user()
    set_language(options.language or settings.language or system_language())
    appearance = Appearance(app)
    theme.apply(app, _theme(options.theme or settings.theme))
    appearance.follow_language()
    session = Session(settings=settings)
    try:
        window = MainWindow(session, appearance)
        window.notices.listen(faults)
        if options.size is not None:
            window.resize(*options.size)
        window.show()
        session.start()
        # After the first paint: a start should show something first.
        QTimer.singleShot(0, theme.load_all_fonts)
        QTimer.singleShot(0, lambda: Recovery(window, WorkingCopy()).begin(options.file))
        return app.exec()
    finally:
        # A window that closes has done so already; an error on the way must not leave the trainer running.
        session.trainer.close()
        faults.uninstall()


def application() -> QApplication:
    """Return the application, named for the system."""
    QApplication.setApplicationName("nnstudio")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("nnstudio")
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setWindowIcon(QIcon(str(resource("icons", "app.svg"))))
    return app


def _theme(name: str) -> Choice:
    return "light" if name == "light" else "dark" if name == "dark" else "system"
