"""How fast the canvas is with large networks: frames while panning, zooming and dragging, opening, undo.

    python packaging/benchmarks/canvas_speed.py [--platform xcb] [--frames 240]

A frame is one movement and the repaint it causes, all layers in sight. Wall time and the time of the thread on its
processor are printed apart: other guests of a machine lengthen the first one only. The frames' aims are those of the
99th percentile by the thread's time and of the median by the clock. Undo is the edit, the analysis, and the scene made
equal to the document; painting is apart. Exit status 1 if an aim is missed.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import numpy as np
from large_networks import large_document
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from window_smoothness import application, judge, quantiles

from nnstudio.document import Document, MoveLayers, RemoveLayers, SetParameters
from nnstudio.store import Project, save_project
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.canvas import BuildPanel

FRAMES = {500: 1 / 60, 1000: 1 / 30}
"""The aims: seconds a frame by the number of layers in sight, …"""
DRAGS = {500: 0.016, 1000: 0.033}
"""… of the 95th percentile while one layer is dragged through the thick of the others, …"""
OPEN, UNDO = 0.5, 0.005
"""… seconds to open 500, to undo at 1,000."""
UNDOS = 60


@dataclass
class Times:
    """Seconds by the clock, and of the thread on its processor."""

    wall: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)

    def take(self, act: Callable[[], object]) -> None:
        """Time one call."""
        wall, own = time.perf_counter(), time.thread_time()
        act()
        self.own.append(time.thread_time() - own)
        self.wall.append(time.perf_counter() - wall)

    def report(self, name: str) -> None:
        """Print the distribution."""
        wall, own = np.array(self.wall), np.array(self.own)
        print(f"  {name:<22} wall ms {quantiles(wall)}   max {wall.max() * 1e3:.2f}")
        print(f"  {'':<22} own  ms {quantiles(own)}   max {own.max() * 1e3:.2f}")

    def own_at(self, percent: float) -> float:
        """Return a percentile of the thread's own time."""
        return float(np.percentile(self.own, percent))


def open_panel(document: Document) -> BuildPanel:
    """Return the Build workspace on a document, painted."""
    panel = BuildPanel(Session(document))
    # As in the program: garbage is collected between events, not in the midst of one.
    panel.session.collector.start()
    panel.resize(1920, 1080)
    panel.show()
    QApplication.processEvents()
    panel.canvas.zooming.fit()
    QApplication.processEvents()
    return panel


