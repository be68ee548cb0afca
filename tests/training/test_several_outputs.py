"""Two outputs through the real run: weighted losses, measured one by one, and weights that change as it goes on."""

from __future__ import annotations

import numpy as np
import pytest
from training_networks import Endless, document, problem

from nnstudio.document import SetLossWeight, apply
from nnstudio.document.model import OutputLoss
from nnstudio.training import commands as c
from nnstudio.training.comparison import differences
from nnstudio.training.copies import Copies
from nnstudio.training.curves import RunCurves, of_output
from nnstudio.training.headless import train
from nnstudio.training.live import change
from nnstudio.training.mailbox import Scalars

FIRST, EARLY = "n4", "n6"


def test_the_first_output_added_is_the_networks() -> None:
    graph = problem(early=True).program.graph
    assert graph.sinks == (FIRST, EARLY)


def test_both_learn_the_same_target_by_their_weights() -> None:
    posed = problem(early=True, loss_weights=((EARLY, 0.3),))
    plan = posed.run.plan
    np.testing.assert_array_equal(plan.targets[0], plan.targets[1])
    means = [float(plan.mean_of(name)) for name in (FIRST, EARLY)]
    assert float(plan.loss) == pytest.approx(means[0] + 0.3 * means[1], rel=1e-6)


def test_each_output_is_measured() -> None:
    result = train(document(early=True, loss_weights=((EARLY, 0.3),)), epochs=40)
    found = result.problem.measure()
    assert found is not None
    (first, *one), (early, *other) = found.outputs
    assert (first, early) == (FIRST, EARLY)
    assert found.train_loss == pytest.approx(one[0] + 0.3 * other[0], rel=1e-5)
    assert found.train_metric == one[2] > 0.8
    assert other[2] > 0.8
    answers = result.problem.training.answers(EARLY)
    assert np.mean((answers[:, 0] > 0.5) == result.problem.training.targets) == pytest.approx(other[2])


OWN = (OutputLoss(EARLY, "mse"),)


def test_each_learns_by_its_own_loss() -> None:
    posed = problem(early=True, output_losses=OWN, loss_weights=((EARLY, 0.3),))
    plan = posed.run.plan
    assert [plan.loss_of(name).declaration.id for name in (FIRST, EARLY)] == ["binary_cross_entropy", "mse"]
    target, answer = plan.targets[1][0], plan.prediction_of(EARLY)[:, 0]
    assert float(plan.mean_of(EARLY)) == pytest.approx(float(np.mean((answer - target) ** 2)), rel=1e-5)
    plain = problem(early=True, loss_weights=((EARLY, 0.3),)).run.plan
    assert float(plan.mean_of(FIRST)) == float(plain.mean_of(FIRST))
    assert float(plan.mean_of(EARLY)) != float(plain.mean_of(EARLY))


def test_a_set_is_measured_by_each_outputs_own_loss() -> None:
    weighted = (OutputLoss(EARLY, "binary_cross_entropy", (("class_weights", "1, 5"),)),)
    posed = problem(early=True, output_losses=weighted, loss_weights=((EARLY, 0.3),))
    posed.run.advance(20, Endless())
    found = posed.measure()
    assert found is not None
    (_, first, *_), (_, early, *_) = found.outputs
    targets, answers = posed.training.targets.reshape(-1), posed.training.answers(EARLY)[:, 0].astype(float)
    shares = np.where(targets == 1, 5.0, 1.0)
    own = -(shares * np.log(np.where(targets == 1, answers, 1 - answers))).mean()
    assert early == pytest.approx(own, rel=1e-4)
    assert found.train_loss == pytest.approx(first + 0.3 * early, rel=1e-5)


def test_an_own_loss_says_nothing_to_one_output() -> None:
    posed, plain = problem(output_losses=(OutputLoss(FIRST, "mse"),)), problem()
    assert float(posed.run.plan.loss) == float(plain.run.plan.loss)


def test_runs_that_are_compared_tell_what_their_outputs_are_judged_by() -> None:
    one = document(early=True, output_losses=OWN)
    other = document(early=True, loss_weights=((EARLY, 0.3),))
    rows = {str(row.name): tuple(map(str, row.values)) for row in differences([one, other])}
    name = one.network.by_id[EARLY].name
    assert rows[f"{name} · Loss function"] == ("Mean squared error", "As set for the training")
    assert rows[f"{name} · Loss weight"] == ("1.0", "0.3")


def test_one_output_is_measured_as_ever() -> None:
    found = problem().measure()
    assert found is not None
    assert found.outputs == ()
    assert problem().program.judges.weighted is False


def test_a_weight_changes_in_the_midst_of_a_run() -> None:
    posed = problem(early=True, optimizer="sgd")
    run, settings = posed.run, document(early=True, optimizer="sgd").training
    run.advance(5, Endless())
    theta, gradient = posed.program.theta.copy(), posed.program.grad.copy()
    after = change(c.SetLossWeights(((EARLY, 0.0),)), posed, settings)
    assert after.loss_weights == ((EARLY, 0.0),)
    assert run.step == 5
    np.testing.assert_array_equal(posed.program.theta, theta)
    assert float(run.plan.loss) == float(run.plan.mean_of(FIRST))
    assert not np.array_equal(posed.program.grad, gradient), "the batch under way was brought through again"
    weight = posed.program.parameter("n5", "weight").copy()
    run.advance(3, Endless())
    np.testing.assert_array_equal(posed.program.parameter("n5", "weight"), weight)
    assert float(np.abs(posed.program.gradient("n5", "weight")).max()) == 0.0


def test_a_weight_says_nothing_to_one_output() -> None:
    posed = problem(loss_weights=(("n4", 0.5),))
    plain = problem()
    assert float(posed.run.plan.loss) == float(plain.run.plan.loss)
    change(c.SetLossWeights((("n4", 0.1),)), posed, document().training)
    assert float(posed.run.plan.loss) == float(plain.run.plan.loss)


def test_copies_show_the_weights_in_force() -> None:
    posed = problem(early=True)
    copies = Copies(posed.program)
    posed.program.set_loss_weights({EARLY: 0.25})
    posed.run.bring_again()
    own = copies.take(posed.program, posed.run.plan)
    assert own.weight_of(EARLY) == 0.25
    assert float(own.mean_of(EARLY)) == float(posed.run.plan.mean_of(EARLY))
    assert float(own.loss) == float(posed.run.plan.loss)


def test_curves_are_kept_for_each_output_and_come_back() -> None:
    found = problem(early=True).measure()
    assert found is not None
    curves = RunCurves()
    curves.absorb(Scalars(1, np.array([0]), np.array([found.train_loss]), (found,)))
    own = curves.all()[of_output("train_loss", EARLY)]
    assert own.last_value == found.outputs[1][1]
    loaded = RunCurves()
    loaded.load_arrays(curves.save_arrays())
    assert loaded.all().keys() == curves.all().keys()
    assert loaded.all()[of_output("validation_metric", FIRST)].last_value == found.outputs[0][4]
    assert curves.branch(2, 0).all().keys() == curves.all().keys()
    curves.clear()
    assert of_output("train_loss", EARLY) not in curves.all()


def test_a_document_with_another_weight_is_another_problem_but_the_same_network() -> None:
    made = document(early=True)
    other = apply(made, SetLossWeight(EARLY, 0.5))
    assert other.network is made.network
    assert train(made, steps=3).losses[0] != train(other, steps=3).losses[0]
