"""``--delays`` finds every seam that it names, and leaves all as it was."""

from __future__ import annotations

import importlib
import time

import pytest
from delays import SEAMS, SEAMS_OF_THE_WINDOW, Delays, put_in


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
