"""Weights written by hand: one branch a gesture, measured once it is over."""

from __future__ import annotations

import pytest
from desk_alone import DeskAlone
from training_networks import document

from nnstudio.engine.errors import NnstudioError
from nnstudio.training import commands as c
from nnstudio.training.by_hand import WriteWeights


def write(value: float, first: bool, settled: bool) -> WriteWeights:
    return WriteWeights((c.Write("n2", "weight", (0, 1), value),), first, settled)


def test_a_gesture_is_one_branch_and_is_measured_at_its_end() -> None:
    alone = DeskAlone(document(dropout=0.2))
    alone.train(20)
    before, measured = alone.seen(), alone.desk.measurement
    alone.do(write(0.1, True, False), write(0.2, False, False))
    assert alone.desk.run_id == 2
    assert alone.desk.measurement is measured
    alone.do(write(0.3, False, True))
    assert alone.desk.run_id == 2
    assert alone.desk.measurement is not measured
    assert alone.desk.require().program.parameter("n2", "weight")[0, 1] == pytest.approx(0.3)
    alone.do(c.Seek(20, 1))
    assert alone.seen() == before


def test_what_is_no_number_changes_nothing() -> None:
    alone = DeskAlone(document())
    alone.train(5)
    before = alone.seen()
    with pytest.raises(NnstudioError):
        alone.do(write(float("inf"), True, True))
    assert alone.seen() == before
    assert alone.desk.run_id == 1
