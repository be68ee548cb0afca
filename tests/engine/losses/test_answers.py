"""What a network answers behind a loss of net inputs: probabilities, a class, or scores that keep their order."""

import numpy as np
import pytest

from nnstudio.data.samples import Task
from nnstudio.engine import Program, chain, compile, layers, losses, optimizers
from nnstudio.engine.typing import Array
from nnstudio.training.measure import Measure

X = np.array([[0.5, 2.0, -1.0], [0.2, 0.1, 0.9], [-0.3, -0.2, -0.1]])
HINGES = ("hinge", "squared_hinge")


def passing(loss: str, weight: Array) -> Program:
    """Return a program of one dense layer with these weights."""
    graph = chain((len(weight),), layers.make("dense", units=weight.shape[1]))
    program = compile(graph, losses.make(loss), optimizers.make("sgd"), learning_rate=0.1, dtype="float64")
    program.set_parameter("dense1", "weight", weight)
    return program


@pytest.mark.parametrize("loss", [*HINGES, "cross_entropy_logits", "binary_cross_entropy_logits"])
def test_the_largest_score_is_the_answer(loss: str) -> None:
    program = passing(loss, np.eye(3))
    assert program.predict(X).argmax(axis=1).tolist() == [1, 2, 2]
    assert Measure(program, *program.arrange(X, np.eye(3)[[1, 2, 2]]), Task.CLASSIFICATION).run()[1] == 1.0


@pytest.mark.parametrize("loss", HINGES)
def test_one_output_answers_with_the_class_and_ranks_by_the_score(loss: str) -> None:
    program = passing(loss, np.array([[2.0]]))
    x, y = np.array([[-1.0], [0.2], [0.4]]), np.array([[0.0], [1.0], [1.0]])
    np.testing.assert_array_equal(program.predict(x), y)
    plan = program.plan(3, "evaluate")
    plan.load(*program.arrange(x, y))
    plan.forward()
    np.testing.assert_array_equal(plan.scores_of("y"), 2 * x)
    assert Measure(program, *program.arrange(x, y), Task.CLASSIFICATION).run()[1] == 1.0


def test_probabilities_rank_by_themselves() -> None:
    program = passing("cross_entropy_logits", np.eye(3))
    plan = program.plan(3, "predict")
    plan.fill([program.arrange(X, np.eye(3))[0]])
    plan.forward()
    np.testing.assert_array_equal(plan.scores_of("y"), plan.prediction)
    np.testing.assert_allclose(plan.scores_of("y").sum(axis=1), 1)


def test_log_probabilities_are_answered_as_the_probabilities() -> None:
    """A plane of them had no colour, and the bar of the likeliest class was the shortest."""
    ends = {"nll": "log_softmax", "cross_entropy": "softmax"}
    made = [
        compile(
            chain((3,), layers.make("dense", units=3, activation=end)),
            losses.make(loss),
            "sgd",
            learning_rate=0.1,
            dtype="float64",
        )
        for loss, end in ends.items()
    ]
    for program in made:
        program.set_parameter("dense1", "weight", 3 * np.eye(3))
    np.testing.assert_allclose(made[0].predict(X), made[1].predict(X), rtol=1e-14)
