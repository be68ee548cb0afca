"""What nobody caught becomes a report."""

from __future__ import annotations

import sys
import threading

import pytest
from pytestqt.qtbot import QtBot

from nnstudio.ui.bridge.faults import FaultReporter


def test_exceptions_of_any_thread_are_reported(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    reporter = FaultReporter()
    before = sys.excepthook, threading.excepthook
    reporter.install()
    try:
        with qtbot.waitSignal(reporter.reported) as caught:
            sys.excepthook(ValueError, ValueError("broken"), None)
        assert "ValueError: broken" in caught.args[0]
        with qtbot.waitSignal(reporter.reported) as caught:
            thread = threading.Thread(target=lambda: 1 // 0)
            thread.start()
            thread.join()
        assert "ZeroDivisionError" in caught.args[0]
    finally:
        sys.excepthook, threading.excepthook = before
    assert "broken" in capsys.readouterr().err