def close(panel: BuildPanel) -> None:
    """Close it, and leave nothing behind that the next one would have to share the processor with."""
    panel.close()
    panel.session.close()
    panel.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def wheel(panel: BuildPanel, delta: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    """Turn the wheel in the middle of the canvas, and have that painted."""
    view = panel.canvas.viewport()
    place = QPointF(view.rect().center())
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(place, view.mapToGlobal(place), QPoint(), delta, none, modifiers, phase, False)
    QApplication.sendEvent(view, event)
    QApplication.processEvents()


def frames(count: int, number: int) -> tuple[Times, Times]:
    """Return the frames of panning and of zooming with ``count`` layers in sight."""
    panel = open_panel(large_document(count))
    pan, zoom = Times(), Times()
    for step in range(number):
        angle = 2 * math.pi * step / 60
        way = QPoint(round(24 * math.cos(angle)), round(24 * math.sin(angle)))
        pan.take(lambda way=way: wheel(panel, way, Qt.KeyboardModifier.NoModifier))
    panel.canvas.zooming.fit()
    QApplication.processEvents()
    for step in range(number):
        # In and out by a fifth, as a wheel with fine notches does it: all stay in sight but for the margins.
        notch = QPoint(0, 12 if step // 10 % 2 else -12)
        zoom.take(lambda notch=notch: wheel(panel, notch, Qt.KeyboardModifier.ControlModifier))
    close(panel)
    return pan, zoom


def mouse(panel: BuildPanel, kind: QEvent.Type, place: QPointF) -> None:
    """Press, move or let go at a place of the scene, and have that painted."""
    view, left, none = panel.canvas.viewport(), Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    here = QPointF(panel.canvas.mapFromScene(place))
    button = none if kind is QEvent.Type.MouseMove else left
    held = none if kind is QEvent.Type.MouseButtonRelease else left
    event = QMouseEvent(kind, here, view.mapToGlobal(here), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)
    QApplication.processEvents()


def dragging(count: int, number: int) -> Times:
    """Return the frames of dragging eight layers, one after the other, in a loop among ``count``."""
    panel, times = open_panel(large_document(count)), Times()
    nodes = [node for node in panel.session.document.network.nodes if node.kind not in ("input", "output")]
    for node in nodes[5 :: len(nodes) // 8]:
        start = QPointF(node.x, node.y)
        mouse(panel, QEvent.Type.MouseButtonPress, start)
        for step in range(1, number // 6):
            angle = 2 * math.pi * step / (number // 6)
            place = start + QPointF(260 * math.sin(angle), 190 * (1 - math.cos(angle)))
            times.take(lambda place=place: mouse(panel, QEvent.Type.MouseMove, place))
        mouse(panel, QEvent.Type.MouseButtonRelease, start)
    close(panel)
    return times


def opening(count: int) -> tuple[Times, Times]:
    """Return the times from the file to the scene, and to the first paint as well."""
    scene, painted = Times(), Times()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.nns"
        save_project(path, Project(large_document(count)))
        for _ in range(5):
            # In a new window each time: one that has shown the project before remembers much of it.
            panel = open_panel(Document())
            wall, own = time.perf_counter(), time.thread_time()
            assert panel.session.open(path)
            scene.own.append(time.thread_time() - own)
            scene.wall.append(time.perf_counter() - wall)
            QApplication.processEvents()
            painted.own.append(time.thread_time() - own)
            painted.wall.append(time.perf_counter() - wall)
            close(panel)
    return scene, painted


def undos(count: int) -> dict[str, Times]:
    """Return the times of undo and redo of edits of several kinds."""
    panel = open_panel(large_document(count))
    session = panel.session
    nodes = [node for node in session.document.network.nodes if node.kind == "dense"]
    found = {}
    for name, edit in (
        ("undo of a move", lambda node: MoveLayers(((node.id, node.x + 8, node.y + 8),))),
        ("undo of a parameter", lambda node: SetParameters(node.id, (("activation", "tanh"),))),
        ("undo of a deletion", lambda node: RemoveLayers((node.id,))),
    ):
        found[name] = Times()
        for number in range(UNDOS):
            assert session.edit(edit(nodes[number % len(nodes)]))
            QApplication.processEvents()
            found[name].take(session.undo)
            QApplication.processEvents()
    close(panel)
    return found


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--frames", type=int, default=240)
    options = parser.parse_args()
    with application(options.platform) as app:
        theme.apply(app, "light")
        aims: dict[str, bool] = {}
        print(f"canvas on {options.platform}")
        for count, aim in FRAMES.items():
            for name, times in zip(("pan", "zoom"), frames(count, options.frames), strict=True):
                times.report(f"{name}, {count} layers")
                met = times.own_at(99) <= aim and float(np.median(times.wall)) <= aim
                aims[f"{name} of {count} layers ≥ {1 / aim:.0f} frames/s"] = met
        for count, aim in DRAGS.items():
            times = dragging(count, options.frames)
            times.report(f"drag, {count} layers")
            aims[f"drag among {count} layers ≤ {aim * 1e3:.0f} ms"] = times.own_at(95) <= aim
        for name, times in zip(("open 500", "open 500, painted"), opening(500), strict=True):
            times.report(name)
            aims[f"{name} < {OPEN} s"] = max(times.own) < OPEN
        for name, times in undos(1000).items():
            times.report(name)
            aims[f"{name} at 1,000 < {UNDO * 1e3:.0f} ms"] = times.own_at(95) < UNDO
        return 0 if judge(aims) else 1


if __name__ == "__main__":
    sys.exit(main())
