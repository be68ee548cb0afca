"""A picture of every view of Train and of Inspect, on the document that it is declared with, and of the lab's pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from nnstudio.document import SetTraining, apply, opening_document
from nnstudio.document.model import Document
from nnstudio.training.frame import Status
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.views import View, always
from nnstudio.ui.charts.landscape import LandscapeView
from nnstudio.ui.charts.runs import CompareView, LabView, QueueView
from nnstudio.ui.functions import FunctionsPanel
from nnstudio.ui.functions.pages import PAGES
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.shell.inspect_views import VIEWS
from nnstudio.ui.shell.train_views import TRAIN_VIEWS
from nnstudio.ui.shell.train_workspace import TrainWorkspace
from nnstudio.ui.shell.window import MainWindow

Wait = Callable[[Callable[[], bool]], bool]


_EPOCHS = 20
"""So long a run lies behind a picture of Train."""
_LAB_EPOCHS = 10
_RATES = (0.1, 0.001)
"""Learning rates of the runs that are compared with the first."""
RELIEF, DIAGNOSIS = "train-landscape-relief", "train-diagnosis"
"""What is shown beside each view as it is opened."""


def save_views(window: MainWindow, folder: Path, wait: Wait, settle: Callable[[], object]) -> list[Path]:
    """Save ``train-<view>.png`` and ``inspect-<view>.png`` of each view that has an example, ``functions-<page>.png``
    of each page, :data:`RELIEF` and :data:`DIAGNOSIS`; return the paths.

    ``wait`` runs the window until something holds, ``settle`` for as long as its views need.
    """
    lab = _save_functions(window, folder, settle)
    return [*lab, *_save_train(window, folder, wait, settle), *_save_inspect(window, folder, wait, settle)]


def _save_functions(window: MainWindow, folder: Path, settle: Callable[[], object]) -> list[Path]:
    window.show_place("functions")
    panel = window.workspaces.panel()
    assert isinstance(panel, FunctionsPanel)
    paths = []
    for page in PAGES:
        panel.show_page(page.id)
        settle()
        paths.append(folder / f"functions-{page.id}.png")
        window.grab().save(str(paths[-1]))
    return paths


def _save_train(window: MainWindow, folder: Path, wait: Wait, settle: Callable[[], object]) -> list[Path]:
    window.show_place("train")
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    session, paths = window.session, []
    for view in TRAIN_VIEWS:
        if view.example is None:
            continue
        _train(session, view.example(), wait)
        shown = panel.show_view(view.id)
        _begin(session, shown, wait)
        settle()
        paths.append(folder / f"train-{view.id}.png")
        window.grab().save(str(paths[-1]))
        if isinstance(shown, LandscapeView):
            shown.relief_button.click()
            settle()
            paths.append(folder / f"{RELIEF}.png")
            window.grab().save(str(paths[-1]))
            shown.relief_button.click()
    return [*paths, _save_diagnosis(panel, folder, wait, settle)]


def _save_diagnosis(panel: TrainWorkspace, folder: Path, wait: Wait, settle: Callable[[], object]) -> Path:
    """Save what an open diagnosis says of a run whose learning rate is far too low."""
    path, found = folder / f"{DIAGNOSIS}.png", panel.diagnosis
    _train(panel.session, apply(opening_document(), SetTraining((("learning_rate", 1e-6),))), wait)
    assert found is not None
    found.toggle.setChecked(True)
    settle()
    panel.window().grab().save(str(path))
    found.toggle.setChecked(False)
    return path


def _begin(session: Session, view: QWidget, wait: Wait) -> None:
    """Do what a hand would do first, where a view is empty until then."""
    if isinstance(view, LandscapeView):
        # A run as short as this has no path with a plane of its own.
        view.kinds.buttons["random"].click()
        wait(lambda: view.asked is not None and not view.aside.running)
    elif isinstance(view, LabView):
        view.epochs.set_value(_LAB_EPOCHS)
        view.start.click()
        wait(lambda: not view.work.running)
    elif isinstance(view, CompareView):
        for rate in _RATES:
            session.reset()
            session.set_learning_rate(rate)
            _go_on(session, wait)
    elif isinstance(view, QueueView):
        for what in (0, 1):
            view.what.setCurrentIndex(what)
            view.add.click()


def _train(session: Session, document: Document, wait: Wait) -> None:
    """Open a document and train it for some epochs."""
    before = session.travel.run
    session.new(document)
    wait(lambda: session.travel.run != before and session.status is Status.PAUSED)
    _go_on(session, wait)


def _go_on(session: Session, wait: Wait) -> None:
    session.step_run("epoch", _EPOCHS)
    wait(lambda: not session.trainer.pending and session.travel.step > 0 and session.status is Status.PAUSED)


def _save_inspect(window: MainWindow, folder: Path, wait: Wait, settle: Callable[[], object]) -> list[Path]:
    window.show_place("inspect")
    panel = window.workspaces.panel()
    assert isinstance(panel, InspectorPanel)
    paths = []
    for view in VIEWS:
        if view.example is not None and _open(window.session, view, wait) and _stand(window.session, view):
            panel.show_view(view)
            settle()
            paths.append(folder / f"inspect-{view.id}.png")
            window.grab().save(str(paths[-1]))
    return paths


def _open(session: Session, view: View, wait: Wait) -> bool:
    """Open the view's example and wait for its first moment."""
    inspection, before = session.inspection, session.inspection.line
    session.new(view.example() if view.example is not None else opening_document())
    return wait(lambda: inspection.line is not before and session.status is Status.PAUSED)


def _stand(session: Session, view: View) -> bool:
    """Go to the step that the view fits best; False where it fits none."""
    inspection = session.inspection
    inspection.set_grain("layer")
    best, where = 0, 0
    if view.fits is always and inspection.line is not None:
        # Any step will do: a weight's gradient has most to show.
        where = next((n for n, step in enumerate(inspection.line) if step.quantity.endswith("_grad")), 0)
        best = 1
    for place in range(len(inspection.line or ()) if not best else 0):
        inspection.go(place)
        with inspection.hold() as moment:
            fits = view.fits(moment) if moment is not None else 0
        if fits > best:
            best, where = fits, place
    inspection.go(where)
    inspection.set_grain("neuron")
    return best > 0
