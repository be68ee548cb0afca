"""What a layer had learned comes back with the layer: its weights and its bias together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from trainer_window import Window
from training_networks import document, loading

from nnstudio.document import SetParameters, apply
from nnstudio.training import commands as c
from nnstudio.training.commands import Start
from nnstudio.training.events import RunPaused


@pytest.fixture
def window() -> Iterator[Window]:
    made = Window()
    yield made
    assert made.trainer.close(60.0)


@pytest.mark.parametrize("units", [1, 9])
def test_undo_of_another_width_brings_back_the_bias_of_the_layer_behind_it(window: Window, units: int) -> None:
    # Its shape is the same whatever comes in: the one that was drawn with new weights must not take its place.
    made = document()
    window.send(loading(made), c.StepEpoch())
    window.wait(RunPaused)
    before = {key: window.frame().parameter(*key).copy() for key in (("n3", "weight"), ("n3", "bias"))}
    assert before["n3", "bias"].any()
    window.trainer.give_back(0)
    window.send(loading(apply(made, SetParameters("n2", (("units", units),))), Start.KEEP))
    assert not window.frame().parameter("n3", "bias").any()
    window.trainer.give_back(0)
    window.send(loading(made, Start.KEEP))
    for key, values in before.items():
        assert np.array_equal(window.frame().parameter(*key), values)


def test_a_layer_that_loses_its_bias_keeps_its_weights_and_gets_both_back(window: Window) -> None:
    made = document()
    window.send(loading(made), c.StepEpoch())
    window.wait(RunPaused)
    before = {name: window.frame().parameter("n2", name).copy() for name in ("weight", "bias")}
    window.trainer.give_back(0)
    window.send(loading(apply(made, SetParameters("n2", (("bias", False),))), Start.KEEP))
    assert np.array_equal(window.frame().parameter("n2", "weight"), before["weight"])
    window.trainer.give_back(0)
    window.send(loading(made, Start.KEEP))
    for name, values in before.items():
        assert np.array_equal(window.frame().parameter("n2", name), values)
