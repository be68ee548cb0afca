"""Several outputs in a document: what is allowed, what is wrong and mended, weights in edits and in the file."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from nnstudio.document import (
    AddLayer,
    Connect,
    Document,
    RemoveLayers,
    SetLossWeight,
    SetOutputLoss,
    SetTraining,
    analyse,
    apply,
    difference,
    from_json,
    opening_document,
    templates,
    to_graph,
    to_json,
)
from nnstudio.document.errors import EditError, FormatError
from nnstudio.document.history import History
from nnstudio.document.model import OutputLoss
from nnstudio.engine.errors import ParameterError


def two_outputs(units: int = 1, activation: str = "logistic") -> Document:
    """Return the opening document, 2-6-4-1, with a second answer from its first hidden layer."""
    parameters = (("activation", activation), ("units", units))
    made = apply(opening_document(), AddLayer("dense", 400, 200, parameters))
    return apply(apply(made, Connect("n2", "n6")), AddLayer("output", 600, 200, connect_from="n6"))


def test_two_outputs_are_trainable() -> None:
    found = analyse(two_outputs())
    assert found.is_trainable
    assert found.problems == ()
    shape = found.data
    assert shape is not None
    assert to_graph(two_outputs(), shape).sinks == ("n5", "n7")


@pytest.mark.parametrize(("units", "activation"), [(3, "softmax"), (2, "softmax"), (1, "tanh")])
def test_an_output_that_cannot_learn_the_target_is_mended(units: int, activation: str) -> None:
    made = two_outputs(units, activation)
    (problem,) = [each for each in analyse(made).problems if each.is_error]
    assert problem.node == "n6"
    assert problem.fix is not None
    mended = apply(made, problem.fix)
    assert analyse(mended).is_trainable
    assert mended.network.by_id["n4"] == made.network.by_id["n4"], "the other way is left alone"


def test_what_others_read_is_not_resized_for_an_output() -> None:
    made = apply(opening_document(), AddLayer("output", connect_from="n3"))
    (problem,) = [each for each in analyse(made).problems if each.is_error]
    assert problem.fix is not None
    mended = apply(made, problem.fix)
    assert mended.network.by_id["n3"] == made.network.by_id["n3"]
    assert analyse(mended).is_trainable


def test_two_outputs_may_read_one_layer() -> None:
    made = apply(apply(opening_document(), AddLayer("output")), Connect("n4", "n6"))
    assert analyse(made).is_trainable


def test_a_weight_is_a_setting_of_the_training() -> None:
    made = two_outputs()
    changed = apply(made, SetLossWeight("n7", 0.3))
    assert changed.training.loss_weights == (("n7", 0.3),)
    assert changed.network is made.network
    assert difference(made, changed).training == {"loss_weights"}
    assert not difference(made, changed).network
    assert apply(changed, SetLossWeight("n7", 1.0)).training.loss_weights == ()
    assert str(SetLossWeight("n7", 0.3).name) == "Change Loss weight"


def test_dragging_a_slider_is_one_step_back() -> None:
    made = two_outputs()
    history, document = History(), made
    for value in (0.5, 0.4, 0.3):
        edit = SetLossWeight("n7", value)
        after = apply(document, edit)
        history, document = history.push(document, after, edit, merge=True), after
    _, before = history.undo()
    assert before == made


@pytest.mark.parametrize("value", [-0.1, math.nan, math.inf, 101.0, "much", True])
def test_a_weight_out_of_range_is_refused(value: Any) -> None:
    with pytest.raises(ParameterError) as caught:
        apply(two_outputs(), SetLossWeight("n7", value))
    assert caught.value.place == "training.loss_weights.n7"


def test_only_an_output_has_a_weight() -> None:
    with pytest.raises(EditError):
        apply(two_outputs(), SetLossWeight("n2", 0.3))
    with pytest.raises(ParameterError):
        apply(two_outputs(), SetTraining((("loss_weights", 0.3),)))


def test_an_output_that_comes_back_has_its_weight() -> None:
    made = apply(two_outputs(), SetLossWeight("n7", 0.3))
    alone = apply(made, RemoveLayers(("n6", "n7")))
    assert analyse(alone).is_trainable
    assert alone.training.loss_weights == (("n7", 0.3),)


def test_a_file_keeps_the_weights() -> None:
    made = apply(two_outputs(), SetLossWeight("n7", 0.3))
    assert from_json(to_json(made)) == made
    content = json.loads(to_json(made))
    assert content["version"] == 7
    content["training"]["loss_weights"] = {"n7": -1}
    with pytest.raises(FormatError) as caught:
        from_json(json.dumps(content))
    assert caught.value.place == "training.loss_weights.n7"


def test_an_older_file_has_no_weights() -> None:
    content = json.loads(to_json(opening_document()))
    del content["training"]["loss_weights"]
    content["version"] = 3
    assert from_json(json.dumps(content)) == opening_document()


def test_an_output_may_have_a_loss_of_its_own() -> None:
    made = two_outputs()
    changed = apply(made, SetOutputLoss("n7", "mse"))
    assert changed.training.output_losses == (OutputLoss("n7", "mse"),)
    assert changed.training.loss_at("n7") == ("mse", ())
    assert changed.training.loss_at("n5") == ("binary_cross_entropy", ())
    assert difference(made, changed).training == {"output_losses"}
    assert changed.network is made.network
    assert analyse(changed).problems == ()
    assert apply(changed, SetOutputLoss("n7", "same")) == made


def test_an_own_loss_has_its_own_parameters() -> None:
    made = apply(two_outputs(), SetOutputLoss("n7", "huber", (("delta", 2.0),)))
    assert made.training.loss_at("n7") == ("huber", (("delta", 2.0),))
    with pytest.raises(ParameterError):
        apply(made, SetOutputLoss("n7", "huber", (("delta", -1.0),)))
    with pytest.raises(ParameterError) as caught:
        apply(made, SetOutputLoss("n7", "guess"))
    assert caught.value.place == "training.output_losses.n7"
    with pytest.raises(EditError):
        apply(made, SetOutputLoss("n2", "mse"))
    with pytest.raises(ParameterError):
        apply(made, SetTraining((("output_losses", (("n7", "mse"),)),)))


def test_a_loss_that_does_not_fit_is_mended_where_it_is_set() -> None:
    made = apply(two_outputs(), SetOutputLoss("n7", "cross_entropy"))
    (problem,) = [each for each in analyse(made).problems if each.is_error]
    assert problem.node == "n7"
    assert problem.fix is not None
    mended = apply(made, problem.fix)
    assert mended.training.loss == "binary_cross_entropy"
    assert mended.training.loss_at("n7")[0] == "binary_cross_entropy"
    assert mended.network == made.network
    assert analyse(mended).is_trainable
    alone = apply(made, RemoveLayers(("n6", "n7")))
    assert analyse(alone).problems == (), "what one output learns by is the loss of the training"


def test_class_weights_of_an_own_loss_that_do_not_fit_are_mended_there() -> None:
    made = apply(two_outputs(), SetOutputLoss("n7", "binary_cross_entropy", (("class_weights", "1, 2, 3"),)))
    (problem,) = [each for each in analyse(made).problems if each.is_error]
    assert problem.node == "n7"
    assert problem.fix is not None
    mended = apply(made, problem.fix)
    assert analyse(mended).is_trainable
    assert mended.training.loss_parameters == made.training.loss_parameters


def test_a_file_keeps_the_losses() -> None:
    made = apply(two_outputs(), SetOutputLoss("n7", "huber", (("delta", 2.0),)))
    assert from_json(to_json(made)) == made
    content = json.loads(to_json(made))
    (written,) = content["training"]["output_losses"]
    assert written == {"output": "n7", "loss": "huber", "parameters": {"delta": 2.0, "reduction": "mean"}}
    content["training"]["output_losses"][0]["loss"] = "guess"
    with pytest.raises(FormatError) as caught:
        from_json(json.dumps(content))
    assert caught.value.place == "training.output_losses.n7"


def test_the_template_has_an_early_answer_of_less_weight() -> None:
    made = templates["auxiliary"]().document()
    (weight,) = made.training.loss_weights
    first, early = made.network.of_kind("output")
    assert weight == (early.id, 0.3)
    assert analyse(made).problems == ()
    assert from_json(to_json(made)) == made
    assert first.id in {node.id for node in made.network.nodes}
