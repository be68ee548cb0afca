"""Every template opened and trained in the window as a student would: chosen in the gallery, run by the button.

    python packaging/benchmarks/window_templates.py [--seconds 60] [--pictures DIR] [--place train] [resnet lstm …]

On an X server (``xvfb-run``; ``DISPLAY``) the real pointer and keys are moved by xdotool; without one Qt's own events
are sent. A row for each: the metric that ``templates.py`` asks for, the best one seen on the validation set, the
seconds until it was reached, steps and steps a second; below it what the window warns of, or Qt or Python, meanwhile.
Exit status 1 where an aim is missed or something was said.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "packaging"), str(ROOT / "packaging" / "benchmarks")]
# Qt chooses its platform when the application is made.
ON_SCREEN = bool(os.environ.get("DISPLAY"))
os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if ON_SCREEN else "offscreen")

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from templates import AIMS

from nnstudio.app import application
from nnstudio.document import templates
from nnstudio.text import set_language
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.gallery import Gallery
from walk.hand import EventHand
from walk.screen_hand import ScreenHand


class Trial:
    """A window, and the hand that opens and runs templates in it; ``said`` is what else was heard since the last."""

    def __init__(self, home: Path, place: str) -> None:
        self.session = Session(settings=Settings(home / "settings.ini"))
        self.window = MainWindow(self.session)
        self.hand = ScreenHand() if ON_SCREEN else EventHand()
        self.said: list[str] = []
        qInstallMessageHandler(lambda _kind, _context, text: self.said.append(f"Qt: {text}"))
        sys.excepthook = lambda kind, error, _trace: self.said.append(f"{kind.__name__}: {error}")
        self.window.resize(1280, 800)
        self.window.move(0, 0)
        self.window.show()
        self.window.activateWindow()
        self.session.start()
        self.window.show_place(place)
        self.hand.pause(1.0)

    def open(self, name: str) -> None:
        """Choose a template in the gallery."""
        self.said.clear()
        before = self.session.travel.run
        self.hand.key("Ctrl+Shift+N")
        self.hand.wait("the gallery", lambda: self._gallery() is not None)
        gallery = self._gallery()
        assert gallery is not None
        self.hand.click(gallery.search)
        self.hand.write(name.replace("_", " "))
        wanted = next(row for row in range(gallery.cards.count()) if self._is(gallery, row, name))
        self.hand.click(gallery.cards.viewport(), gallery.cards.visualItemRect(gallery.cards.item(wanted)).center())
        self.hand.click(gallery.about.open_button)
        self.hand.wait("the template", lambda: self.session.document.template == name)
        travel = self.session.travel
        self.hand.wait("its network", lambda: travel.run != before and self.session.status is Status.PAUSED)

    def _gallery(self) -> Gallery | None:
        windows = QApplication.topLevelWidgets()
        return next((each for each in windows if isinstance(each, Gallery) and each.isVisible()), None)

    def _is(self, gallery: Gallery, row: int, name: str) -> bool:
        gallery.cards.setCurrentRow(row)
        template = gallery.cards.current()
        return template is not None and template.declaration.id == name

    def run(self, least: float, seconds: float) -> tuple[float, float]:
        """Press Run, wait for the aim or for the time to pass, and pause; return the best metric and the seconds."""
        button = self.window.header.transport.run
        best, took = float("-inf"), 0.0
        self.hand.click(button)
        while best < least and took < seconds and self.session.status is not Status.FAILED:
            start = time.perf_counter()
            self.hand.pause(0.05)
            best = max(best, self.session.curves.measured["validation_metric"].last_value)
            # Who measures something else may stop this process for a minute, in which nothing was trained.
            took += min(time.perf_counter() - start, 1.0)
        if self.session.status is Status.RUNNING:
            self.hand.click(button)
            self.hand.wait("the pause", lambda: self.session.status is not Status.RUNNING)
        strip = self.window.header.messages
        if strip.isVisible() and strip.level != "note":
            self.said.append(f"the window: {strip.text.text()}")
        return best, took


def report(trial: Trial, name: str, options: argparse.Namespace) -> bool:
    """Train one, print its row, and return whether all is well."""
    trial.open(name)
    least = AIMS[name].least
    best, took = trial.run(least, options.seconds)
    steps = trial.session.trainer.step
    if options.pictures is not None:
        trial.window.grab().save(str(options.pictures / f"{name}.png"))
    reached = best >= least
    figures = f"{least:6.2f}{best:8.3f}{took:8.1f}{steps:9}{steps / took:9.0f}"
    print(f"{name:16}{figures}  {'pass' if reached else 'MISS'}", flush=True)
    for line in trial.said:
        print(f"    {line}", flush=True)
    return reached and not trial.said


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("templates", nargs="*", default=list(templates))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--place", default="train", help="the workspace that is shown meanwhile")
    parser.add_argument("--pictures", type=Path, metavar="DIR")
    options = parser.parse_args()
    if options.pictures is not None:
        options.pictures.mkdir(parents=True, exist_ok=True)
    app = application()
    set_language("en")
    theme.apply(app, "light")
    print(f"{'template':16}{'aim':>6}{'best':>8}{'s':>8}{'steps':>9}{'steps/s':>9}")
    with tempfile.TemporaryDirectory() as home:
        trial = Trial(Path(home), options.place)
        try:
            verdicts = [report(trial, name, options) for name in options.templates]
        finally:
            trial.window.hide()
            trial.session.close()
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
