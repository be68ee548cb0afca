"""The pulse from layer to layer: it travels, and does not where motion is unwanted or the walk is fast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from inspecting import Hand
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from nnstudio.inspection import Step
from nnstudio.ui import theme


@pytest.fixture(autouse=True)
def moving() -> Iterator[None]:
    before = theme.reduced_motion()
    theme.set_reduced_motion(False)
    yield
    theme.set_reduced_motion(before)


def go_back(hand: Hand) -> None:
    QTest.qWait(250)
    hand.inspection.go_to(Step("backward", "n4", "grad_z", (0,)))
    QTest.qWait(250)
    hand.inspection.go_to(Step("backward", "n3", "grad_z", (1,)))


def seen(hand: Hand) -> list[float]:
    found: list[float] = []
    hand.map.wave.moved.connect(lambda: found.append(hand.map.wave.progress if hand.map.wave.progress else 0.0))
    go_back(hand)
    QTest.qWait(400)
    return found


def test_a_pulse_travels_to_another_layer_and_ends(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    assert theme.duration() <= 200
    # So slow that even a machine that is busy elsewhere shows a moment of it.
    monkeypatch.setattr(theme, "duration", lambda: 3000)
    found, wave = list[float](), hand.map.wave
    wave.moved.connect(lambda: found.append(wave.progress or 0.0))
    go_back(hand)
    hand.until(lambda: any(0.0 < progress < 1.0 for progress in found))
    hand.until(lambda: wave.progress is None)
    assert any(0.0 < progress < 1.0 for progress in found)


def test_within_a_layer_nothing_travels(hand: Hand) -> None:
    go_back(hand)
    QTest.qWait(300)
    hand.inspection.go_to(Step("backward", "n3", "grad_z", (2,)))
    QTest.qWait(30)
    assert hand.map.wave.progress is None


def test_nothing_travels_under_reduced_motion(hand: Hand) -> None:
    theme.set_reduced_motion(True)
    assert seen(hand) == []


def test_nothing_travels_at_a_fast_pace(hand: Hand) -> None:
    wave, now, found = hand.map.wave, 0.0, list[float]()
    wave.clock = lambda: now
    wave.moved.connect(lambda: found.append(now))

    def walk(pace: float) -> None:
        nonlocal now
        for step in (Step("backward", "n4", "grad_z", (0,)), Step("backward", "n3", "grad_z", (1,))):
            now += pace
            hand.inspection.go_to(step)
            hand.until(lambda step=step: hand.map.places.scene is not None and hand.map.places.scene.step == step)

    walk(10.0)
    hand.until(lambda: bool(found) and wave.progress is None)
    found.clear()
    walk(0.09)
    # A pulse that begins says so at once, and one that is under way moves with the next frame.
    assert found == []
    assert wave.progress is None
    frames = []
    QTimer.singleShot(60, lambda: frames.append(now))
    hand.until(lambda: bool(frames))
    assert found == []
    walk(0.11)
    hand.until(lambda: bool(found))
