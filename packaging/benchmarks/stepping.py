"""How fast Inspect steps and plays: scalar operations of a 2-16-16-1 net in a shown window.

    python packaging/benchmarks/stepping.py [--platform xcb] [--seconds 5] [--steps 300]

First single steps, from the call to the end of the repaint; then playing at 120 a second: how many pictures were shown,
and how many operations were gone through. Exit status 1 if fewer than 30 a second were shown.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import numpy as np

AIM = 30.0
"""Pictures a second."""
SIZE = 1280, 800


def main() -> int:
    """Run, print, and return 1 where the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--steps", type=int, default=300)
    options = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = options.platform
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    found = measured(app, options.steps, options.seconds)
    sys.stdout.flush()
    return int(found < AIM)


def measured(app: object, steps: int, seconds: float) -> float:
    """Print the figures and return the pictures a second."""
    from nnstudio.ui import theme
    from nnstudio.ui.bridge.session import Session
    from nnstudio.ui.shell.inspect_workspace import InspectWorkspace

    theme.apply(app, "light")
    session = Session(network())
    panel = InspectWorkspace(session)
    panel.resize(*SIZE)
    panel.show()
    session.start()
    try:
        wait(lambda: session.inspection.description is not None)
        session.inspection.set_grain("scalar")
        single(session, panel, steps)
        return played(session, panel, seconds)
    finally:
        panel.hide()
        session.close()


def network() -> object:
    """Return the document: circles, 2-16-16-1."""
    from nnstudio.data.settings import DataSettings
    from nnstudio.document import AddLayer, Document, apply

    made = apply(Document(data=DataSettings(dataset="circles")), AddLayer("input", 0.0, 0.0))
    for number, (units, activation) in enumerate(((16, "tanh"), (16, "tanh"), (1, "logistic")), start=1):
        values = (("activation", activation), ("units", units))
        made = apply(made, AddLayer("dense", number * 200.0, 0.0, values, connect_from=f"n{number}"))
    return apply(made, AddLayer("output", 800.0, 0.0, connect_from="n4"))


def single(session: object, panel: object, steps: int) -> None:
    """Step one by one, each from the call to the end of its repaint."""
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        session.inspection.over(1)
        panel.repaint()
        process()
        times.append(time.perf_counter() - start)
    middle, late = np.percentile(times, [50, 95]) * 1000
    print(f"one step      p50 {middle:6.1f} ms   p95 {late:6.1f} ms   ({steps} steps)")


def played(session: object, panel: object, seconds: float) -> float:
    """Play at full pace and return the pictures a second."""
    stepper, shown = panel.stepper, []
    session.inspection.moved.connect(lambda moment: shown.append((time.perf_counter(), moment.cursor)))
    stepper.speed.setCurrentIndex(stepper.speed.count() - 1)
    before, worked = passed(session), time.thread_time()
    stepper.toggle()
    end = time.perf_counter() + seconds
    wait(lambda: time.perf_counter() >= end)
    stepper.stop()
    worked = (time.thread_time() - worked) / max(1, len(shown)) * 1000
    gaps = np.diff([moment for moment, _ in shown]) * 1000
    rate = len(shown) / seconds
    print(
        f"played at 120 {rate:6.1f} pictures a second, {(passed(session) - before) / seconds:.1f} operations a second"
    )
    print(
        f"worked        {worked:6.1f} ms a picture: what a machine to itself would show is {1000 / worked:.0f} a second"
    )
    print(f"between two   p50 {np.percentile(gaps, 50):6.1f} ms   p95 {np.percentile(gaps, 95):6.1f} ms")
    return rate


def passed(session: object) -> int:
    """Return how many operations lie before the present one."""
    from nnstudio.inspection import describe, operations

    with session.inspection.hold() as moment:
        before = (moment.line[place] for place in range(moment.cursor.place))
        return moment.cursor.operation + sum(len(operations(describe(moment.trace, step))) for step in before)


def process() -> None:
    """Let Qt do what is due."""
    from PySide6.QtWidgets import QApplication

    QApplication.processEvents()


def wait(done: object) -> None:
    """Run the event loop until something holds."""
    while not done():
        process()
        time.sleep(0.0005)


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
