"""Each time step's share in a shared weight's gradient; Jacobians of the state; measures of recurrent layers."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Plan, Program, compile, layers, losses, optimizers
from nnstudio.engine.measures.recurrent import (
    contraction,
    direct_path,
    influence,
    singular_values,
    state_gradients,
)
from nnstudio.engine.recurrence.layer import cells_of
from nnstudio.engine.recurrence.shares import shares
from nnstudio.engine.typing import Array

N, T, D, H = 3, 6, 2, 3
CASES: list[tuple[str, dict[str, object]]] = [
    *(("simple_rnn", {"activation": name}) for name in ("tanh", "relu", "logistic")),
    ("simple_rnn", {"state": "added"}),
    *(("lstm", {"variant": name}) for name in ("standard", "peephole", "coupled", "no_forget")),
    *(("gru", {"reset": name}) for name in ("after", "before")),
]


def ran(kind: str, **options: object) -> tuple[Program, Plan]:
    nodes = (
        GraphNode("x", layers["input"](shape=(T, D))),
        GraphNode("l", layers.make(kind, units=H, **options), ("x",)),
        GraphNode("d", layers.make("dense", units=2), ("l",)),
        GraphNode("y", layers.make("output"), ("d",)),
    )
    rule = optimizers.make("sgd")
    program = compile(Graph(nodes), losses.make("mse"), rule, learning_rate=0.1, dtype="float64")
    random = np.random.default_rng(8)
    for key in program.parameters():
        program.set_parameter(key.layer, key.name, random.normal(size=key.shape))
    plan = program.plan(N)
    plan.load(*program.arrange(random.normal(size=(N, T, D)), random.normal(size=(N, *program.shapes["y"]))))
    plan.forward()
    plan.backward()
    return program, plan


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize(("kind", "own"), CASES)
def test_shares_add_up_to_the_gradient(kind: str, own: dict[str, object], both: bool) -> None:
    program, plan = ran(kind, **own, bidirectional=both, output="sequence")
    for key in program.parameters():
        found = shares(plan, key.layer, key.name)
        assert found.shape == (T, *key.shape)
        assert found.sum(axis=0) == pytest.approx(program.gradient(key.layer, key.name), rel=1e-12, abs=1e-14), key
        assert np.linalg.norm(found, axis=tuple(range(1, found.ndim))).min() >= 0


@pytest.mark.parametrize(("kind", "own"), CASES)
def test_shares_of_the_samples_add_up_to_the_batchs(kind: str, own: dict[str, object]) -> None:
    program, plan = ran(kind, **own, bidirectional=True, output="sequence")
    for key in program.parameters():
        each = [shares(plan, key.layer, key.name, sample) for sample in range(N)]
        assert sum(each) == pytest.approx(shares(plan, key.layer, key.name), rel=1e-12, abs=1e-14), key
        assert not np.allclose(each[0], each[1])


def test_state_gradients_of_the_samples() -> None:
    _, plan = ran("lstm", bidirectional=True)
    for reverse, name in ((False, "grad_h"), (True, "reverse_grad_h")):
        each = [state_gradients(plan, "l", reverse, sample) for sample in range(N)]
        assert each[1] == pytest.approx(np.linalg.norm(plan.quantity("l", name)[1], axis=1))
        assert np.hypot.reduce(each) == pytest.approx(state_gradients(plan, "l", reverse))


def test_shares_stand_in_the_sequences_order() -> None:
    """The first element read has no state before it: of the reverse cell that is the last of the sequence."""
    _, plan = ran("simple_rnn", bidirectional=True, output="sequence")
    assert not shares(plan, "l", "recurrent_weight")[0].any()
    assert not shares(plan, "l", "reverse_recurrent_weight")[-1].any()
    x, delta = plan.quantity("l", "x"), plan.quantity("l", "reverse_grad_z")
    assert shares(plan, "l", "reverse_input_weight")[2] == pytest.approx(x[:, 2].T @ delta[:, 2])


def test_what_is_not_shared_over_time() -> None:
    _, plan = ran("lstm", initial_state="learned")
    for layer, weight in (("l", "initial_hidden"), ("l", "peephole"), ("d", "weight")):
        with pytest.raises(KeyError):
            shares(plan, layer, weight)


def numerical(program: Program, plan: Plan, kind: str, sample: int) -> Array:
    """Nudge the learned initial state: ``∂(h, c) after step 1 / ∂(h, c) before``."""
    names = ["initial_hidden", *(["initial_cell"] if kind == "lstm" else [])]
    columns = []
    for name in names:
        for k in range(H):
            sides = []
            for h in (1e-6, -1e-6):
                kept = program.parameter("l", name).copy()
                program.set_parameter("l", name, kept + h * np.eye(H)[k])
                plan.forward()
                program.set_parameter("l", name, kept)
                sides.append(np.concatenate([plan.quantity("l", q)[sample, 0] for q in ("h", "c")[: len(names)]]))
            columns.append((sides[0] - sides[1]) / 2e-6)
    return np.stack(columns, axis=1)


@pytest.mark.parametrize(("kind", "own"), CASES)
def test_jacobian_of_a_step(kind: str, own: dict[str, object]) -> None:
    program, plan = ran(kind, **own, initial_state="learned")
    wanted = numerical(program, plan, kind, 1)
    plan.forward()
    plan.backward()
    found = cells_of(plan.sites["l"])[0].jacobian(1, 1)
    assert np.linalg.norm(found - wanted) <= 1e-7 * np.linalg.norm(wanted)


@pytest.mark.parametrize(("kind", "own"), CASES)
@pytest.mark.parametrize("reverse", [False, True])
def test_influence_bounds_the_gradient(kind: str, own: dict[str, object], reverse: bool) -> None:
    """With the last state alone given out, ‖∂L/∂h_k‖ ≤ ‖∂h_T/∂h_k‖ ‖∂L/∂h_T‖, sample by sample."""
    _, plan = ran(kind, **own, bidirectional=True)
    name = "reverse_grad_h" if reverse else "grad_h"
    for sample in range(N):
        found = influence(plan, "l", sample, reverse=reverse)
        norms = np.linalg.norm(plan.quantity("l", name)[sample], axis=1)
        last = 0 if reverse else T - 1
        assert found[last] == 1
        assert (norms <= found * norms[last] * (1 + 1e-12)).all()
        assert found[last - 1 if last else 1] > 0


def test_influence_of_the_simple_cell_is_the_product_of_its_jacobians() -> None:
    program, plan = ran("simple_rnn")
    slope, weight = plan.quantity("l", "slope")[2], program.parameter("l", "recurrent_weight")
    product = np.eye(H)
    for t in (4, 3, 2):
        product = product @ (slope[t][:, None] * weight.T)
    found = influence(plan, "l", 2, step=4)
    assert found[1] == pytest.approx(np.linalg.norm(product, 2))
    assert found[5] == 0
    assert found[3] <= contraction(plan, "l") + 1e-12


def test_singular_values_and_norms() -> None:
    program, plan = ran("lstm", bidirectional=True)
    found = singular_values(program, "l", reverse=True)
    assert list(found) == ["forget", "input", "candidate", "output"]
    block = program.parameter("l", "reverse_recurrent_weight")[:, H : 2 * H]
    assert found["input"] == pytest.approx(np.linalg.svd(block)[1])
    grad = plan.quantity("l", "grad_h")
    assert state_gradients(plan, "l") == pytest.approx(np.sqrt((grad**2).sum(axis=(0, 2))))
    with pytest.raises(KeyError):
        singular_values(program, "d")


def test_direct_path_is_the_product_of_forget_gates() -> None:
    _, plan = ran("lstm")
    gate = plan.quantity("l", "forget_gate")[1]
    found = direct_path(plan, "l", 1)
    assert found[-1] == pytest.approx(np.ones(H))
    assert found[2] == pytest.approx(gate[3:].prod(axis=0))
    _, plan = ran("lstm", variant="no_forget")
    assert (direct_path(plan, "l", 0) == 1).all()
    with pytest.raises(KeyError):
        direct_path(ran("gru")[1], "l", 0)
