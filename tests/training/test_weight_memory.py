"""What a layer had learned comes back with the layer: its weights and its bias together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from trainer_window import Window
from training_networks import document, loading

from nnstudio.document import AddLayer, Connect, Disconnect, SetParameters, apply
from nnstudio.document.model import Wire
from nnstudio.training import commands as c
from nnstudio.training.commands import Start
from nnstudio.training.events import ProblemLoaded, RunPaused


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
    window.send(loading(made, Start.RETURN))
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
    window.send(loading(made, Start.RETURN))
    for name, values in before.items():
        assert np.array_equal(window.frame().parameter("n2", name), values)


def weights(window: Window) -> dict[tuple[str, str], np.ndarray]:
    """Return copies of all parameters."""
    program = window.frame().program
    found = {(key.layer, key.name): program.parameter(key.layer, key.name).copy() for key in program.parameters()}
    window.trainer.give_back(0)
    return found


def same(one: dict[tuple[str, str], np.ndarray], other: dict[tuple[str, str], np.ndarray]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[key], other[key]) for key in one)


def kept(window: Window) -> tuple[str, ...]:
    return [event for event in window.events if isinstance(event, ProblemLoaded)][-1].kept


def train(window: Window) -> None:
    window.send(*[c.StepBatch()] * 7)


def test_an_edit_made_again_brings_no_older_weights_back_and_its_undo_those_of_now(window: Window) -> None:
    wide, narrow = document(), apply(document(), SetParameters("n2", (("units", 3),)))
    window.send(loading(wide))
    train(window)
    window.send(loading(narrow, Start.KEEP))
    drawn = weights(window)
    assert kept(window) == ()
    train(window)
    assert not same(weights(window), drawn)
    window.send(loading(wide, Start.RETURN))
    assert kept(window) == ("n2", "n3")
    train(window)
    now = weights(window)
    # By hand, not by a redo.
    window.send(loading(narrow, Start.KEEP))
    assert kept(window) == ()
    assert same(weights(window), drawn)
    train(window)
    window.send(loading(wide, Start.RETURN))
    assert kept(window) == ("n2", "n3")
    assert same(weights(window), now)


def test_undo_leads_to_the_weights_of_that_network_and_not_to_those_of_one_made_like_it(window: Window) -> None:
    wide, narrow = loading(document()), loading(apply(document(), SetParameters("n2", (("units", 3),))), Start.KEEP)
    window.send(wide)
    train(window)
    first = weights(window)
    window.send(narrow)
    train(window)
    second = weights(window)
    window.send(loading(document(), Start.KEEP))
    train(window)
    # As in the window, a network that comes back brings its very graph.
    window.send(replace(narrow, start=Start.RETURN))
    assert same(weights(window), second)
    window.send(replace(wide, start=Start.RETURN))
    assert same(weights(window), first)


def test_what_went_from_a_network_between_comes_back_when_several_undos_come_at_once(window: Window) -> None:
    wide = loading(document())
    other = loading(apply(document(), SetParameters("n2", (("activation", "relu"),))), Start.KEEP)
    window.send(wide, other)
    train(window)
    before = weights(window)
    window.send(loading(apply(document(), SetParameters("n2", (("units", 3),))), Start.KEEP))
    train(window)
    window.send(replace(wide, start=Start.RETURN))
    assert same(weights(window), before)


def test_a_layer_that_gets_a_bias_keeps_its_weights(window: Window) -> None:
    made = document()
    window.send(loading(apply(made, SetParameters("n2", (("bias", False),)))))
    train(window)
    before = weights(window)
    window.send(loading(made, Start.KEEP))
    found = weights(window)
    assert not found.pop(("n2", "bias")).any()
    assert same(found, before)
    assert kept(window) == ("n2", "n3")


def test_a_layer_that_was_unwired_for_a_while_has_what_it_had_last(window: Window) -> None:
    made = document()
    out = next(node.id for node in made.network.nodes if node.kind == "output")
    deeper = apply(made, AddLayer("dense", parameters=(("activation", "logistic"), ("units", 1)), connect_from="n3"))
    added = next(node.id for node in deeper.network.nodes if node.id not in made.network.by_id)
    bypassed = apply(apply(deeper, Disconnect(Wire(added, out))), Connect("n3", out))
    window.send(loading(deeper))
    train(window)
    before = weights(window)
    window.send(loading(bypassed, Start.KEEP))
    assert (added, "weight") not in weights(window)
    # Wired by hand again, as it stands on the canvas.
    window.send(loading(deeper, Start.KEEP))
    assert same(weights(window), before)
