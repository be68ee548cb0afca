"""Random hands on the whole window: clicks, drags, keys, words, templates, languages; nothing may break.

    python packaging/benchmarks/random_hands.py [--seconds 150] [--dwell Name] [1 2 3 …]

A window for each seed, in a folder of its own. Fails: a crash, an exception, a warning of Qt, a trainer that has ended,
a file that does not come back as it was saved, a document that undo and redo do not restore. Each is printed with the
deeds before it. ``--dwell`` : every fifth deed goes to widgets of this class. A seed chooses the deeds; what they meet
depends on the clock, too, so that a find need not come again. Exit status 1 where there was one.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from types import TracebackType

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QFileDialog
from random_deeds import SIZES, Deeds

from nnstudio.app import application
from nnstudio.store import WorkingCopy, load_project
from nnstudio.text import LANGUAGES, set_language
from nnstudio.training.events import TrainerCrashed
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.appearance import Appearance

PAUSE = 12
"""Milliseconds between two deeds."""
EVERY = 250
"""Deeds between two looks at what must hold."""
SHOWN = 12
"""Deeds that are printed with a find."""
NAMES = ("a.nnstudio", "b.nnstudio", "c.csv", "d.png", "e.svg", "f.html", "")
KNOWN = ("propagateSizeHints", "This plugin does not support")
"""What the offscreen platform says of itself."""


class Trial:
    """A window under random hands; ``finds`` is what went wrong."""

    def __init__(self, seed: int, home: Path, dwell: str) -> None:
        self.seed, self.home, self.finds = seed, home, 0
        self.random = random.Random(seed)
        app = application()
        self._listen()
        appearance = Appearance(app)
        set_language(self.random.choice(list(LANGUAGES)))
        theme.apply(app, self.random.choice(["light", "dark"]))
        appearance.follow_language()
        self.session = Session(settings=Settings(home / "settings.ini"))
        self.window = MainWindow(self.session, appearance)
        self.window.resize(*self.random.choice(SIZES))
        self.deeds = Deeds(self.window, self.random, dwell)
        self._answer_file_dialogs()
        self._depth = 0

    def run(self, seconds: float) -> int:
        """Let hands move for so long, print what came of it, and return how often something went wrong."""
        self.window.show()
        self.session.start()
        self.session.file.protect(WorkingCopy(self.home / "user"))
        self.end = time.monotonic() + seconds
        while time.monotonic() < self.end:
            self._next()
            QApplication.exec()
            # Closed by hand, with the question answered: there is nothing more to do in it.
            if not self.session.trainer.alive:
                break
        print(f"seed {self.seed}: {len(self.deeds.done)} deeds, {self.finds} finds", flush=True)
        return self.finds

    def find(self, text: str) -> None:
        """Print what went wrong, and after which deeds."""
        self.finds += 1
        deeds = "\n    ".join(self.deeds.done[-SHOWN:])
        print(f"### seed {self.seed}, deed {len(self.deeds.done)}: {text}\n    {deeds}", flush=True)

    def _next(self) -> None:
        QTimer.singleShot(PAUSE, self._move)

    def _move(self) -> None:
        if time.monotonic() > self.end:
            QApplication.exit()
            return
        # First: a deed may open a dialog, in which the hands go on.
        self._next()
        self._depth += 1
        try:
            if self._depth == 1 and len(self.deeds.done) % EVERY == EVERY - 1 and self.deeds.in_the_open():
                self.check()
            self.deeds.do()
        except Exception:
            self.find(traceback.format_exc())
        finally:
            self._depth -= 1

    def check(self) -> None:
        """Look at what must hold at any time."""
        session, file = self.session, self.session.file
        self.deeds.done.append("check")
        if not session.trainer.alive:
            self.find("the trainer has ended")
            return
        path, stamp, copy = file.path, file._stamp, self.home / "copy.nnstudio"
        if not file.save(copy):
            self.find("not saved")
            return
        file.path, file._stamp = path, stamp
        found, past = load_project(copy), session.trainer.desk.past
        if found.document != session.document:
            self.find("the document comes back as another")
        saved, head = (found.run or {}).get("step"), past.head if past is not None else None
        if session.status is not Status.RUNNING and saved != head:
            self.find(f"step {saved} was saved, of {head}")
        self._undo_and_redo()

    def _undo_and_redo(self) -> None:
        session, before, undone = self.session, self.session.document, 0
        while session.history.can_undo:
            session.undo()
            undone += 1
        for _ in range(undone):
            session.redo()
        if session.document != before:
            self.find(f"{undone} steps undone and redone lead to another document")

    def _listen(self) -> None:
        def said(kind: QtMsgType, _context: object, text: str) -> None:
            if kind is not QtMsgType.QtDebugMsg and not any(known in text for known in KNOWN):
                self.find(f"Qt: {text}")

        def raised(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            self.find("".join(traceback.format_exception(kind, error, trace)))

        qInstallMessageHandler(said)
        sys.excepthook = raised

    def _answer_file_dialogs(self) -> None:
        """Choose files here instead of in the system's dialogs, in which a hand would be lost."""

        def saved(*_: object, **__: object) -> tuple[str, str]:
            name = self.random.choice(NAMES)
            return (str(self.home / name) if name else "", "")

        def opened(*_: object, **__: object) -> tuple[str, str]:
            return (str(self.random.choice([*self.home.glob("*.*"), Path("none.nnstudio")])), "")

        QFileDialog.getSaveFileName = staticmethod(saved)
        QFileDialog.getOpenFileName = staticmethod(opened)
        post = self.session.trainer.mailbox.post

        def heard(event: object) -> None:
            if isinstance(event, TrainerCrashed):
                self.find(f"the trainer: {event}")
            post(event)

        self.session.trainer.mailbox.post = heard


def main() -> int:
    """Run each seed in a process of its own, and return 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="*", type=int, default=[1, 2, 3])
    parser.add_argument("--seconds", type=float, default=150.0)
    parser.add_argument("--dwell", default="")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        faulthandler.enable()
        with tempfile.TemporaryDirectory(prefix="hands-") as home:
            finds = Trial(options.seeds[0], Path(home), options.dwell).run(options.seconds)
        # Without taking the window down in order: that is what ``close`` does, and tests look at it.
        os._exit(int(finds > 0))
    rest = ["--seconds", str(options.seconds), "--dwell", options.dwell, "--here"]
    codes = {seed: subprocess.call([sys.executable, __file__, str(seed), *rest]) for seed in options.seeds}
    for seed, code in codes.items():
        if code not in (0, 1):
            print(f"### seed {seed}: the program ended with {code}", flush=True)
    return int(any(codes.values()))


if __name__ == "__main__":
    sys.exit(main())
