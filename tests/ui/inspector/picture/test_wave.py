"""The pulse from layer to layer: it travels, and does not where motion is unwanted or the walk is fast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from inspecting import Hand
from PySide6.QtCore import Qt, QTimer, QVariantAnimation

from nnstudio.inspection import Overlay, Step
from nnstudio.ui import theme


@pytest.fixture(autouse=True)
def moving() -> Iterator[None]:
    before = theme.reduced_motion()
    theme.set_reduced_motion(False)
    yield
    theme.set_reduced_motion(before)


def go(hand: Hand, layer: str, neuron: int) -> None:
    """Go to a neuron's δ, at a walk: in time for a pulse."""
    wave, step = hand.map.wave, Step("backward", layer, "grad_z", (neuron,))
    later = (wave._since or 0.0) + 10.0
    wave.clock = lambda: later
    hand.inspection.go_to(step)
    hand.until(lambda: hand.map.places.scene is not None and hand.map.places.scene.step == step)


def travels(hand: Hand) -> bool:
    return hand.map.wave._animation.state() is QVariantAnimation.State.Running


def test_a_pulse_travels_to_another_layer_and_ends(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    go(hand, "n4", 0)
    hand.until(lambda: not travels(hand))
    wave = hand.map.wave
    # Slowly, so that no machine misses it.
    monkeypatch.setattr(theme, "duration", lambda: 10_000_000)
    go(hand, "n3", 1)
    assert travels(hand)
    wave._animation.setCurrentTime(4_000_000)
    assert wave.progress == pytest.approx(0.4, abs=0.01)
    wave._animation.setCurrentTime(wave._animation.duration())
    hand.until(lambda: wave.progress is None)


def test_a_pulse_goes_on_where_its_step_is_shown_again(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    go(hand, "n4", 0)
    hand.until(lambda: not travels(hand))
    monkeypatch.setattr(theme, "duration", lambda: 10_000_000)
    go(hand, "n3", 1)
    before = hand.map.places.scene
    hand.inspection.set_options(overlay=Overlay(fill="bias"))
    hand.until(lambda: hand.map.places.scene is not before)
    assert travels(hand)


def test_stepping_back_by_keys_the_pulse_comes_with_the_first_delta(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "duration", lambda: 10_000_000)
    wave, began = hand.map.wave, list[Step]()
    hand.inspection.go_to(Step("backward", "n4", "bias_grad", (0,)))
    hand.until(lambda: hand.step.layer == "n4" and hand.step.phase == "backward")
    while hand.step != Step("backward", "n3", "grad_z", (1,)):
        before, later = hand.step, (wave._since or 0.0) + 10.0
        wave.clock = lambda later=later: later
        wave._animation.stop()
        hand.key(Qt.Key.Key_Right)
        hand.until(lambda before=before: hand.step != before)
        scene_is_here(hand)
        if travels(hand):
            began.append(hand.step)
    assert began == [Step("backward", "n3", "grad_z", (0,))]


def scene_is_here(hand: Hand) -> None:
    hand.until(lambda: hand.map.places.scene is not None and hand.map.places.scene.step == hand.step)


def test_within_a_layer_nothing_travels(hand: Hand) -> None:
    go(hand, "n4", 0)
    go(hand, "n3", 1)
    hand.until(lambda: not travels(hand))
    go(hand, "n3", 2)
    assert not travels(hand)
    assert hand.map.wave.progress is None


def test_nothing_travels_under_reduced_motion(hand: Hand) -> None:
    theme.set_reduced_motion(True)
    go(hand, "n4", 0)
    go(hand, "n3", 1)
    assert not travels(hand)
    assert hand.map.wave.progress is None


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
