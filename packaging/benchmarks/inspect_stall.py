"""How long the window stands still while Inspect is at work, and what a full trace takes of memory.

    python packaging/benchmarks/inspect_stall.py [--platform xcb] [--views card,check] [--profile] [LSTM digits …]

An LSTM over 100 steps, and a small network of convolutions on the digits; of others the views that these two have
nothing for: a residual link and dropout, an embedding, attention. Each view is opened at the step that it fits
best, stepped at each grain, played, and its own work waited for; printed is the longest turn of the event loop of each,
the time that passed and what the window's thread worked of it: others on the machine cannot touch that.
Exit status 1 where a turn worked longer than the aim.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from at_work import Profiled, opened, until

AIM = 0.05
"""Seconds of one turn of the event loop."""
STEPS = 6
"""Steps forward at each grain."""
PLAYED = 0.7
"""Seconds."""
LENGTH = 100
"""Steps of the sequence."""
CASES: dict[str, tuple[str, ...]] = {
    "LSTM": (),
    "digits": (),
    "residual": ("residual", "dropout"),
    "characters": ("embedding",),
    "attention": ("attention",),
}
"""The networks, and the views that are looked at of each: all where none is named."""


def main() -> int:
    """Run, print, and return 1 where the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", default=list(CASES))
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--views", default="")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = options.platform
    from PySide6.QtWidgets import QApplication

    from nnstudio.ui import theme

    app = QApplication([])
    theme.apply(app, "light")
    found = [looked_at(case, options) for case in options.cases]
    return int(not all(found))


def made(case: str) -> object:
    """Return the network of a case."""
    from nnstudio.ui.layer_views import examples
    from nnstudio.ui.sequence_views.examples import attending, reading

    makers = {
        "LSTM": lambda: reading("lstm", length=LENGTH, units=16),
        "digits": examples.images,
        "residual": examples.residual,
        "characters": examples.characters,
        "attention": attending,
    }
    return makers[case]()


def looked_at(case: str, options: argparse.Namespace) -> bool:
    """Go through all views; False where one stalls too long."""
    from nnstudio.ui.shell.inspect_views import VIEWS

    met, chosen = True, options.views.split(",") if options.views else CASES[case]
    with opened(made(case), "inspect") as (session, window):
        until(lambda: session.inspection.description is not None)
        memory(case, session)
        for view in VIEWS:
            if view.group != "run" and (not chosen or view.id in chosen):
                with Profiled(options.profile):
                    met &= viewed(case, session, window.workspaces.panels["inspect"], view)
    return met


def viewed(case: str, session: object, stage: object, view: object) -> bool:
    """Open a view, step and play it; print a row."""
    where = place_of(session, view)
    if where is None:
        return True
    # To go to a step and to open a view are two events, however fast the hand.
    session.inspection.go(where)
    turns(lambda: None, 0.6)
    found = {"opened": turns(lambda: stage.show_view(view), 0.6)}
    session.inspection.set_grain("neuron")
    for grain in grains(session):
        session.inspection.set_grain(grain)
        found[grain] = max(turns(lambda: session.inspection.over(1), 0.05) for _ in range(STEPS))
        session.inspection.go_to(STARTS[-1])
    session.inspection.set_grain("neuron")
    stage.stepper.speed.setCurrentIndex(stage.stepper.speed.count() - 1)
    found["playing"] = turns(stage.stepper.toggle, PLAYED)
    stage.stepper.stop()
    found |= own_work(stage.view(view.id))
    longest = max(worked for worked, _ in found.values())
    cells = "   ".join(f"{name} {worked * 1000:.0f} ({passed * 1000:.0f})" for name, (worked, passed) in found.items())
    print(f"{'pass' if longest <= AIM else 'MISS'}  {case:10} {view.id:14} {cells}", flush=True)
    return longest <= AIM


STARTS: list[object] = []
"""The steps that views were opened at."""


def place_of(session: object, view: object) -> int | None:
    """Return the step, at the grain of a layer, that a view fits best; None where it fits none."""
    inspection = session.inspection
    inspection.set_grain("layer")
    best, where, step = 0, None, None
    for place in range(len(inspection.line)):
        inspection.go(place)
        with inspection.hold() as moment:
            fits = view.fits(moment)
            if fits > best:
                best, where, step = fits, place, moment.step
    if step is not None:
        STARTS.append(step)
    return where


def grains(session: object) -> tuple[str, ...]:
    """Return the grains that are walked without the trainer."""
    from nnstudio.inspection.cursor import offered

    with session.inspection.hold() as moment:
        return tuple(grain for grain in offered(moment.trace.plan) if grain not in ("sample", "batch", "epoch"))


def own_work(widget: object) -> dict[str, tuple[float, float]]:
    """Press what starts long work in the view, and wait for it."""
    network = getattr(widget, "network", None)
    if not hasattr(network, "running"):
        return {}
    pressed = turns(network.button.click, 0.2)
    end = time.perf_counter() + 20
    while network.running and time.perf_counter() < end:
        pressed = max(pressed, turns(lambda: None, 0.2))
    return {"network": pressed}


def turns(act: Callable[[], object], seconds: float) -> tuple[float, float]:
    """Return the longest turn of the event loop, worked and passed, from the one that ``act`` is done in."""
    from PySide6.QtWidgets import QApplication

    longest, end = (0.0, 0.0), time.perf_counter() + seconds
    first: Callable[[], object] | None = act
    while first is not None or time.perf_counter() < end:
        start, worked = time.perf_counter(), time.thread_time()
        if first is not None:
            first()
            first = None
        QApplication.processEvents()
        longest = max(longest, (time.thread_time() - worked, time.perf_counter() - start))
        time.sleep(0.0005)
    return longest


def memory(case: str, session: object) -> None:
    """Print what a full trace of the batch takes beside the plan's own buffers."""
    from nnstudio.engine.trace import Recorder

    with session.display.hold() as frame:
        tracemalloc.start()
        recorder = Recorder(frame.plan)
        recorder.take()
        taken, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    buffers = f"the plan's own buffers {frame.plan.bytes / 2**20:.2f} MB"
    print(
        f"      {case:10} full trace of {frame.plan.batch_size} samples {taken / 2**20:.2f} MB, {buffers}", flush=True
    )


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
