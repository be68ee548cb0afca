"""One view on a session of its own, at rest on a sample; closed, and its garbage collected, at the end."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QMetaMethod, QObject
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.document import templates
from nnstudio.document.model import Document
from nnstudio.text import set_language
from nnstudio.training.frame import Frame, Status
from nnstudio.training.trainer import Trainer
from nnstudio.ui import theme
from nnstudio.ui.bridge.collector import Collector
from nnstudio.ui.bridge.display import Display
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings

# What the tests of several panels share is imported by its name.
sys.path.insert(0, str(Path(__file__).parent))

Make = Callable[[Session], QWidget]

MINUTE = 60_000
"""Milliseconds after which something will not come any more, on whatever machine: only a failure takes so long."""


class PatientBot(QtBot):
    """pytest-qt's own gives up after five seconds, which are not long for a machine with other work."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = MINUTE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = MINUTE, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitExposed(self, widget: QWidget, *, timeout: int = MINUTE) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Take the place of pytest-qt's own."""
    return PatientBot(request)


@pytest.fixture(autouse=True, scope="session")
def _clear_clipboard(qapp: QApplication) -> Iterator[None]:
    """Leave nothing on the clipboard: the offscreen one outlives the interpreter, which it would need to let go."""
    yield
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def _patient_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have short work be there at once on a slow machine, too; a test of long work takes this back."""
    monkeypatch.setattr("nnstudio.ui.bridge.aside.WAIT", MINUTE / 1000)


@pytest.fixture(autouse=True)
def _patient_leap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a leap be waited for until it ends, however slow the trainer is: a test of its end waits for that."""
    monkeypatch.setattr("nnstudio.ui.bridge.inspection.PATIENCE", MINUTE / 1000)


@pytest.fixture(autouse=True)
def _clear_desk(qapp: QApplication) -> None:
    """Begin with no window left by another test, which would catch the mouse, and with the mouse in the corner.

    A mouse that is moved to where the last test left it would not move at all.
    """
    for left in qapp.topLevelWidgets():
        left.hide()
    QCursor.setPos(0, 0)
    qapp.processEvents()


@pytest.fixture(autouse=True)
def _patient_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have whoever reads a frame wait until the trainer stands still: a tick's patience may be short of that.

    On a busy machine steps of any network take so long that copies are published; there need not be one yet.
    """
    hold = Display.hold

    @contextmanager
    def patient(self: Display, timeout: float | None = None, exclusive: bool = False) -> Iterator[Frame | None]:
        with hold(self, 0.05 if timeout is None else timeout, exclusive) as frame:
            # A trainer that has not been started yet, or is at its end, will not come to stand still.
            if frame is not None or timeout is not None or not self.trainer.alive:
                yield frame
                return
            # Nor will one whose steps have become long since it was asked, unless it must.
            with hold(self, MINUTE / 1000, exclusive=True) as found:
                yield found

    monkeypatch.setattr(Display, "hold", patient)
    monkeypatch.setattr("nnstudio.ui.bridge.standing.SAVE_PATIENCE", MINUTE / 1000)


@pytest.fixture(autouse=True)
def _collect_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have garbage collected in this thread alone, as in the program, and leave no work beside it to the next test.

    Whichever thread allocates collects, and destroys what it finds: widgets of a test before, which Qt does not allow.
    """
    stop = Collector.stop

    def stop_quietly(self: Collector) -> None:
        stop(self)
        gc.disable()

    monkeypatch.setattr(Collector, "stop", stop_quietly)
    gc.disable()
    yield
    for thread in threading.enumerate():
        if thread.name == "aside":
            thread.join(MINUTE / 1000)
    # Python's own collecting stays off: a widget that is not gone yet may begin with more work.
    due = [number for number, count in enumerate(gc.get_count()) if count > gc.get_threshold()[number]]
    if due:
        gc.collect(due[-1])


_closed: list[QObject] = []
"""Sessions of tests before that were to be let go, and are over."""
_blocks = [0]
"""Python's blocks of memory in use after all garbage was collected last."""


@pytest.fixture
def let_go(_collect_here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let go of the session of the test before, and have this test's be let go.

    The program has one session as long as it runs. Who hears of it is kept by Qt, where Python sees no ring: of each
    test its panels and all plans of its network would stay, up to 12 MB. And Python's counts, by which old garbage
    would be due, are set back by a session's collector: here all is collected once a quarter has been added.
    """
    # Here, not at the end: only now has pytest let go of what the last test was given.
    while _closed:
        _silence(_closed.pop())
    if sys.getallocatedblocks() > 1.25 * _blocks[0]:
        gc.collect()
        _blocks[0] = sys.getallocatedblocks()
    stop = Collector.stop

    def remember(self: Collector) -> None:
        stop(self)
        _closed.append(self.parent())

    monkeypatch.setattr(Collector, "stop", remember)


def _silence(session: QObject) -> None:
    for sender in (session, *session.findChildren(QObject)) if shiboken6.isValid(session) else ():
        meta = sender.metaObject()
        for method in (meta.method(number) for number in range(meta.methodCount())):
            # Qt and PySide themselves wait for ``destroyed``.
            if method.methodType() is QMetaMethod.MethodType.Signal and method.name() != b"destroyed":
                QObject.disconnect(sender, method, None, QMetaMethod())


@pytest.fixture(autouse=True)
def _patient_close(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have whoever closes a session wait for the step under way: a network that is being compiled is one, too."""
    close = Trainer.close
    monkeypatch.setattr(Trainer, "close", lambda self, timeout=MINUTE / 1000: close(self, timeout))


@pytest.fixture
def open_inspect(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[..., QWidget]]:
    """Return a function that shows a session's Inspect, as ``make`` makes it, with its first moment.

    All is in English and light. The panels are destroyed at the end, not only closed: each one left would make every
    later change of theme dearer, until a test takes seconds.
    """
    set_language("en")
    theme.apply(qapp, "light")
    opened: list[tuple[Session, QWidget]] = []

    def show(session: Session, make: Make, size: tuple[int, int] = (1008, 640)) -> QWidget:
        panel = make(session)
        opened.append((session, panel))
        panel.resize(*size)
        panel.show()
        session.start()
        qtbot.waitUntil(lambda: session.inspection.ready and session.inspection.description is not None)
        return panel

    yield show
    for session, panel in opened:
        panel.close()
        assert session.close()
        panel.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    set_language("en")


@pytest.fixture
def show_view(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., tuple[Session, QWidget]]]:
    """Return a function that shows a view on a document, or on a sample by its id, at a size."""
    theme.apply(qapp, "light")
    sessions: list[Session] = []
    views: list[QWidget] = []

    def show(make: Make, document: Document | str, size: tuple[int, int]) -> tuple[Session, QWidget]:
        if isinstance(document, str):
            document = templates[document]().document()
        session = Session(document, settings=Settings(tmp_path / "settings.ini"))
        view = make(session)
        sessions.append(session)
        views.append(view)
        view.resize(*size)
        view.show()
        session.start()
        qtbot.waitUntil(lambda: session.status is Status.PAUSED and session.display.draws[view] > 0)
        return session, view

    yield show
    for view in views:
        view.close()
    assert all(session.close() for session in sessions)
    views.clear()
    sessions.clear()
    set_language("en")
    theme.apply(qapp, "light")
    # Here, and not by chance in the thread of the next test's trainer, where no Qt object may be destroyed.
    gc.collect()
