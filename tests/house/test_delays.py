"""``--delays`` finds every seam that it names, and leaves all as it was."""

from __future__ import annotations

import importlib
import time
from types import SimpleNamespace

import pytest
from delays import SEAMS, SEAMS_OF_THE_WINDOW, SHORT, SPANS, Delays, put_in


def seams() -> dict[str, object]:
    """Return what stands at each seam now."""
    found = {}
    for place, names in {**SEAMS, **SEAMS_OF_THE_WINDOW}.items():
        module, _, owner = place.partition(":")
        where = importlib.import_module(module)
        where = getattr(where, owner) if owner else where
        found.update({f"{place} {name}": getattr(where, name) for name in names.split()})
    return found


def test_every_seam_is_delayed_and_put_back() -> None:
    before, patch = seams(), pytest.MonkeyPatch()
    put_in(Delays("1"), patch, window=True)
    during = seams()
    patch.undo()
    assert all(during[name] is not before[name] for name in before)
    assert seams() == before


def test_the_same_seed_brings_a_test_the_same_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    delays, rounds = Delays("7"), []
    for test in ("one", "one", "another"):
        delays.begin(test)
        for _ in range(200):
            delays.pause()
        rounds.append(slept.copy())
        slept.clear()
    assert rounds[0] == rounds[1] != rounds[2]
    assert 10 < len(rounds[0]) < 60


def spans() -> dict[str, float]:
    """Return how long each span is now."""
    names = [(place, name) for place, some in SPANS.items() for name in some.split()]
    return {f"{place} {name}": getattr(importlib.import_module(place), name) for place, name in names}


def test_each_test_has_spans_of_its_own_and_they_are_put_back() -> None:
    usual, patch, delays = spans(), pytest.MonkeyPatch(), Delays("5")
    delays.spread(patch)
    found = []
    for test in ("one", "another", "one"):
        delays.begin(test)
        found.append(spans())
    patch.undo()
    assert found[0] == found[2] != found[1] != usual
    assert all(span > 0 for span in found[0].values())
    assert spans() == usual


def test_what_is_shown_at_rest_is_shown_again_now_and_then() -> None:
    shown: list[str] = []
    views = [
        SimpleNamespace(stamp=stamp, paint=lambda _, stamp=stamp: shown.append(stamp)) for stamp in ("now", "before")
    ]
    display = SimpleNamespace(_visible_views=lambda: views)
    delays = Delays("5")
    paint = delays.showing_again(lambda *_: None)
    for _ in range(100):
        paint(display, SimpleNamespace(stamp="now", running=False))
    assert 10 < len(shown) < 50
    assert set(shown) == {"now"}
    before = len(shown)
    for _ in range(100):
        paint(display, SimpleNamespace(stamp="now", running=True))
    delays.begin("one that counts", again=False)
    for _ in range(100):
        paint(display, SimpleNamespace(stamp="now", running=False))
    assert len(shown) == before


def test_a_late_timer_of_one_shot_is_not_later_each_time() -> None:
    started: list[int] = []
    timer = SimpleNamespace(wound=10, once=True)

    def start(timer: SimpleNamespace, *milliseconds: int) -> None:
        timer.wound = milliseconds[0] if milliseconds else timer.wound
        started.append(timer.wound)

    timer.isSingleShot, timer.interval = lambda: timer.once, lambda: timer.wound
    late = Delays("5").winding_up(start)
    for _ in range(100):
        late(timer)
    assert 10 == min(started) < max(started) < 10 + 1000 * SHORT
    late(timer, 70)
    assert 70 <= started[-1] < 70 + 1000 * SHORT
    timer.once = False
    late(timer)
    late(timer, 5)
    assert started[-1] == 5


def test_what_moves_takes_any_time_and_what_stands_still_does_not() -> None:
    delays = Delays("5")
    assert {delays.moving(lambda: 200)() for _ in range(50)} == {1, 200, 1000}
    assert {delays.moving(lambda: 0)() for _ in range(50)} == {0}
