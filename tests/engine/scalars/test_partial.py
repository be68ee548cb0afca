"""A graph that has been cut off says so; what is counted is what is built; constants are no cut."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine import Plan, Program, layers, losses, optimizers
from nnstudio.engine.errors import DataError
from nnstudio.engine.layer import Layer
from nnstudio.engine.scalars import Value, expand_graph, jacobian
from nnstudio.engine.terms import Place


def primed(shape: tuple[int, ...], *parts: Layer, count: int = 4, loss: str = "mse") -> tuple[Program, Plan]:
    program = engine.compile(
        engine.chain(shape, *parts), losses.make(loss), optimizers.make("sgd"), learning_rate=0.1, dtype="float64"
    )
    random = np.random.default_rng(1)
    plan = program.plan(count)
    out = plan.sites[program.graph.sinks[0]].output.shape
    target = random.normal(size=(count, *out)) if loss == "mse" else np.eye(*out)[random.integers(0, out[0], count)]
    plan.load(*program.arrange(random.normal(size=(count, *shape)), target))
    plan.step()
    plan.forward()
    plan.backward()
    return program, plan


def dense(units: int, activation: str = "identity") -> Layer:
    return layers.make("dense", units=units, activation=activation)


def assert_gradients(program: Program, root: Value) -> None:
    root.backward()
    found = {(key.layer, key.name): np.zeros(key.shape) for key in program.parameters()}
    for node in root.topological_order():
        if node.is_leaf and node.place and (node.place.layer, node.place.quantity) in found:
            found[node.place.layer, node.place.quantity][node.place.index] += node.grad
    for (layer, name), own in found.items():
        np.testing.assert_allclose(own, program.gradient(layer, name), rtol=0, atol=1e-12, err_msg=f"{layer}.{name}")


def test_shared_nodes_count_once() -> None:
    program, plan = primed((8,), dense(32, "tanh"), dense(2), count=32)
    root = expand_graph(plan, "loss", "loss")
    assert root.complete
    assert len(root.topological_order()) == 13_315
    assert expand_graph(plan, "loss", "loss", largest=13_315).complete
    assert not expand_graph(plan, "loss", "loss", largest=13_314).complete
    assert_gradients(program, root)


CASES = {
    "mse": ((3,), (dense(4, "tanh"), dense(2)), "mse"),
    "softmax": ((3,), (dense(4, "relu"), dense(3, "softmax")), "cross_entropy"),
    "dropout": ((3,), (dense(5, "tanh"), layers.make("dropout", rate=0.4), dense(2)), "mse"),
    "lstm": ((5, 2), (layers.make("lstm", units=2), dense(2)), "mse"),
    "gru": ((5, 2), (layers.make("gru", units=2, truncation=2), dense(2)), "mse"),
    "sequence": ((3, 2), (layers.make("simple_rnn", units=2, output="sequence"), dense(2)), "mse"),
    "image": ((4, 4, 1), (layers.make("convolution2d", filters=2), layers.make("flatten"), dense(2)), "mse"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_does_not_fit_is_refused(case: str) -> None:
    shape, parts, loss = CASES[case]
    program, plan = primed(shape, *parts, loss=loss)
    whole = expand_graph(plan, "loss", "loss", largest=100_000)
    size = len(whole.topological_order())
    assert whole.complete
    assert not whole.extent
    assert_gradients(program, whole)
    for largest in (size // 4, size // 2, size - 1):
        part = expand_graph(plan, "loss", "loss", largest=largest)
        assert len(part.topological_order()) <= largest
        folded = part.folded_leaves()
        assert folded
        assert all(node.is_leaf and node.folded for node in folded)
        assert part.extent == pytest.approx(size, rel=0.25)
        for attempt in (
            part.backward,
            lambda part=part: part.forward(part),
            lambda part=part: jacobian([part], [part]),
        ):
            with pytest.raises(DataError, match="largest"):
                attempt()
        assert not any(node.grad for node in part.topological_order())
        part.backward(partial=True)
        assert part.grad == 1
        assert part.forward(part, partial=True) == 1
        assert jacobian([part], [part], partial=True) == jacobian([part], [part], "forward", partial=True) == [[1.0]]


def test_what_is_built_on_a_part_is_a_part() -> None:
    _, plan = primed((3,), dense(4, "tanh"), dense(2))
    part = expand_graph(plan, "dense2", "a", 0, 0, depth=1)
    with pytest.raises(DataError, match="depth"):
        (part * 2).backward()
    limited = expand_graph(plan, "loss", "loss", largest=60)
    with pytest.raises(DataError, match=f"{limited.extent:,}"):
        (limited * 2).backward()


FIXED = {
    "mask": ((3,), layers.make("dropout", rate=0.4)),
    "channels": ((4, 3), layers.make("dropout", rate=0.4, spatial=True)),
    "position": ((4, 3), layers.make("positional_encoding")),
}


@pytest.mark.parametrize("case", FIXED)
def test_constants_are_not_folded(case: str) -> None:
    shape, layer = FIXED[case]
    program, plan = primed(shape, dense(3, "tanh"), layer, layers.make("flatten"), dense(2))
    root = expand_graph(plan, "loss", "loss")
    assert root.complete
    name = f"{layer.declaration.id}1"
    fixed = [node for node in root.topological_order() if node.place and node.place.layer == name and node.is_leaf]
    assert {node.place.quantity for node in fixed if node.place} == {"position" if case == "position" else "mask"}
    assert_gradients(program, root)
    alone = expand_graph(plan, name, fixed[0].place.quantity, fixed[0].place.index, 0) if fixed[0].place else root
    assert alone.complete
    assert alone.is_leaf


def test_a_quantity_of_unknown_origin_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise KeyError

    _, plan = primed((3,), dense(4, "tanh"), dense(2))
    monkeypatch.setattr(layers["dense"], "terms", unknown)
    root = expand_graph(plan, "dense2", "a", 0, 0)
    assert not root.complete
    with pytest.raises(DataError):
        root.backward()


def test_the_learned_positions_are_leaves() -> None:
    program, plan = primed(
        (4, 3), layers.make("positional_encoding", encoding="learned"), layers.make("flatten"), dense(2)
    )
    root = expand_graph(plan, "loss", "loss")
    assert_gradients(program, root)
    named = [node for node in root.topological_order() if node.place and node.place.quantity == "position"]
    assert {node.is_leaf for node in named} == {True, False}
    assert {node.place.sample < 0 for node in named if node.place and node.is_leaf} == {True}


def test_time_is_cut_where_the_plan_cuts_it() -> None:
    _, plan = primed((5, 2), layers.make("simple_rnn", units=2, truncation=2), dense(2), count=1)
    z = expand_graph(plan, "simple_rnn1", "z", (2, 0), 0)
    cuts = [node for node in z.topological_order() if node.operation == "cut"]
    assert [node.children[0].place for node in cuts] == [Place("simple_rnn1", "h", (1, k), 0) for k in range(2)]
    assert [node.data for node in cuts] == plan.quantity("simple_rnn1", "h")[0, 1].tolist()
    assert {node.slopes for node in cuts} == {(0.0,)}
    z.backward()
    assert all(node.children[0].grad == 0 for node in cuts)
    uncut = expand_graph(plan, "simple_rnn1", "z", (1, 0), 0)
    assert not any(node.operation == "cut" for node in uncut.topological_order())
