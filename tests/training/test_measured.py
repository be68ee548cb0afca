"""Any of the engine's metrics of a run, on each of its sets; a run's own accuracy and R² are two of them."""

import math
from dataclasses import replace

import numpy as np
import pytest
from training_networks import document, problem

from nnstudio.data.samples import Task
from nnstudio.document import Document
from nnstudio.engine import chain, compile, layers, losses, metrics, optimizers
from nnstudio.engine.errors import DataError, ParameterError
from nnstudio.training.headless import Result, train
from nnstudio.training.measure import SLICE, Measure


@pytest.fixture(scope="module")
def result() -> Result:
    return train(document(12), epochs=30)


def test_every_metric_of_a_run_by_its_id(result: Result) -> None:
    for part, metric in (("training", result.train_metric), ("test", result.test_metric)):
        assert float(result.measured("accuracy", part)) == metric
        table = result.measured("confusion_matrix", part)
        assert np.trace(table) / table.sum() == pytest.approx(metric)
    table = result.measured("confusion_matrix")
    found = table[1, 1] / table[1].sum(), table[1, 1] / table[:, 1].sum()
    assert float(result.measured("recall", average="positive")) == pytest.approx(found[0])
    assert float(result.measured("precision", average="positive")) == pytest.approx(found[1])
    assert float(result.measured("f1", average="positive")) == pytest.approx(2 / (1 / found[0] + 1 / found[1]))
    assert result.measured("roc", positive=1).shape[1] == 3
    assert result.test_metric <= float(result.measured("auc")) <= 1


def test_what_there_is_not_is_refused(result: Result) -> None:
    for metric, part, given in (("f2", "test", {}), ("f1", "exam", {}), ("f1", "test", {"average": "median"})):
        with pytest.raises(ParameterError):
            result.measured(metric, part, **given)
    empty = replace(
        result, problem=replace(result.problem, test=Measure(result.problem.program, None, None, Task.CLASSIFICATION))
    )
    with pytest.raises(DataError):
        empty.measured("f1")


def values(**training: object) -> Document:
    """Return a small network for numbers."""
    made = document(6, data="sine", loss="mse", **training)
    dense = made.network.nodes[-2]
    flat = tuple((key, "identity" if key == "activation" else value) for key, value in dense.parameters)
    nodes = (*made.network.nodes[:-2], replace(dense, parameters=flat), made.network.nodes[-1])
    return replace(made, network=replace(made.network, nodes=nodes))


def test_values_are_measured_in_the_target_s_own_unit() -> None:
    run = train(values(), epochs=5)
    prepared = run.prepared
    assert prepared is not None
    x, y = prepared.test.x, prepared.unscaled_target(prepared.test.y.reshape(len(prepared.test.y), -1))
    found = prepared.unscaled_target(run.problem.program.predict(x))
    assert float(run.measured("mae")) == pytest.approx(np.abs(found - y).mean(), rel=1e-5)
    assert float(run.measured("r2")) == pytest.approx(run.test_metric, rel=1e-5)


def test_a_hinge_run_is_ranked_by_its_scores() -> None:
    run = train(document(6, loss="hinge"), epochs=3)
    program, measure = run.problem.program, run.problem.test
    assert set(np.unique(measure.answers())) <= {0.0, 1.0}
    assert len(np.unique(measure.answers(ranks=True))) > 2
    assert program.loss_of(program.graph.sinks[0]).reads_logits == "step"
    assert len(run.measured("roc")) > 3


def test_slices_are_put_together_in_order_and_nan_is_no_accuracy() -> None:
    x = np.random.default_rng(0).normal(size=(2 * SLICE + 7, 4, 2))
    y = np.eye(3)[np.random.default_rng(1).integers(0, 3, x.shape[:2])]
    graph = chain((4, 2), layers.make("dense", units=3, activation="softmax"))
    program = compile(graph, losses.make("cross_entropy"), optimizers.make("sgd"), learning_rate=0.1)
    measure = Measure(program, *program.arrange(x, y), Task.CLASSIFICATION)
    np.testing.assert_array_equal(measure.answers(), program.predict(x))
    wanted = float(metrics.make("accuracy").measure(program.predict(x), y))
    assert measure.run()[1] == pytest.approx(wanted)
    calls = iter([False, True])
    assert math.isnan(measure.run(lambda: next(calls))[1])
    program.theta[:] = np.nan
    with np.errstate(all="ignore"):
        assert math.isnan(measure.run()[1])
    assert problem().training.run()[1] <= 1


@pytest.mark.parametrize("steps", [(), (3,)], ids=["one answer", "an answer a step"])
@pytest.mark.parametrize("given", [{"normalise": "weights"}, {"normalise": "samples"}, {"class_weights": ""}], ids=str)
def test_the_loss_of_several_slices_is_that_of_the_set_in_one_piece(
    given: dict[str, str], steps: tuple[int, ...]
) -> None:
    """The first slices hold the light class, the last one the heavy one: a mean of their means would be far off."""
    count, random = 2 * SLICE + 40, np.random.default_rng(4)
    classes = np.sort(random.random((count, *steps)) > 0.8, axis=0).astype(int)
    x, y = random.normal(size=(count, *steps, 2)), np.eye(2)[classes]
    loss = losses.make("cross_entropy", **{"class_weights": "0.1, 5", **given})
    graph = chain((*steps, 2), layers.make("dense", units=2, activation="softmax"))
    program = compile(graph, loss, optimizers.make("sgd"), learning_rate=0.1, dtype="float64", seed=2)
    arranged = program.arrange(x, y)
    whole = program.plan(count, "evaluate")
    whole.load(*arranged)
    whole.forward()
    found, _ = Measure(program, *arranged, Task.CLASSIFICATION).run()
    assert found == pytest.approx(float(whole.loss), rel=1e-12)


def test_slices_without_any_weight_have_a_loss_of_0() -> None:
    loss = losses.make("cross_entropy", class_weights="0, 1", normalise="weights")
    graph = chain(2, layers.make("dense", units=2, activation="softmax"))
    program = compile(graph, loss, optimizers.make("sgd"), learning_rate=0.1)
    x = np.random.default_rng(0).normal(size=(SLICE + 1, 2))
    y = np.tile([1.0, 0.0], (SLICE + 1, 1))
    assert Measure(program, *program.arrange(x, y), Task.CLASSIFICATION).run()[0] == 0
