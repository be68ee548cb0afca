"""From the start of the process to the first paint of the main window: median of five, and what is imported on the way.

    python packaging/benchmarks/start_up.py [--platform xcb] [--times 5] [--imports 5]

Each start is a process of its own with an empty home, so it opens as on the first day. A first start that is not
counted fills the disk's cache. The clock begins before the process is made and stops when the window's first paint has
been flushed. With ``--platform xcb`` an X server must run (``xvfb-run``).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
PAINTED = "the first paint is over"
"""Stands in the trace of imports, so that what comes later does not count."""


def run_child(arguments: list[str]) -> int:
    """Be the program, with somebody who watches for the first paint and then ends it."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
    from PySide6.QtWidgets import QMainWindow

    class Watcher(QObject):
        """Waits for the paint of a main window, then for the events that it brings, and reports."""

        _PAINTED = QEvent.Type(QEvent.registerEventType())

        def __init__(self, heavy: tuple[str, ...]) -> None:
            super().__init__()
            self._heavy, self._seen = heavy, False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow) and not self._seen:
                self._seen = True
                # Delivered when the whole window has been painted and flushed.
                QCoreApplication.postEvent(self, QEvent(self._PAINTED), Qt.EventPriority.HighEventPriority.value)
            return False

        def event(self, event: QEvent) -> bool:
            if event.type() == self._PAINTED:
                loaded = [name for name in self._heavy if name in sys.modules]
                print(json.dumps({"moment": time.monotonic(), "loaded": loaded}), flush=True)
                print(PAINTED, file=sys.stderr, flush=True)
                QCoreApplication.quit()
                return True
            return super().event(event)

    from nnstudio import __main__, app

    watcher = Watcher(("pyqtgraph", "ziamath", "pydantic", "sqlite3", "numpy", "fast_sugiyama", "charset_normalizer"))
    app.application().installEventFilter(watcher)
    return __main__.main(arguments)


def start(platform: str, arguments: list[str], *, trace: bool = False) -> tuple[float, list[str], str]:
    """Start the program once; return seconds to the first paint, heavy modules loaded by then, and the trace."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "QT_QPA_PLATFORM": platform, "NNSTUDIO_HOME": home, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, *(["-X", "importtime"] if trace else []), __file__, "--child", *arguments]
        begin = time.monotonic()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise SystemExit(f"the program ended with {done.returncode} before its first paint:\n{done.stderr[-2000:]}")
    told = json.loads(lines[0])
    return told["moment"] - begin, told["loaded"], done.stderr


def costliest(trace: str, count: int) -> list[tuple[float, str]]:
    """Return (seconds, package) of the packages that cost most, their own submodules included, others' not."""
    spent: dict[str, float] = {}
    for line in trace.partition(PAINTED)[0].splitlines():
        parts = line.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[0].strip().isdigit():
            package = parts[2].strip().split(".")[0]
            spent[package] = spent.get(package, 0.0) + int(parts[0]) / 1e6
    return sorted(((seconds, name) for name, seconds in spent.items()), reverse=True)[:count]


def main() -> int:
    """Start, measure, print."""
    if sys.argv[1:2] == ["--child"]:
        return run_child(sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--platform", choices=("offscreen", "xcb"), default="offscreen")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--imports", type=int, default=5, help="how many of the costliest packages to name")
    options = parser.parse_args()
    start(options.platform, [])
    found = [start(options.platform, []) for _ in range(options.times)]
    for number, (seconds, _loaded, _trace) in enumerate(found, 1):
        print(f"start {number}: {seconds:.3f} s")
    print(f"median to first paint ({options.platform}): {median(seconds for seconds, *_ in found):.3f} s")
    print(f"loaded by then: {', '.join(found[-1][1])}")
    _seconds, _loaded, trace = start(options.platform, [], trace=True)
    print("costliest imports, own time (traced, so slower than in truth):")
    for seconds, name in costliest(trace, options.imports):
        print(f"  {seconds * 1000:6.0f} ms  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
