"""Everything that is registered can be walked: each step has words, a formula, and numbers that come to the plan's."""

from __future__ import annotations

import numpy as np
import pytest
from at_work import COUNT, around, dense, inputs, primed, primed_plan

from nnstudio import engine
from nnstudio.engine import Graph, Plan, activations, layers, losses, optimizers
from nnstudio.engine.loss import Target
from nnstudio.engine.typing import Array
from nnstudio.inspection import Step, Trace, as_latex, as_text, check, describe, steps
from nnstudio.inspection.checking import checkable
from nnstudio.inspection.lit import lit_operands
from nnstudio.inspection.picture import scene_of
from nnstudio.inspection.steps import Steps

SPREAD = 120
"""Steps of a walk that are looked at; of a longer one so many, spread over it, and each kind of step."""

KINDS = [kind for kind in layers if not (layers[kind].is_source or layers[kind].is_sink)]


def spread(line: Steps) -> list[int]:
    kinds: dict[tuple[str, str, str], int] = {}
    for block, start in zip(line.blocks, line.starts, strict=False):
        for place in range(start, min(start + 2 * len(block.quantities), line.starts[-1])):
            step = line[place]
            kinds.setdefault((step.phase, step.layer, step.quantity), place)
    places = {*kinds.values(), *range(0, len(line), max(1, len(line) // SPREAD)), len(line) - 1}
    return sorted(places)


def walk(plan: Plan, batch: bool, numerically: bool = True) -> int:
    """Look at steps of every kind, each in all that is said and drawn of it; return how many there were."""
    trace = Trace(plan, 1, batch)
    line = trace.fine
    checked: set[tuple[str, str]] = set()
    looked_at = spread(line)
    for place in looked_at:
        step = line[place]
        assert line.find(step) == place
        described = describe(trace, step)
        assert described.lines, step
        assert all(each.holds for each in described.lines), (step, described.lines)
        assert described.formula, step
        assert str(described.title), step
        assert str(described.where), step
        assert str(described.sentence), step
        assert as_text(described)
        assert as_latex(described)
        scene = scene_of(trace, line, place, described)
        assert {name for name, _ in scene.highlight.neurons} <= set(scene.by_layer), step
        assert lit_operands(trace, described, frozenset(filter(None, described.operands.places()))) is not None
        if numerically and checkable(step) and (step.layer, step.quantity) not in checked:
            checked.add((step.layer, step.quantity))
            found = check(trace, step)
            assert found.numeric == pytest.approx(found.analytic, rel=1e-4, abs=1e-7), step
    whole = steps(plan, "layer")
    for place, step in enumerate(whole):
        described = describe(trace, step)
        assert described.rows or step.phase == "loss"
        scene_of(trace, whole, place, described)
    return len(looked_at)


@pytest.mark.parametrize("batch", [False, True], ids=["sample", "batch"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_layer_can_be_walked(kind: str, batch: bool) -> None:
    assert walk(primed_plan(kind, optimizer="sgd"), batch) > 0


@pytest.mark.parametrize("kind", KINDS)
def test_in_single_precision_too(kind: str) -> None:
    assert walk(primed_plan(kind, "float32"), False, numerically=False) > 0


def sequence_to_sequence(kind: str, last: str) -> Graph:
    made = (
        layers.make(kind, units=3) if "output" not in defaults(kind) else layers.make(kind, units=3, output="sequence")
    )
    return around(("l", made, ("x",)), ("b", dense(2, last), ("l",)), shape=(4, 3), last="b")


def defaults(kind: str) -> set[str]:
    return {parameter.id for parameter in layers[kind].declaration.parameters}


def targets(loss: str, shape: tuple[int, ...]) -> Array:
    random = np.random.default_rng(5)
    if Target.VALUES in losses.make(loss).targets:
        return random.normal(size=(COUNT, *shape))
    return np.eye(shape[-1])[random.integers(0, shape[-1], (COUNT, *shape[:-1]))]


@pytest.mark.parametrize("batch", [False, True], ids=["sample", "batch"])
@pytest.mark.parametrize(("loss", "last"), [("mse", "identity"), ("cross_entropy", "softmax"), ("mse", "softmax")])
@pytest.mark.parametrize("kind", ["simple_rnn", "lstm", "gru"])
def test_a_target_at_every_step(kind: str, loss: str, last: str, batch: bool) -> None:
    graph = sequence_to_sequence(kind, last)
    assert (
        walk(primed(graph, losses.make(loss), optimizers.make("adam"), inputs(4, 3), targets(loss, (4, 2))), batch) > 0
    )


@pytest.mark.parametrize("options", [{"bidirectional": True}, {"initial_state": "learned"}, {"truncation": 2}])
@pytest.mark.parametrize("kind", ["simple_rnn", "lstm", "gru"])
def test_options_of_recurrent_layers(kind: str, options: dict[str, object]) -> None:
    layer = layers.make(kind, units=2, output="sequence", **options)
    graph = around(("l", layer, ("x",)), ("b", dense(2), ("l",)), shape=(4, 3), last="b")
    # Cut through time, the gradient is not that of the loss.
    numerically = "truncation" not in options
    plan = primed(graph, losses.make("mse"), optimizers.make("sgd"), inputs(4, 3), targets("mse", (4, 2)))
    assert walk(plan, False, numerically) > 0


@pytest.mark.parametrize("batch", [False, True], ids=["sample", "batch"])
def test_a_network_of_images(batch: bool) -> None:
    graph = around(
        ("c", layers.make("convolution2d", filters=3, activation="prelu", padding="same"), ("x",)),
        ("n", layers.make("batch_normalization"), ("c",)),
        ("p", layers.make("max_pooling2d"), ("n",)),
        ("d", layers.make("dropout", rate=0.2, spatial=True), ("p",)),
        ("t", layers.make("transposed_convolution2d", filters=2, activation="relu", stride=1), ("d",)),
        ("f", layers.make("flatten"), ("t",)),
        ("b", dense(3, "softmax"), ("f",)),
        shape=(4, 6, 2),
        last="b",
    )
    loss = losses.make("cross_entropy")
    assert (
        walk(primed(graph, loss, optimizers.make("adam"), inputs(4, 6, 2), targets("cross_entropy", (3,))), batch) > 0
    )


@pytest.mark.parametrize("batch", [False, True], ids=["sample", "batch"])
def test_a_small_transformer(batch: bool) -> None:
    graph = around(
        ("d", dense(4), ("x",)),
        ("p", layers.make("positional_encoding"), ("d",)),
        ("m", layers.make("multi_head_attention", heads=2, causal=True), ("p",)),
        ("s", layers.make("add"), ("m", "p")),
        ("n", layers.make("layer_normalization"), ("s",)),
        ("b", dense(2, "softmax"), ("n",)),
        shape=(3, 2),
        last="b",
    )
    loss = losses.make("cross_entropy")
    assert walk(primed(graph, loss, optimizers.make("adam"), inputs(3, 2), targets("cross_entropy", (3, 2))), batch) > 0


def test_targets_are_pictures() -> None:
    graph = around(("c", layers.make("convolution2d", filters=2), ("x",)), shape=(3, 4, 1), last="c")
    assert (
        walk(
            primed(graph, losses.make("mse"), optimizers.make("sgd"), inputs(3, 4, 1), targets("mse", (3, 4, 2))), False
        )
        > 0
    )


@pytest.mark.parametrize("loss", losses)
@pytest.mark.parametrize("width", [1, 3])
def test_every_loss(loss: str, width: int) -> None:
    made = losses.make(loss)
    if width == 1 and made.targets == {Target.DISTRIBUTION}:
        pytest.skip("a distribution over one class has no gradient")
    last = made.fuses or made.expects or "identity"
    graph = around(("a", dense(3, "tanh"), ("x",)), ("b", dense(width, last), ("a",)), last="b")
    assert walk(primed(graph, made, optimizers.make("sgd"), inputs(3), targets(loss, (width,))), False) > 0


@pytest.mark.parametrize("name", optimizers)
def test_every_optimizer(name: str) -> None:
    graph = around(("a", dense(2, "tanh"), ("x",)), ("b", dense(1), ("a",)), last="b")
    assert walk(primed(graph, losses.make("mse"), optimizers.make(name), inputs(3), targets("mse", (1,))), True) > 0


@pytest.mark.parametrize("name", activations)
def test_every_activation(name: str) -> None:
    graph = around(("a", dense(3, name), ("x",)), ("b", dense(2), ("a",)), last="b")
    assert walk(primed(graph, losses.make("mse"), optimizers.make("sgd"), inputs(3), targets("mse", (2,))), False) > 0


def test_recurrent_steps_go_back_through_time() -> None:
    line = steps(
        primed(
            sequence_to_sequence("lstm", "identity"),
            losses.make("mse"),
            optimizers.make("sgd"),
            inputs(4, 3),
            targets("mse", (4, 2)),
        )
    )
    times = [step.index[0] for step in line if step.quantity == "grad_h" and step.index]
    assert times == sorted(times, reverse=True)
    first = [step.quantity for step in line if step.layer == "l" and step.index == (0, 0) and step.phase == "forward"]
    assert first.index("forget_gate_z") < first.index("forget_gate") < first.index("c") < first.index("h")


def test_a_step_of_a_layer_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        describe(Trace(primed_plan("dense")), Step("forward", "nowhere", "z", (0,)))
    assert engine.layers
