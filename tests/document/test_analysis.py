"""What is said of a document, and that each fix offered mends what it is offered for."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest

from nnstudio.document import (
    AddLayer,
    Connect,
    Disconnect,
    Document,
    Edit,
    Network,
    Node,
    Problem,
    RemoveLayers,
    SetData,
    SetParameters,
    SetTraining,
    Severity,
    Wire,
    analyse,
    apply,
    opening_document,
    to_graph,
)
from nnstudio.document.layout import PITCH
from nnstudio.engine import ParameterError, infer_shapes


def after(*edits: Edit) -> Document:
    document = opening_document()
    for edit in edits:
        document = apply(document, edit)
    return document


def mended(document: Document) -> Document:
    """Press the first fix until there is none."""
    for _ in range(12):
        fixes = [problem.fix for problem in analyse(document).problems if problem.fix is not None]
        if not fixes:
            return document
        document = apply(document, fixes[0])
    raise AssertionError([str(problem.message) for problem in analyse(document).problems])


def only(document: Document) -> Problem:
    problems = analyse(document).problems
    assert len(problems) == 1, [str(problem.message) for problem in problems]
    return problems[0]


def test_the_opening_document_is_in_order() -> None:
    analysis = analyse(opening_document())
    assert analysis.problems == ()
    assert analysis.is_trainable
    assert analysis.total == 18 + 28 + 5
    assert analysis.shapes == {"n1": (2,), "n2": (6,), "n3": (4,), "n4": (1,), "n5": (1,)}


def test_an_empty_canvas_says_what_to_do() -> None:
    problems = analyse(Document()).problems
    assert [problem.severity for problem in problems] == [Severity.ERROR, Severity.ERROR]
    assert all(problem.fix is not None for problem in problems)


BROKEN: dict[str, tuple[Edit, ...]] = {
    "no input": (RemoveLayers(("n1",)),),
    "no output": (RemoveLayers(("n5",)),),
    "cut": (Disconnect(Wire("n2", "n3", 0)),),
    "second output": (AddLayer("output", connect_from="n3"),),
    "second input": (AddLayer("input"), AddLayer("add", insert_on=Wire("n1", "n2", 0)), Connect("n6", "n7")),
    "an image": (SetData((("dataset", "digits"),)),),
    "three classes": (SetData((("dataset", "iris"),)),),
    "regression": (SetData((("dataset", "sine"),)),),
    "loss of classes": (SetTraining((("loss", "cross_entropy"),)),),
    "no probability": (SetParameters("n4", (("activation", "tanh"),)),),
    "softmax of one": (SetParameters("n4", (("activation", "softmax"),)),),
    "width through an activation": (
        SetParameters("n4", (("activation", "identity"), ("units", 3))),
        AddLayer("activation", parameters=(("function", "logistic"),), connect_from="n4"),
    ),
    "width without a dense layer": (
        SetParameters("n2", (("units", 4),)),
        AddLayer("add", insert_on=Wire("n3", "n4", 0)),
        Connect("n2", "n6"),
        RemoveLayers(("n4",)),
        Connect("n6", "n5"),
    ),
    "unequal sum": (AddLayer("add", insert_on=Wire("n3", "n4", 0)), Connect("n2", "n6")),
    "image at the output": (SetData((("dataset", "digits"),)), RemoveLayers(("n2", "n3", "n4"))),
    "left out": (AddLayer("dense"),),
    "linear in a row": (SetParameters("n2", (("activation", "identity"),)),),
    "hidden softmax": (SetParameters("n2", (("activation", "softmax"),)),),
}


@pytest.mark.parametrize("name", BROKEN)
def test_pressing_every_fix_ends_in_a_network_that_trains(name: str) -> None:
    document = after(*BROKEN[name])
    assert analyse(document).problems
    document = mended(document)
    analysis = analyse(document)
    assert analysis.problems == ()
    assert analysis.data is not None
    shapes = infer_shapes(to_graph(document, analysis.data))
    assert shapes == {node: analysis.shapes[node] for node in shapes}


def test_dense_on_an_image_asks_for_flatten_and_makes_room() -> None:
    document = after(SetData((("dataset", "digits"),)))
    problem = analyse(document).problems_of("n2")[0]
    assert problem.severity is Severity.ERROR
    assert "8×8×1" in str(problem.message)
    assert problem.fix is not None
    assert str(problem.fix.name) == "Insert Flatten"
    places = sorted(node.x for node in apply(document, problem.fix).network.nodes)
    assert all(right - left >= PITCH for left, right in pairwise(places))


def test_totals_survive_errors() -> None:
    analysis = analyse(after(SetData((("dataset", "digits"),))))
    assert analysis.counts["n2"] == 64 * 6 + 6
    cut = analyse(after(Disconnect(Wire("n1", "n2", 0))))
    assert cut.counts == {"n3": 28, "n4": 5}


def test_what_does_not_lead_to_the_output_is_advice_and_left_out_of_the_graph() -> None:
    document = after(AddLayer("dense", connect_from="n1"))
    document = apply(document, AddLayer("concatenate"))
    analysis = analyse(document)
    assert analysis.is_trainable
    assert {problem.node for problem in analysis.problems} >= {"n7"}
    assert analysis.data is not None
    assert "n7" not in infer_shapes(to_graph(document, analysis.data))


def test_a_loss_of_net_inputs_after_its_activation_is_advised_against() -> None:
    problem = only(after(SetTraining((("loss", "binary_cross_entropy_logits"),))))
    assert problem.severity is Severity.ADVICE
    assert problem.fix is not None


@pytest.mark.parametrize("activation", ["softmax", "logistic", "identity"])
@pytest.mark.parametrize("loss", ["binary_cross_entropy", "binary_cross_entropy_logits"])
def test_a_loss_of_one_probability_is_advised_against_for_three_classes(activation: str, loss: str) -> None:
    document = mended(after(SetData((("dataset", "iris"),))))
    document = apply(document, SetTraining((("loss", loss),)))
    problem = only(apply(document, SetParameters("n4", (("activation", activation),))))
    impossible = (activation, loss) == ("identity", "binary_cross_entropy")
    assert problem.severity is (Severity.ERROR if impossible else Severity.ADVICE)
    assert ("3 classes" in str(problem.message)) is not impossible
    assert problem.fix is not None
    if activation == "softmax":
        assert str(problem.fix.name) == "Use the cross-entropy"
        assert problem.fix.edits == (SetTraining((("loss", "cross_entropy"),)),)
    fitted = mended(apply(document, SetParameters("n4", (("activation", activation),))))
    assert fitted.training.loss == "cross_entropy"
    assert fitted.network.by_id["n4"].value("activation") == "softmax"


def test_the_cross_entropy_of_one_output_is_an_error_mended_by_the_binary_one() -> None:
    problem = only(after(SetTraining((("loss", "cross_entropy"),))))
    assert problem.severity is Severity.ERROR
    assert problem.fix is not None
    assert problem.fix.edits == (SetTraining((("loss", "binary_cross_entropy"),)),)


def test_data_that_cannot_be_used_are_named() -> None:
    document = after()
    document = replace(document, data=replace(document.data, dataset="table"))
    analysis = analyse(document)
    assert not analysis.is_trainable
    assert analysis.problems[0].place == "data.dataset"
    assert analysis.total == 28 + 5


def test_a_thousand_layers_are_analysed_in_a_blink() -> None:
    count = 1000
    dense = [Node(f"n{k}", "dense", f"D{k}", (("activation", "tanh"), ("units", 1 + k % 7))) for k in range(2, count)]
    nodes = (Node("n1", "input", "In"), *dense, Node(f"n{count}", "output", "Out"))
    wires = tuple(Wire(f"n{k}", f"n{k + 1}") for k in range(1, count))
    document = replace(opening_document(), network=Network(nodes, wires, count + 1))
    analyse(document)
    times = []
    for k in range(5):
        changed = apply(document, SetParameters(f"n{400 + k}", (("units", 9),)))
        start = time.process_time()
        analyse(changed)
        times.append(time.process_time() - start)
    # 4 ms on the machine that it was written on; a slow one must not fail the tests.
    assert min(times) < 0.4


def test_going_from_two_classes_to_three_ends_in_softmax_and_cross_entropy() -> None:
    document = apply(opening_document(), SetData((("dataset", "iris"),)))
    (problem,) = analyse(document).problems
    assert problem.fix is not None
    fitted = apply(document, problem.fix)
    last = fitted.network.nodes[-2]
    assert (last.value("units"), last.value("activation")) == (3, "softmax")
    assert fitted.training.loss == "cross_entropy"
    assert not analyse(fitted).problems
    back = apply(fitted, SetData((("dataset", "circles"),)))
    (problem,) = analyse(back).problems
    assert problem.fix is not None
    assert apply(back, problem.fix).training.loss == "binary_cross_entropy"


@pytest.mark.parametrize(
    ("dataset", "said"),
    [("plane", "The data have 1 target value."), ("digits_again", "The data have 64 target values.")],
)
def test_one_target_value_is_not_several(dataset: str, said: str) -> None:
    document = after(SetParameters("n4", (("units", 3),)), SetData((("dataset", dataset),)))
    (wide,) = [problem for problem in analyse(document).errors if problem.node == "n4"]
    assert str(wide.advice) == said


@pytest.mark.parametrize("loss", ["nll", "focal", "kl_divergence", "focal_logits"])
def test_each_loss_of_classes_is_given_the_activation_that_it_reads(loss: str) -> None:
    document = apply(mended(after(SetData((("dataset", "blobs"),)))), SetTraining((("loss", loss),)))
    fitted = mended(document)
    assert fitted.training.loss == loss
    wanted = {"nll": "log_softmax", "focal": "softmax", "kl_divergence": "softmax", "focal_logits": "identity"}
    last = fitted.network.by_id[fitted.network.incoming[fitted.network.of_kind("output")[0].id][0].source]
    assert dict(last.parameters).get("activation", "identity") == wanted[loss]
    assert analyse(fitted).is_trainable


def test_class_weights_of_another_number_than_the_classes_are_an_error_with_a_fix() -> None:
    document = mended(after(SetData((("dataset", "blobs"),))))
    weighted = apply(document, SetTraining((("loss_parameters", (("class_weights", "1, 2"),)),)))
    (problem,) = analyse(weighted).errors
    assert "3" in str(problem.expected)
    assert problem.fix is not None
    assert apply(weighted, problem.fix).training.loss_parameters == ()
    right = apply(document, SetTraining((("loss_parameters", (("class_weights", "1, 2, 3"),)),)))
    assert analyse(right).is_trainable


def test_a_formula_that_cannot_be_read_is_refused_and_the_document_stays() -> None:
    document = opening_document()
    hidden = document.network.of_kind("dense")[0].id
    formula = apply(document, SetParameters(hidden, (("activation", "formula"),)))
    good = apply(formula, SetParameters(hidden, (("activation.expression", "z + 0.5*sin(3*z)"),)))
    assert analyse(good).is_trainable
    with pytest.raises(ParameterError, match="sign is missing"):
        apply(good, SetParameters(hidden, (("activation.expression", "2z"),)))
