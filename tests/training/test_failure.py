"""A number that is not finite stops the run, which names step and layer and stands at the last sound step."""

from __future__ import annotations

import numpy as np
import pytest
from training_networks import Endless, document, loading, problem

from nnstudio.document import SetTraining, apply
from nnstudio.training.failure import Failure, explain, find, recover
from nnstudio.training.headless import TrainingError, train

WORDS = {"weight": "the weights", "z": "the net input z", "loss": "the loss", "grad_z": "∂L/∂z", "gain": "gain"}


def diverging() -> dict[str, object]:
    return {"data": "plane", "loss": "mse", "optimizer": "sgd", "learning_rate": 1e30}


def relu(hidden: str = "relu") -> object:
    from nnstudio.document import SetParameters

    made = document(**diverging())
    made = apply(made, SetParameters("n2", (("activation", hidden),)))
    return apply(made, SetParameters("n3", (("activation", "identity"),)))


def test_the_step_and_layer_are_found_and_the_state_before_is_back() -> None:
    from nnstudio.training.headless import make_problem

    made = make_problem(relu())
    run = made.run
    with np.errstate(all="ignore"):
        while all(np.isfinite(run.losses)):
            run.advance(1000, Endless())
        failure = recover(run)
    assert failure.layer in made.program.graph.order
    assert failure.step == run.step + 1 or run.step == 0
    assert np.isfinite(made.program.theta).all()
    assert np.isfinite(run.plan.losses).all()
    assert failure.layer in str(explain(failure, failure.layer, 1e30))


def test_the_first_layer_in_order_is_named() -> None:
    made = problem()
    made.program.theta[:] = np.nan
    assert find(made.program, made.run.plan, 7).layer == "n2"


def test_the_very_number_is_named() -> None:
    made = problem()
    weight = made.program.layout.view(made.program.theta, "n3", "weight")
    weight[1, 0] = np.inf
    assert find(made.program, made.run.plan, 7) == Failure("n3", "weight", 7, (1, 0), "weight")


def test_headless_training_says_what_to_try() -> None:
    with pytest.raises(TrainingError, match="smaller learning rate"):
        train(relu(), steps=500)


def test_a_failed_run_can_go_on_with_a_smaller_rate() -> None:
    assert loading(apply(relu(), SetTraining((("learning_rate", 0.001),)))).settings.learning_rate == 0.001


@pytest.mark.parametrize("quantity", ["weight", "z", "loss", "grad_z", "gain"])
def test_the_message_names_the_quantity_in_words(quantity: str) -> None:
    said = str(explain(Failure("n2", quantity, 7), "Hidden 1", 0.5))
    assert f"first in {WORDS[quantity]} of layer “Hidden 1”" in said
