"""What a window reads of copies is what stands in the run: every quantity, and where each number comes from."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from trainer_window import Window
from training_networks import document, loading

from nnstudio.engine import Graph, GraphNode, compile, expand, layers, losses, optimizers
from nnstudio.training import commands as c
from nnstudio.training.copies import Copies
from nnstudio.training.events import TrainerCrashed


def network() -> Graph:
    """Return a network of layers that show quantities of many forms."""
    chain = [
        ("e", layers.make("embedding", vocabulary=5, dimension=4)),
        ("b", layers.make("batch_normalization")),
        ("h", layers.make("multi_head_attention", heads=2, causal=True)),
        ("g", layers.make("group_normalization", groups=2)),
        ("n", layers.make("layer_normalization")),
        ("s", layers.make("dropout", spatial=True)),
        ("f", layers.make("flatten")),
        ("m", layers.make("maxout", units=3)),
        ("c", layers.make("batch_normalization", affine=False)),
        ("d", layers.make("dense", units=2)),
        ("y", layers.make("output")),
    ]
    nodes = [GraphNode("x", layers["input"](shape=(3,)))]
    for name, layer in chain:
        nodes.append(GraphNode(name, layer, (nodes[-1].name,)))
    return Graph(tuple(nodes))


def test_copies_show_what_the_run_shows() -> None:
    rule = optimizers.make("adam")
    program = compile(network(), losses.make("mse"), rule, learning_rate=0.01, dtype="float64", seed=3)
    random = np.random.default_rng(1)
    plan = program.plan(4)
    plan.load(*program.arrange(random.integers(0, 5, (4, 3)), random.normal(size=(4, 2))))
    for _ in range(3):
        plan.step()
    plan.forward()
    plan.backward()
    copies = Copies(program)
    own = copies.take(program, plan)
    for layer in program.graph.order:
        for name in plan.quantities(layer):
            assert np.array_equal(own.quantity(layer, name), plan.quantity(layer, name)), (layer, name)
            index = tuple(0 for _ in plan.quantity(layer, name).shape[1:])
            try:
                wanted = expand(plan, layer, name, index, 2)
            except KeyError:
                continue
            assert expand(own, layer, name, index, 2) == wanted
    assert np.array_equal(copies.program.running("b", "running_mean"), program.running("b", "running_mean"))


def test_where_no_second_network_has_room_the_window_waits_for_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window()
    window.send(loading(document()), c.Run())
    window.until(lambda: window.trainer.step > 0)
    monkeypatch.setattr("nnstudio.engine.memory.available", lambda: 1 << 10)
    monkeypatch.setattr("nnstudio.training.trainer.LONG_STEP", 0.0)
    window.trainer.give_back(0)
    window.until(lambda: not window.trainer.copies)
    step = window.trainer.step
    assert not window.frame().copied
    window.trainer.give_back(0)
    window.until(lambda: window.trainer.step > step)
    assert not any(isinstance(event, TrainerCrashed) for event in window.events)
    assert window.trainer.close(60.0)


def test_after_one_long_step_no_second_network_lies_about(monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window()
    window.send(loading(document()), c.Run())
    window.until(lambda: window.trainer.step > 0)

    def copied() -> bool:
        # Time and again, as a window does: the trainer may just be parked, and goes its own way after 0.1 s.
        window.trainer.give_back(0)
        return window.trainer.take_copy() is not None

    monkeypatch.setattr("nnstudio.training.trainer.LONG_STEP", 0.0)
    window.until(copied)
    frame = window.trainer.take_copy()
    assert frame is not None
    before, second = frame.program.theta.copy(), weakref.ref(frame.program)
    monkeypatch.setattr("nnstudio.training.trainer.LONG_STEP", 1e9)
    window.until(lambda: not copied())
    assert np.array_equal(frame.program.theta, before), "a frame that somebody still reads stays as it is"
    del frame
    gc.collect()
    assert second() is None
    assert not window.frame().copied
    window.trainer.give_back(0)
    assert window.trainer.close(60.0)
