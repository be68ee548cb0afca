"""The start: light imports, and a picture of every workspace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from nnstudio.options import Options
from nnstudio.text import set_language
from nnstudio.ui.functions.pages import PAGES
from nnstudio.ui.shell.inspect_views import VIEWS
from nnstudio.ui.shell.pictures import make_pictures
from nnstudio.ui.shell.places import PLACES
from nnstudio.ui.shell.train_views import TRAIN_VIEWS
from nnstudio.ui.shell.view_pictures import DIAGNOSIS, RELIEF

HEAVY = ("pyqtgraph", "pydantic", "ziamath", "charset_normalizer", "fast_sugiyama")


def test_what_is_heavy_waits() -> None:
    program = f"import sys, nnstudio.app; print(*[name for name in {HEAVY} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


def test_a_workspace_is_loaded_when_it_is_first_shown() -> None:
    rooms = ("nnstudio.ui.canvas", "nnstudio.ui.functions", "nnstudio.ui.data", "nnstudio.ui.layer_views")
    program = f"import sys, nnstudio.ui.shell.window; print(*[name for name in {rooms} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


def test_what_the_views_of_inspect_need_is_there_before_they_are_asked_for() -> None:
    program = """
import sys
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
app = QApplication([])
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell.inspect_views import VIEWS
from nnstudio.ui.shell.inspect_workspace import InspectWorkspace
ROOMS = [room for view in VIEWS for room in view.rooms]
stage = InspectWorkspace(Session())
print(len([room for room in ROOMS if room in sys.modules]) < len(ROOMS))
stage.show()
ahead = stage.inspection.ahead
while ahead.running:
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
print([room for room in ROOMS if room not in sys.modules])
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["True", "[]"]


def test_pictures_of_every_workspace(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy machine takes its time to train; all that is waited for does come.
    monkeypatch.setattr("nnstudio.ui.shell.pictures._PATIENCE", 300.0)
    # What the views show is not looked at here: they need neither come to rest nor a long run.
    monkeypatch.setattr("nnstudio.ui.shell.pictures._SETTLE", 0.1)
    monkeypatch.setattr("nnstudio.ui.shell.view_pictures._EPOCHS", 2)
    try:
        code = make_pictures(qapp, Options(pictures=tmp_path, language="zh_CN", theme="dark", size=(1024, 768)))
    finally:
        set_language("en")
    assert code == 0
    views = [f"inspect-{view.id}" for view in VIEWS if view.example is not None]
    views += [f"functions-{page.id}" for page in PAGES]
    views += [f"train-{view.id}" for view in TRAIN_VIEWS if view.example is not None]
    views += [RELIEF, DIAGNOSIS]
    assert sorted(path.stem for path in tmp_path.glob("*.png")) == sorted([*(place.id for place in PLACES), *views])
    assert len(capsys.readouterr().out.splitlines()) == len(PLACES) + len(views)
    for path in tmp_path.glob("*.png"):
        image = QImage(str(path))
        assert (image.width(), image.height()) == (1024, 768)
        assert image.pixelColor(3, 300).lightness() < 80
