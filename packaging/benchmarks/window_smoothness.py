"""How smooth the window stays while training runs at full speed, and what share of the speed it leaves.

    python packaging/benchmarks/window_smoothness.py [--platform xcb] [--seconds 0.6] [--rounds 40] [W1 W5]

For each workload, by turns and in short rounds: headless steps a second; the Train workspace (or stand-in views) with
the trainer's thread. Then the same window with a trainer in a process of its own, which is the yardstick, again
between headless ones. Lateness is ``actual − due`` of the display's tick; input-to-paint is from another process's
write into a pipe to the end of the repaint it causes. The share kept is the median over the rounds, each against the
headless speed right before and after it: other guests of a machine take a third of its speed for a second at a time.
Exit status 1 if an aim is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import numpy as np

if TYPE_CHECKING:
    from pointer import Probe
    from PySide6.QtWidgets import QApplication, QWidget

    from nnstudio.ui.bridge.session import Session

LATENESS, INPUT, KEPT, DRAWS = 0.004, 0.033, 0.85, 10.0
"""The aims: p99 and p95 in seconds, the share of headless steps, draws a second of each view."""
PROCESSES = 3
"""Times that the yardstick is taken."""


@dataclass
class Findings:
    """What one workload showed, over all rounds; ``shares`` and ``process`` are of the headless speed around each."""

    headless: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    process: list[float] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    draws: dict[str, float] = field(default_factory=dict)
    held: list[float] = field(default_factory=list)
    process_lateness: list[float] = field(default_factory=list)
    seconds: float = 0.0


class Headless:
    """The trainer's own loop without a window, measuring as often as the window's does."""

    due = float("inf")

    def __init__(self, workload: str) -> None:
        from documents import document

        from nnstudio.training.headless import make_problem

        made = document(workload)
        self.problem, self.every = make_problem(made), made.training.validate_every

    def rate(self, seconds: float) -> float:
        """Return steps a second."""
        problem, every = self.problem, self.every
        with np.errstate(all="ignore"):
            start, first = time.perf_counter(), problem.run.step
            while (passed := time.perf_counter() - start) < seconds:
                problem.run.advance(every - problem.run.step % every, self)
                if problem.run.step % every == 0:
                    problem.measure()
            return (problem.run.step - first) / passed


def worker(workload: str, seconds: float, results: multiprocessing.SimpleQueue[float]) -> None:
    """Train in another process."""
    headless = Headless(workload)
    headless.rate(0.1)
    results.put(headless.rate(seconds))


def make_window(session: Session, stand_ins: bool) -> QWidget:
    """Return the real window on its Train workspace, or the stand-ins where it is not to be had."""
    if not stand_ins:
        from nnstudio.ui.shell import MainWindow

        window = MainWindow(session)
        window.show_place("train")
        window.resize(1280, 800)
        return window
    from stand_ins import stand_in_window

    return stand_in_window(session)


def measure(workload: str, options: argparse.Namespace) -> Findings:
    """Open one window, and have it and headless training take turns."""
    from documents import document
    from pointer import Probe

    from nnstudio.ui.bridge.session import Session

    found, headless = Findings(), Headless(workload)
    session = Session(document(workload))
    window = make_window(session, options.stand_ins)
    window.show()
    session.start()
    spin(1.0)
    probe = Probe(window)
    counts = dict.fromkeys(session.display.draws, 0)
    headless.rate(options.seconds)
    before = headless.rate(options.seconds)
    for number in range(options.rounds):
        # Each round begins elsewhere in the views' turns: else short ones would count one view's draws always too high.
        session.run()
        spin(0.3 + 0.1 * number / options.rounds)
        steps = windowed(session, options.seconds, found, counts, probe)
        after = headless.rate(options.seconds)
        found.headless.append((before + after) / 2)
        found.shares.append(steps / found.headless[-1])
        before = after
    named = ((f"{type(view).__name__} {at}", count) for at, (view, count) in enumerate(counts.items()) if count)
    found.draws = {name: count / found.seconds for name, count in named}
    for _ in range(PROCESSES):
        before = headless.rate(options.seconds)
        session.display.pulse.lateness.clear()
        steps = beside_process(session, workload, 5 * options.seconds)
        found.process_lateness += session.display.pulse.lateness
        found.process.append(2 * steps / (before + headless.rate(options.seconds)))
    probe.stop()
    session.close()
    # What was trained here is not worth the question that closing the window asks.
    window.hide()
    return found


def windowed(session: Session, seconds: float, found: Findings, counts: dict[QWidget, int], probe: Probe) -> float:
    """Return steps a second of the trainer's thread with the window visible, and note what that was like."""
    display = session.display
    display.pulse.lateness.clear()
    display.pulse.held.clear()
    probe.waits.clear()
    drawn, first, start = dict(display.draws), session.trainer.step, time.perf_counter()
    spin(seconds)
    passed = time.perf_counter() - start
    steps = session.trainer.step - first
    found.seconds += passed
    found.lateness += display.pulse.lateness
    found.held += display.pulse.held
    found.waits += probe.waits
    for view, count in display.draws.items():
        counts[view] += count - drawn[view]
    session.pause()
    spin(0.1)
    return steps / passed


