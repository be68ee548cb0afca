"""A picture of every workspace and every view: the opening sample is trained and each workspace saved as a PNG."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from nnstudio.document import opening_document
from nnstudio.options import Options
from nnstudio.text import set_language, tr
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell.appearance import Appearance
from nnstudio.ui.shell.places import PLACES
from nnstudio.ui.shell.view_pictures import save_views
from nnstudio.ui.shell.window import MainWindow

SIZE = (1440, 900)
EPOCHS = 60
"""Enough for the circles to be told apart, early enough for gradients still to be seen."""
_PATIENCE = 30.0
_SETTLE = 1.2
"""Seconds for every view of a workspace to have had its turn."""


def make_pictures(app: QApplication, options: Options) -> int:
    """Save a PNG for each workspace in ``options.pictures`` and print the paths; 1 where the sample was not trained."""
    folder = options.pictures or Path()
    folder.mkdir(parents=True, exist_ok=True)
    set_language(options.language or "en")
    theme.apply(app, "dark" if options.theme == "dark" else "light")
    theme.load_all_fonts()
    appearance = Appearance(app)
    appearance.follow_language()
    # No settings and no working copy: the user's own are none of a picture's business.
    session = Session(opening_document())
    try:
        window = MainWindow(session, appearance)
        window.resize(*(options.size or SIZE))
        if options.file is not None:
            window.files.open_path(options.file)
            session.file.opening.finish()
        window.show()
        session.start()
        trained = _train(session)
        for path in _save_all(window, folder):
            sys.stdout.write(f"{path}\n")
        window.hide()
    finally:
        session.close()
    if not trained:
        sys.stderr.write(tr("The sample was not trained in time.") + "\n")
    return 0 if trained else 1


def _train(session: Session) -> bool:
    _wait(lambda: session.status is not Status.EMPTY)
    done: list[int] = []
    session.ticked.connect(lambda frame: done.append(frame.epoch))
    session.set_speed(2000.0)
    session.run()
    trained = _wait(lambda: bool(done) and done[-1] >= EPOCHS)
    session.pause()
    _wait(lambda: session.status is not Status.RUNNING)
    return trained


def _save_all(window: MainWindow, folder: Path) -> list[Path]:
    paths = []
    for place in PLACES:
        window.show_place(place.id)
        _wait(_after(_SETTLE))
        path = folder / f"{place.id}.png"
        window.grab().save(str(path))
        paths.append(path)
    return [*paths, *save_views(window, folder, _wait, lambda: _wait(_after(_SETTLE)))]


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def _wait(done: Callable[[], bool]) -> bool:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        QApplication.processEvents()
        if done():
            return True
        time.sleep(0.002)
    return False
