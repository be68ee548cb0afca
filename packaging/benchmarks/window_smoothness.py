"""How smooth the window stays while training runs at full speed, and what share of the speed it leaves.

    python packaging/benchmarks/window_smoothness.py [--platform xcb] [--seconds 5] [--rounds 3] [--stand-ins] [W1 W5]

For each workload, in each round and in this order: headless steps a second; the Train workspace (or stand-in views)
with the trainer's thread; the same window with a trainer in a process of its own, which is the yardstick; headless
once more. Lateness is ``actual − due`` of the display's tick; input-to-paint is from another process's write into a
pipe to the end of the repaint it causes. The share kept is the median over the rounds, each against the headless
speed right before and after it. Exit status 1 if an aim is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
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
    from PySide6.QtWidgets import QWidget

    from nnstudio.ui.bridge.session import Session

LATENESS, INPUT, KEPT, DRAWS = 0.004, 0.033, 0.85, 10.0
"""The aims: p99 and p95 in seconds, the share of headless steps, draws a second of each view."""


@dataclass
class Findings:
    """What one workload showed, over all rounds; ``headless`` is the mean of what was found before and after each."""

    headless: list[float] = field(default_factory=list)
    windowed: list[float] = field(default_factory=list)
    process: list[float] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    draws: dict[str, float] = field(default_factory=dict)
    frames: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    process_lateness: list[float] = field(default_factory=list)


def headless(workload: str, seconds: float) -> float:
    """Return steps a second of the trainer's own loop, measuring as often as the window does, without a window."""
    from documents import document

    from nnstudio.training.headless import make_problem

    class Never:
        due = float("inf")

    made = document(workload)
    problem, every = make_problem(made), made.training.validate_every
    with np.errstate(all="ignore"):
        problem.run.advance(every, Never())
        start, first = time.perf_counter(), problem.run.step
        while (passed := time.perf_counter() - start) < seconds:
            problem.run.advance(every - problem.run.step % every, Never())
            if problem.run.step % every == 0:
                problem.measure()
        return (problem.run.step - first) / passed


def worker(workload: str, seconds: float, results: multiprocessing.SimpleQueue[float]) -> None:
    """Train in another process."""
    results.put(headless(workload, seconds))


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


def windowed(workload: str, seconds: float, stand_ins: bool, found: Findings) -> None:
    """Train on the thread with the window visible, then repaint the same window beside a training process."""
    from documents import document
    from pointer import Probe

    from nnstudio.ui.bridge.session import Session

    session = Session(document(workload))
    window = make_window(session, stand_ins)
    window.show()
    session.start()
    spin(1.0)
    probe = Probe(window)
    session.run()
    spin(1.0)
    display = session.display
    display.pulse.lateness.clear()
    display.pulse.held.clear()
    probe.waits.clear()
    before, first, start = dict(display.draws), session.trainer.step, time.perf_counter()
    spin(seconds)
    passed = time.perf_counter() - start
    found.windowed.append((session.trainer.step - first) / passed)
    found.lateness += display.pulse.lateness
    found.frames.append(len(display.pulse.lateness) / passed)
    found.waits += probe.waits
    names = (type(view).__name__ for view in before)
    drawn = ((display.draws[view] - count) / passed for view, count in before.items() if view.isVisible())
    found.draws |= {f"{name} {number}": rate for number, (name, rate) in enumerate(zip(names, drawn, strict=False))}
    session.pause()
    spin(0.3)
    found.held += display.pulse.held
    display.pulse.lateness.clear()
    found.process.append(beside_process(session, workload, seconds))
    found.process_lateness += display.pulse.lateness
    probe.stop()
    session.close()
    window.close()


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
    base = median(found.headless)
    shares, processes = shares_of(found.windowed, found.headless), shares_of(found.process, found.headless)
    kept, process = median(shares), median(processes)
    slowest = min(found.draws.values())
    print(f"\n{workload}   {len(late)} ticks, {median(found.frames):.1f} a second, {len(waits)} inputs")
    print(f"  lateness ms        {quantiles(late)}   max {late.max() * 1e3:.2f}")
    print(f"  beside a process   {quantiles(np.array(found.process_lateness))}")
    held = np.array(found.held) * 1e3
    print(f"  trainer held ms    mean {held.mean():.2f}   p95 {np.percentile(held, 95):.2f}")
    print(f"  input-to-paint ms  p50 {np.median(waits) * 1e3:.1f}   p95 {wait * 1e3:.1f}   max {waits.max() * 1e3:.1f}")
    print(f"  steps/s            headless {base:,.0f}   window {kept * base:,.0f}   process {process * base:,.0f}")
    each = " ".join(f"{share:.0%}" for share in sorted(shares))
    print(f"  kept               window {kept:.1%} ({each})   process {process:.1%}")
    print("  draws/s            " + "   ".join(f"{name} {rate:.1f}" for name, rate in found.draws.items()))
    return judge(
        {
            f"lateness p99 ≤ {LATENESS * 1e3:.0f} ms": p99 <= LATENESS,
            f"input-to-paint p95 ≤ {INPUT * 1e3:.0f} ms": wait <= INPUT,
            f"kept ≥ {KEPT:.0%}": kept >= KEPT,
            f"each view ≥ {DRAWS:.0f} draws/s": slowest >= DRAWS,
        }
    )


def shares_of(steps: list[float], headless: list[float]) -> list[float]:
    """Return each round's share of the headless speed right before and after it, since these machines drift."""
    return [mine / base for mine, base in zip(steps, headless, strict=True)]


def quantiles(seconds: np.ndarray) -> str:
    """Return the usual percentiles in milliseconds."""
    return "   ".join(f"p{q} {np.percentile(seconds, q) * 1e3:.2f}" for q in (50, 95, 99))


def judge(aims: dict[str, bool]) -> bool:
    """Print each aim with its verdict; False where one is missed."""
    for aim, met in aims.items():
        print(f"  {'pass' if met else 'MISS'}  {aim}")
    return all(aims.values())


def screen(platform: str) -> subprocess.Popen[bytes] | None:
    """Choose Qt's platform; for xcb without a display start Xvfb."""
    os.environ["QT_QPA_PLATFORM"] = platform
    if platform != "xcb" or os.environ.get("DISPLAY"):
        return None
    if shutil.which("Xvfb") is None:
        raise SystemExit("no display, and Xvfb is not installed")
    server = subprocess.Popen(["Xvfb", ":97", "-screen", "0", "1920x1080x24"], stderr=subprocess.DEVNULL)
    os.environ["DISPLAY"] = ":97"
    time.sleep(1.5)
    return server


def main() -> int:
    """Measure the chosen workloads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", default=["W1", "W5"])
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stand-ins", action="store_true")
    options = parser.parse_args()
    server = screen(options.platform)
    try:
        from PySide6.QtWidgets import QApplication

        app = QApplication([])
        app.setQuitOnLastWindowClosed(False)
        passed = True
        for workload in options.workloads:
            found = Findings()
            for _ in range(options.rounds):
                before = headless(workload, options.seconds / 2)
                windowed(workload, options.seconds, options.stand_ins, found)
                found.headless.append((before + headless(workload, options.seconds / 2)) / 2)
            passed &= report(f"{workload} on {options.platform}", found)
        return 0 if passed else 1
    finally:
        if server is not None:
            server.kill()


if __name__ == "__main__":
    sys.exit(main())
