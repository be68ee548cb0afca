"""Weighted losses divided by the sum of their samples' weights: a loss that a sample has only within its batch."""

import numpy as np
import pytest

from nnstudio.engine import Place, chain, compile, expand, expand_graph, layers, losses, numerical_check, optimizers
from nnstudio.engine.plan import Plan
from nnstudio.engine.program import Program
from nnstudio.engine.samples import per_sample_gradients

ENDS = {"cross_entropy": "softmax", "cross_entropy_logits": "identity", "nll": "log_softmax"}
ends = pytest.mark.parametrize("loss", ENDS)
WEIGHTS = np.array([0.5, 2.0, 1.0])
X = np.random.default_rng(0).normal(size=(5, 2))
Y = np.eye(3)[[0, 1, 1, 2, 0]]


def trained(loss: str, *, apart: bool = False, **given: object) -> tuple[Program, Plan]:
    """Return a program and its plan after forward and backward; ``apart``: the last activation is not fused."""
    last = layers.make("dense", units=3, activation=ENDS[loss])
    parts = (last, layers.make("flatten")) if apart else (last,)
    made = losses.make(loss, class_weights="0.5, 2, 1", **given)
    program = compile(chain((2,), *parts), made, optimizers.make("sgd"), learning_rate=0.1, dtype="float64", seed=2)
    plan = program.plan(len(X))
    plan.load(*program.arrange(X, Y))
    plan.forward()
    plan.backward()
    return program, plan


@ends
@pytest.mark.parametrize("apart", [False, True])
def test_it_is_the_weighted_mean(loss: str, apart: bool) -> None:
    by_samples, by_weights = trained(loss, apart=apart), trained(loss, apart=apart, normalise="weights")
    share = len(X) / (Y @ WEIGHTS).sum()
    assert float(by_weights[1].loss) == pytest.approx(share * float(by_samples[1].loss), rel=1e-13)
    np.testing.assert_allclose(by_weights[0].grad, share * by_samples[0].grad, rtol=1e-12, atol=1e-16)


@ends
def test_the_gradient_is_the_numerical_one(loss: str) -> None:
    program, _ = trained(loss, normalise="weights")
    assert numerical_check(program, X, Y, Place("dense1", "weight", (0, 2))).error < 1e-7


@ends
@pytest.mark.parametrize("apart", [False, True])
def test_what_the_inspector_shows_adds_up(loss: str, apart: bool) -> None:
    _, plan = trained(loss, apart=apart, normalise="weights")
    for sample in range(len(X)):
        found = expand(plan, "y", "loss", (), sample)
        assert sum(term.value for term in found.terms) == pytest.approx(plan.losses[sample], rel=1e-12)
        for k in range(3):
            found = expand(plan, "dense1", "grad_z", k, sample)
            assert sum(term.value for term in found.terms) == pytest.approx(found.total, rel=1e-9, abs=1e-14)
    gradient = plan.sites["dense1"].gradient("weight")
    np.testing.assert_allclose(per_sample_gradients(plan, "dense1", "weight").mean(axis=0), gradient, atol=1e-15)
    root = expand_graph(plan, "loss", "loss")
    root.backward()
    (weight,) = [node for node in root.topological_order() if node.place == Place("dense1", "weight", (1, 2))]
    assert root.data == pytest.approx(float(plan.loss), rel=1e-12)
    assert weight.grad == pytest.approx(gradient[1, 2], rel=1e-9)


@ends
def test_a_batch_of_no_weight_costs_nothing(loss: str) -> None:
    made = losses.make(loss, class_weights="0, 1, 1", normalise="weights")
    graph = chain((2,), layers.make("dense", units=3, activation=ENDS[loss]))
    program = compile(graph, made, optimizers.make("sgd"), learning_rate=0.1)
    plan = program.plan(2)
    plan.load(*program.arrange(X[:2], np.eye(3)[[0, 0]]))
    plan.step()
    assert plan.loss == 0
    assert not program.grad.any()
