"""The thread is gone when it is closed, whatever it was about."""

from __future__ import annotations

import pytest
from trainer_window import Window
from training_networks import document, loading

from nnstudio.training import commands as c
from nnstudio.training import handshake


def test_closing_while_training_joins_at_once() -> None:
    window = Window()
    window.send(loading(document(64)), c.Run())
    window.until(lambda: window.trainer.step > 10)
    assert window.trainer.close(60.0)


def test_closing_waits_for_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshake, "STALL", 3600.0)
    window = Window()
    window.send(loading(document()), c.Run())
    assert window.trainer.close(60.0)


def test_closing_while_the_window_holds_the_frame() -> None:
    window = Window()
    window.send(loading(document()), c.Run())
    window.frame()
    assert window.trainer.close(60.0)
