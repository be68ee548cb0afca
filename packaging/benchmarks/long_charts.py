"""The charts of a run of more than 100,000 steps: does the window keep sixty frames a second while they are handled?

    python packaging/benchmarks/long_charts.py [--platform xcb] [--steps 100000] [--seconds 1] [W1]

Every chart of the run in turn, at 1920 × 1080: at rest it is pointed at, zoomed by the wheel and dragged, each event
timed from its sending until its last paint is over; then the same while the run goes on at full speed, with the ticks'
frames and lateness beside. Exit status 1 where an aim is missed.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import window_smoothness as smooth
from at_work import until

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

    from nnstudio.ui.bridge.session import Session
    from nnstudio.ui.charts.curve_plot import CurvePlot

FRAME = 0.016
"""The aim for the 95th percentile, in seconds: of an event with its paints, and of a frame."""
CHARTS = ("curves", "gradient_norm", "update_ratio", "learning_rate", "numbers")
SIZE = 1920, 1080
Act = Callable[["CurvePlot", int], None]


def point(plot: CurvePlot, number: int) -> None:
    """Move the pointer on, over the chart."""
    from PySide6.QtTest import QTest

    QTest.mouseMove(plot.plot.viewport(), _place(plot, number))


def zoom(plot: CurvePlot, number: int) -> None:
    """Turn the wheel: in and out again by turns."""
    from PySide6.QtCore import QPoint, QPointF, Qt
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    at, turn = QPointF(_place(plot, number)), 120 if number // 8 % 2 == 0 else -120
    view, none = plot.plot.viewport(), Qt.MouseButton.NoButton
    keys, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, view.mapToGlobal(at), QPoint(), QPoint(0, turn), none, keys, phase, False)
    QApplication.sendEvent(view, event)


def drag(plot: CurvePlot, number: int) -> None:
    """Hold the button and move on: pressed at the first, held from then on."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    view, left = plot.plot.viewport(), Qt.MouseButton.LeftButton
    at = QPointF(_place(plot, number))
    kind = QEvent.Type.MouseButtonPress if number == 0 else QEvent.Type.MouseMove
    event = QMouseEvent(kind, at, view.mapToGlobal(at), left, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


ACTS: dict[str, Act] = {"hover": point, "zoom": zoom, "pan": drag}


def _place(plot: CurvePlot, number: int) -> QPoint:
    from PySide6.QtCore import QPoint

    size = plot.plot.viewport().size()
    return QPoint(round(size.width() * (0.3 + 0.4 * (number % 60) / 60)), size.height() // 2)


def handle(act: Act, plot: CurvePlot, seconds: float) -> list[float]:
    """Do it sixty times a second; return the seconds of each until all that it asked to be painted is."""
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    took: list[float] = []
    end = time.perf_counter() + seconds
    for number in itertools.count():
        start = time.perf_counter()
        if start > end:
            break
        act(plot, number)
        QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)
        took.append(time.perf_counter() - start)
        smooth.spin(max(0.0, 0.016 - took[-1]))
    if act is drag:
        QTest.mouseRelease(plot.plot.viewport(), Qt.MouseButton.LeftButton, pos=_place(plot, 0))
    return took


def judge(session: Session, name: str, chart: QWidget, seconds: float) -> bool:
    """Print a chart's lines; whether the aims are kept."""
    from nnstudio.ui.charts.curve_plot import CurvePlot

    plot = chart.findChildren(CurvePlot)[0]
    good = True
    for running in (False, True):
        if running:
            session.run()
            smooth.spin(0.3)
        pulse, cells = session.display.pulse, []
        pulse.held.clear()
        pulse.lateness.clear()
        for word, act in ACTS.items():
            p50, p95, p99 = percentiles(handle(act, plot, seconds))
            cells.append(f"{word} {p50:5.1f} {p95:5.1f} {p99:5.1f}")
            good &= p95 <= 1e3 * FRAME
        text = "   ".join(cells)
        if running:
            text += "   frame {:.1f} {:.1f} {:.1f}".format(*percentiles(list(pulse.held)))
            text += "   late {:.1f} {:.1f} {:.1f}".format(*percentiles(list(pulse.lateness)))
            good &= percentiles(list(pulse.held))[1] <= 1e3 * FRAME
            session.pause()
            smooth.spin(0.2)
        print(f"{name:15}{'running' if running else 'at rest':9}{text}", flush=True)
    return good


def percentiles(seconds: list[float]) -> tuple[float, float, float]:
    """Return 50th, 95th and 99th percentile in milliseconds."""
    import numpy as np

    p50, p95, p99 = (1e3 * float(each) for each in np.percentile(seconds, (50, 95, 99)))
    return p50, p95, p99


def measure(workload: str, options: argparse.Namespace) -> bool:
    """Train so far, then handle one chart after the other."""
    from documents import document

    from nnstudio.ui.bridge.session import Session
    from nnstudio.ui.shell import MainWindow

    session = Session(document(workload))
    window = MainWindow(session)
    window.resize(*SIZE)
    window.show()
    session.start()
    window.show_place("train")
    smooth.spin(1.0)
    session.run()
    while session.trainer.step < options.steps:
        smooth.spin(0.1)
    session.pause()
    until(lambda: not session.trainer.pending)
    print(f"{workload}: {session.trainer.step:,} steps; ms, p50 p95 p99")
    panel = window.workspaces.panel()
    verdicts = []
    for name in CHARTS:
        chart = panel.show_view(name)
        smooth.spin(0.5)
        verdicts.append(judge(session, name, chart, options.seconds))
    window.hide()
    session.close()
    print(f"{'pass' if all(verdicts) else 'MISS'}  p95 ≤ {1e3 * FRAME:.0f} ms of every event and frame")
    return all(verdicts)


def main() -> int:
    """Measure the chosen workloads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", default=["W1"])
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=1.0)
    options = parser.parse_args()
    with smooth.application(options.platform):
        verdicts = [measure(workload, options) for workload in options.workloads]
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
