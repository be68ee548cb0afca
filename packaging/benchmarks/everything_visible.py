"""How smooth the window stays while everything that Train can show is seen and training runs at full speed.

    python packaging/benchmarks/everything_visible.py [--platform xcb] [--seconds 2] [--wall] [W1 W6]

First the window at 1920 × 1080: the network's picture, the run's line, the diagnosis and two views, by turns until each
view that the problem offers was among them. Then a wall: all of them at once, in one window of that size. A frame is
what a tick takes that paints, from its beat until the last paint is over; lateness, input-to-paint and the share of the
headless speed are as in ``window_smoothness.py``. Exit status 1 where an aim is missed.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import window_smoothness as smooth
from at_work import Profiled, until

if TYPE_CHECKING:
    from pointer import Probe
    from PySide6.QtWidgets import QWidget

    from nnstudio.ui.bridge.session import Session

    Shown = tuple[QWidget, Iterator["Stage"]]

FRAME, DRAWS = 0.033, 5.0
"""The aims: p99 of a frame in seconds; draws a second of each view."""
SIZE = 1920, 1080
COLUMNS = 6
ROUND = 0.5
"""Seconds of a round: after each the headless speed is taken anew."""


@dataclass
class Stage:
    """What is visible together: its name, and by each widget that the display paints what it is called."""

    name: str
    painted: dict[QWidget, str]


def offered(session: Session, area: str) -> list[str]:
    """Return the views of an area that have something to show."""
    from nnstudio.ui.shell.train_views import TRAIN_VIEWS

    return [view.id for view in TRAIN_VIEWS if view.area == area and view.fits(session)]


@contextmanager
def in_window(session: Session) -> Iterator[Shown]:
    """Yield the real window and its stages, each shown when it is taken."""
    from nnstudio.ui.shell import MainWindow

    window = MainWindow(session)
    window.resize(*SIZE)
    window.show()
    session.start()
    window.show_place("train")
    smooth.spin(1.0)

    def stages() -> Iterator[Stage]:
        panel = window.workspaces.panel()
        areas = [offered(session, area) for area in panel.areas]
        for number in range(max(map(len, areas))):
            names = [area[number % len(area)] for area in areas]
            for name in names:
                panel.show_view(name)
            yield Stage(", ".join(names), visible(session))

    try:
        yield window, stages()
    finally:
        window.hide()


@contextmanager
def on_a_wall(session: Session) -> Iterator[Shown]:
    """Yield a window and its one stage: all views, the network's picture, the run's line and the diagnosis."""
    from PySide6.QtWidgets import QGridLayout, QWidget

    from nnstudio.ui.diagnosis import DiagnosisPanel
    from nnstudio.ui.network import NetworkView
    from nnstudio.ui.shell.train_views import TRAIN_VIEWS
    from nnstudio.ui.timeline import RunBar

    wall = QWidget()
    grid = QGridLayout(wall)
    session.start()
    until(lambda: session.prepared is not None)
    made = [view.make(session) for view in TRAIN_VIEWS if view.fits(session)]
    for number, widget in enumerate([NetworkView(session), *made]):
        # A grid's cell is as large as it is, however much its view would like.
        widget.setMinimumSize(1, 1)
        grid.addWidget(widget, number // COLUMNS, number % COLUMNS)
    foot = grid.rowCount()
    grid.addWidget(RunBar(session, compact=True), foot, 0, 1, COLUMNS)
    grid.addWidget(DiagnosisPanel(session), foot + 1, 0, 1, COLUMNS)
    wall.resize(*SIZE)
    wall.show()
    smooth.spin(1.0)
    try:
        yield wall, iter([Stage(f"all {len(made) + 1}", visible(session))])
    finally:
        wall.hide()


def visible(session: Session) -> dict[QWidget, str]:
    """Return what the display paints now."""
    smooth.spin(0.3)
    return {view: type(view).__name__ for view in session.display.draws if view.isVisible()}


def measure(
    workload: str, show: Callable[[Session], AbstractContextManager[Shown]], options: argparse.Namespace
) -> bool:
    """Print a line for each stage; whether all kept the aims."""
    from documents import document
    from pointer import Probe

    from nnstudio.ui.bridge.session import Session

    session, headless = Session(document(workload)), smooth.Headless(workload)
    passed = True
    with show(session) as (window, stages):
        probe = Probe(window)
        for stage in stages:
            found = watch(session, headless, stage, probe, options)
            passed &= report(workload, stage, found)
        probe.stop()
    session.close()
    return passed


def watch(
    session: Session, headless: smooth.Headless, stage: Stage, probe: Probe, options: argparse.Namespace
) -> smooth.Findings:
    """Have the stage and headless training take turns for so many seconds."""
    found = smooth.Findings()
    counts = dict.fromkeys(session.display.draws, 0)
    headless.rate(ROUND / 5)
    before = headless.rate(ROUND)
    for _ in range(max(1, round(options.seconds / ROUND))):
        session.run()
        smooth.spin(0.3)
        with Profiled(options.profile):
            steps = smooth.windowed(session, ROUND, found, counts, probe)
        after = headless.rate(ROUND)
        found.headless.append((before + after) / 2)
        found.shares.append(steps / found.headless[-1])
        before = after
    found.draws = {
        f"{name} {at}": counts[view] / found.seconds for at, (view, name) in enumerate(stage.painted.items())
    }
    return found


def report(workload: str, stage: Stage, found: smooth.Findings) -> bool:
    """Print what a stage showed; whether its frames and draws kept the aims."""
    # Imported after what sets the number of threads.
    import numpy as np

    held, late, waits = (np.array(values) for values in (found.held, found.lateness, found.waits))
    p99 = float(np.percentile(held, 99)) if len(held) else math.inf
    slowest = min(found.draws.values(), default=0.0)
    good = p99 <= FRAME and slowest >= DRAWS
    print(f"\n{workload}  {stage.name}")
    print(f"  frame ms       {smooth.quantiles(held)}   max {held.max() * 1e3:.1f}   {len(held) / found.seconds:.0f}/s")
    print(f"  late ms        {smooth.quantiles(late)}   max {late.max() * 1e3:.1f}   {len(late) / found.seconds:.0f}/s")
    print(f"  input ms       {smooth.quantiles(waits)}")
    print(f"  kept           {median(found.shares):.1%} of {median(found.headless):,.0f} steps/s")
    print("  draws/s        " + "   ".join(f"{name} {rate:.1f}" for name, rate in found.draws.items()))
    print(
        f"  {'pass' if good else 'MISS'}  frame p99 ≤ {FRAME * 1e3:.0f} ms, each view ≥ {DRAWS:.0f} draws/s", flush=True
    )
    return good


def main() -> int:
    """Measure the chosen workloads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", default=["W1", "W6"])
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--wall", action="store_true", help="the wall only")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    ways = [on_a_wall] if options.wall else [in_window, on_a_wall]
    with smooth.application(options.platform):
        verdicts = [measure(workload, way, options) for workload in options.workloads for way in ways]
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