def beside_process(session: Session, workload: str, seconds: float) -> float:
    """Return the steps a second of a training process while the window repaints one view a tick."""
    from PySide6.QtCore import QTimer

    display = session.display
    views = [view for view in display.draws if view.isVisible()]
    turn = iter(range(10**9))
    timer = QTimer(interval=16)
    timer.timeout.connect(lambda: display.refresh(views[next(turn) % len(views)]))
    results: multiprocessing.SimpleQueue[float] = multiprocessing.get_context("spawn").SimpleQueue()
    child = multiprocessing.get_context("spawn").Process(target=worker, args=(workload, seconds, results))
    timer.start()
    child.start()
    while child.is_alive():
        spin(0.05)
    timer.stop()
    return results.get()


def spin(seconds: float) -> None:
    """Run Qt's event loop for so long. A loop of its own, since the application's quit closes the windows."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def report(workload: str, found: Findings) -> bool:
    """Print the figures; False where an aim is missed."""
    late = np.array(found.lateness)
    waits = np.array(found.waits)
    p99 = float(np.percentile(late, 99))
    wait = float(np.percentile(waits, 95))
    base, kept, process = median(found.headless), median(found.shares), median(found.process)
    slowest = min(found.draws.values())
    print(f"\n{workload}   {len(late)} ticks, {len(late) / found.seconds:.1f} a second, {len(waits)} inputs")
    print(f"  lateness ms        {quantiles(late)}   max {late.max() * 1e3:.2f}")
    print(f"  beside a process   {quantiles(np.array(found.process_lateness))}")
    held = np.array(found.held) * 1e3
    often = f"{len(held) / found.seconds:.0f} times a second"
    print(f"  trainer held       {often}, mean {held.mean():.2f} ms, p95 {np.percentile(held, 95):.2f} ms")
    print(f"  input-to-paint ms  p50 {np.median(waits) * 1e3:.1f}   p95 {wait * 1e3:.1f}   max {waits.max() * 1e3:.1f}")
    print(f"  steps/s            headless {base:,.0f}   window {kept * base:,.0f}   process {process * base:,.0f}")
    low, high = np.percentile(found.shares, (25, 75))
    print(f"  kept               window {kept:.1%} (quartiles {low:.1%}, {high:.1%})   process {process:.1%}")
    print("  draws/s            " + "   ".join(f"{name} {rate:.1f}" for name, rate in found.draws.items()))
    return judge(
        {
            f"lateness p99 ≤ {LATENESS * 1e3:.0f} ms": p99 <= LATENESS,
            f"input-to-paint p95 ≤ {INPUT * 1e3:.0f} ms": wait <= INPUT,
            f"kept ≥ {KEPT:.0%}": kept >= KEPT,
            f"each view ≥ {DRAWS:.0f} draws/s": slowest >= DRAWS,
        }
    )


def quantiles(seconds: np.ndarray) -> str:
    """Return the usual percentiles in milliseconds."""
    return "   ".join(f"p{q} {np.percentile(seconds, q) * 1e3:.2f}" for q in (50, 95, 99))


def judge(aims: dict[str, bool]) -> bool:
    """Print each aim with its verdict; False where one is missed."""
    for aim, met in aims.items():
        print(f"  {'pass' if met else 'MISS'}  {aim}")
    return all(aims.values())


@contextmanager
def application(platform: str) -> Iterator[QApplication]:
    """Yield an application on this platform of Qt, which outlives its windows; xcb without a display has a server."""
    from PySide6.QtWidgets import QApplication

    os.environ["QT_QPA_PLATFORM"] = platform
    server = None if platform != "xcb" or os.environ.get("DISPLAY") else _display()
    try:
        app = QApplication([])
        app.setQuitOnLastWindowClosed(False)
        yield app
    finally:
        if server is not None:
            # Not killed: its lock would stay behind.
            server.terminate()
            server.wait()


def _display() -> subprocess.Popen[bytes]:
    if shutil.which("Xvfb") is None:
        raise SystemExit("no display, and Xvfb is not installed")
    # It finds a free number itself, and tells it once it listens.
    words = ["Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24"]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert server.stdout is not None
    os.environ["DISPLAY"] = f":{server.stdout.readline().decode().strip()}"
    return server


def main() -> int:
    """Measure the chosen workloads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", default=["W1", "W5"])
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--seconds", type=float, default=0.6)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--stand-ins", action="store_true")
    options = parser.parse_args()
    passed = True
    with application(options.platform):
        for workload in options.workloads:
            passed &= report(f"{workload} on {options.platform}", measure(workload, options))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
