"""Does a window that trains for an hour grow? Its resident memory, with Train's views shown by turns.

    python packaging/benchmarks/memory_slope.py [--minutes 70] [W1 W6]

One line a minute (a twelfth of the time where that is shorter), then the slope over the second half. Exit status 1
where more than 20 MB were added after the first ten minutes. Linux only: what is read is ``/proc/self/statm``.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time

from at_work import opened, wait
from documents import document
from one_thread import on_one_thread

ADDED, SETTLED = 20.0, 600.0
"""The aim: megabytes that may be added after so many seconds."""
TURN = 5.0
"""Seconds that a pair of views is shown at most."""


def resident() -> float:
    """Return the megabytes of memory that the process holds."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def watch(workload: str, seconds: float) -> list[tuple[float, float]]:
    """Train at full speed; return seconds since the start and megabytes, a turn of the views apart."""
    from everything_visible import offered

    with opened(document(workload), "train") as (session, window):
        while session.prepared is None:
            wait(0.05)
        panel = window.workspaces.panel()
        areas = [offered(session, area) for area in panel.areas]
        turn = min(TURN, seconds / (2 * max(map(len, areas))))
        session.run()
        start, told, found = time.monotonic(), 0.0, []
        for number in itertools.count():
            for area in areas:
                panel.show_view(area[number % len(area)])
            wait(turn)
            passed = time.monotonic() - start
            found.append((passed, resident()))
            if passed - told >= min(60.0, seconds / 12):
                told = passed
                print(f"{workload} {passed:7.0f} s  {found[-1][1]:7.1f} MB  step {session.trainer.step:,}", flush=True)
            if passed >= seconds:
                return found


def judge(workload: str, seconds: float) -> bool:
    """Print the slope, and what was added once all was there; whether the aim is kept."""
    import numpy as np

    moments, sizes = np.array(watch(workload, seconds)).T
    later = moments >= moments[-1] / 2
    slope = float(np.polyfit(moments[later], sizes[later], 1)[0]) * 60 if later.sum() > 1 else 0.0
    print(f"{workload}: {slope:+.2f} MB a minute over the second half")
    settled = moments >= SETTLED
    added = float(sizes[settled].max() - sizes[settled][0]) if settled.any() else 0.0
    if settled.any():
        print(f"{workload}: {added:+.1f} MB after the first ten minutes (aim ≤ {ADDED:.0f})", flush=True)
    return added <= ADDED


def main() -> int:
    """Measure the chosen workloads, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", default=["W1", "W6"])
    parser.add_argument("--minutes", type=float, default=70.0)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    verdicts = [judge(workload, 60 * options.minutes) for workload in options.workloads]
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(on_one_thread(main))
