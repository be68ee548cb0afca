"""Where the weights of a step become others, by hand or as the best ones, the charts show what these are worth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from trainer_window import Window
from training_networks import document, loading

from nnstudio.training.by_hand import WriteWeights
from nnstudio.training.commands import Run, StepBatch, Write
from nnstudio.training.curves import RunCurves
from nnstudio.training.events import Branched, RunPaused
from nnstudio.training.pyramid import Curve, Moments
from nnstudio.training.trends import Rows


class Charts(Window):
    """A window with the curves of the run at hand."""

    def __init__(self) -> None:
        super().__init__()
        self.curves = RunCurves()

    def read(self) -> None:
        drained = self.trainer.mailbox.drain()
        self.events += drained.events
        for branched in (event for event in drained.events if isinstance(event, Branched)):
            self.curves.absorb(branched.unread)
            self.curves = self.curves.branch(branched.run, branched.step)
        self.curves.absorb(drained.scalars)

    def check(self) -> None:
        frame = self.frame()
        self.trainer.give_back(0)
        found = frame.measurement
        assert found is not None
        assert found.step == frame.step
        for name, value in (("train_loss", found.train_loss), ("validation_loss", found.validation_loss)):
            curve = self.curves.measured[name]
            assert (curve.last_step, curve.last_value, curve.at(frame.step)) == (frame.step, value, value)
            assert curve.points()[1][-1] == curve.points()[3][-1] == value
        score = self.curves.trends.curves["score", "loss", "validation"]
        assert (score.last_step, score.at(frame.step)) == (frame.step, found.validation_loss)
        assert self.curves.batch_loss.last_step == frame.step
        assert self.curves.batch_loss.at(frame.step) == pytest.approx(frame.loss)


@pytest.fixture
def charts() -> Charts:
    window = Charts()
    yield window
    assert window.trainer.close(60)


def test_the_best_weights_take_the_place_of_the_last_ones(charts: Charts) -> None:
    options = {"validate_every": 5, "learning_rate": 0.3, "optimizer": "adam", "patience": 4}
    charts.send(loading(document(8, **options)), Run())
    paused = charts.wait(RunPaused)
    assert isinstance(paused, RunPaused)
    assert paused.restored
    charts.check()


def test_numbers_written_one_after_the_other_are_not_averaged(charts: Charts) -> None:
    charts.send(loading(document(4, validate_every=3)), *[StepBatch()] * 3)
    for value in (5.0, -5.0):
        place = charts.trainer.desk.require().program.graph.order[1]
        charts.send(WriteWeights((Write(place, "weight", (0, 0), value),)))
        charts.check()


def test_another_value_of_the_last_step_takes_its_place() -> None:
    curve = Curve(4)
    curve.extend(Moments(np.array([0, 1, 1])), np.array([1.0, 2.0, 4.0]))
    assert curve.points()[2].tolist() == [1.0, 4.0]
    curve.extend(Moments(np.array([1, 2])), np.array([8.0, 3.0]))
    assert [each.tolist() for each in curve.points()[1:]] == [[1.0, 8.0, 3.0]] * 3
    curve.extend(Moments(np.array([3, 4])), np.array([5.0, 7.0]))
    curve.extend(Moments(np.array([5])), np.array([1.0]))
    curve.extend(Moments(np.array([5])), np.array([math.nan]))
    curve.extend(Moments(np.array([5])), np.array([9.0]))
    assert curve.width == 2
    assert curve.points()[2].tolist() == [4.5, 4.0, 8.0]
    assert curve.last_value == 9.0
    rows = Rows(4, (2,))
    for value in (1.0, 5.0):
        rows.extend(Moments(np.array([7])), np.array([[value, -value]]))
    assert rows.at(7).tolist() == [5.0, -5.0]
