"""The student's way from an empty canvas to a trained, saved and reopened network, with a picture at each station.

    python packaging/benchmarks/journey.py --pictures DIR [--size 1024x768] [--theme dark] [--qtest]

On an X server (``xvfb-run``; ``DISPLAY``) the real pointer and keys are moved by xdotool; without one, or with
``--qtest``, Qt's own events are sent. Exit status 1 where the way is barred; the last picture shows where.
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
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]
# Qt chooses its platform when the application is made.
ON_SCREEN = bool(os.environ.get("DISPLAY")) and "--qtest" not in sys.argv
os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if ON_SCREEN else "offscreen")

from nnstudio.app import application
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.shell import MainWindow
from walk.hand import EventHand, JourneyError
from walk.screen_hand import ScreenHand
from walk.stations import Journey


class Album:
    """Saves a numbered picture of the window at each station and prints when it was reached."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window, self.folder = window, folder
        self._count = 0
        self._start = time.perf_counter()
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, name: str) -> None:
        """Take a picture."""
        self._count += 1
        path = self.folder / f"{self._count:02d}_{name}.png"
        screen = self.window.screen()
        # What the screen shows, with menus and dialogs; without a screen, the window.
        picture = screen.grabWindow(self.window.winId()) if ON_SCREEN else self.window.grab()
        picture.save(str(path))
        print(f"{time.perf_counter() - self._start:6.1f} s  {path}")


def main() -> int:
    """Walk."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, required=True, metavar="DIR")
    parser.add_argument("--size", default="1024x768")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--qtest", action="store_true", help="send Qt's events even on a screen")
    options = parser.parse_args()
    app = application()
    set_language("en")
    theme.apply(app, options.theme)
    with tempfile.TemporaryDirectory() as home:
        session = Session(settings=Settings(Path(home) / "settings.ini"))
        try:
            return _walk(session, options, Path(home))
        finally:
            session.close()


def _walk(session: Session, options: argparse.Namespace, home: Path) -> int:
    window = MainWindow(session)
    window.resize(*(int(side) for side in options.size.split("x")))
    window.move(0, 0)
    window.show()
    window.activateWindow()
    session.start()
    hand = ScreenHand() if ON_SCREEN else EventHand()
    hand.pause(1.0)
    album = Album(window, options.pictures)
    journey = Journey(window, hand, album.add)
    try:
        journey.walk(home / "iris.nnstudio")
    except JourneyError as error:
        album.add("barred")
        print(f"barred: {error}")
        return 1
    finally:
        # What was trained here is not worth the question that closing the window asks.
        window.hide()
    print(f"training accuracy {journey.reached:.1%}, then on to step {session.trainer.step}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
