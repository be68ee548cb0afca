"""Advice on functions and initial weights, and the fixes that the shapes' errors carry, case by case."""

from __future__ import annotations

from typing import Any

import pytest

from nnstudio.data.settings import DataSettings
from nnstudio.document import (
    AddLayer,
    Connect,
    Document,
    Problem,
    SetParameters,
    SetTraining,
    analyse,
    apply,
)
from nnstudio.document.kinds import normalised
from nnstudio.engine.layers import layers

Part = tuple[str, dict[str, Any]]


def built(dataset: str, *parts: Part) -> Document:
    """Return a chain from the input to the output; the parts are n2, n3 …"""
    document = apply(Document(data=DataSettings(dataset)), AddLayer("input"))
    for number, (kind, values) in enumerate((*parts, ("output", {})), start=1):
        given = normalised(layers[kind], values, kind)
        document = apply(document, AddLayer(kind, 160.0 * number, 0.0, given, connect_from=f"n{number}"))
    return document


def dense(activation: str, units: int = 8, **values: Any) -> Part:
    return "dense", {"units": units, "activation": activation, **values}


END = dense("logistic", 1)


def of_node(document: Document, node: str) -> Problem:
    (problem,) = [problem for problem in analyse(document).problems if problem.node == node]
    return problem


def mended(document: Document, node: str) -> Document:
    problem = of_node(document, node)
    assert problem.fix is not None
    after = apply(document, problem.fix)
    assert not analyse(after).problems_of(node)
    return after


def activations(document: Document) -> list[str]:
    return [str(node.value("activation", "identity")) for node in document.network.of_kind("dense")]


def test_logistic_is_advised_against_from_the_fourth_hidden_layer_on() -> None:
    assert not analyse(built("circles", *[dense("logistic")] * 3, END)).problems
    deep = built("circles", *[dense("logistic")] * 4, END)
    assert not of_node(deep, "n2").is_error
    assert str(of_node(deep, "n2").received) == "logistic in 4 layers, one after the other"
    assert activations(mended(deep, "n2")) == ["tanh"] * 4 + ["logistic"]


def test_tanh_is_advised_against_from_the_eighth_on() -> None:
    assert not analyse(built("circles", *[dense("tanh")] * 7, END)).problems
    deep = built("circles", *[dense("tanh")] * 8, END)
    after = mended(deep, "n2")
    assert activations(after) == ["relu"] * 8 + ["logistic"]
    assert not analyse(after).problems


def test_a_very_deep_logistic_network_is_mended_in_one_go() -> None:
    after = mended(built("circles", *[dense("logistic")] * 10, END), "n2")
    assert not analyse(after).problems


def test_a_separate_activation_counts_too() -> None:
    parts = [part for _ in range(4) for part in (dense("identity"), ("activation", {"function": "logistic"}))]
    after = mended(built("circles", *parts, END), "n3")
    assert {node.value("function") for node in after.network.of_kind("activation")} == {"tanh"}


def test_normalisation_begins_anew_and_a_skip_is_a_way_around() -> None:
    two = [dense("logistic")] * 2
    assert not analyse(built("circles", *two, ("batch_normalization", {}), *two, END)).problems
    document = built("circles", dense("tanh"), *two, *two, dense("tanh"), END)
    assert of_node(document, "n3")
    for start, end in (("n2", "n5"), (document.network.next_node, "n7")):
        (wire,) = document.network.incoming[end]
        join = document.network.next_node
        document = apply(document, AddLayer("add", 0.0, 0.0, insert_on=wire))
        document = apply(document, Connect(start, join))
    assert not analyse(document).problems


def test_relu_behind_xaviers_weights_is_said_of_more_than_one() -> None:
    assert not analyse(built("circles", dense("relu"), END)).problems
    deep = built("circles", dense("relu"), dense("relu", initializer="xavier_normal"), END)
    after = mended(deep, "n2")
    assert [node.value("initializer") for node in after.network.of_kind("dense")][:2] == ["he_uniform", "he_normal"]
    assert not analyse(after).problems


@pytest.mark.parametrize("between", [[], [("dropout", {})], [("batch_normalization", {})]])
def test_two_linear_layers_are_one_whatever_straight_stands_between(between: list[Part]) -> None:
    after = mended(built("circles", dense("identity"), *between, dense("tanh"), END), "n2")
    assert activations(after)[0] == "tanh"


def test_a_convolution_without_a_function_is_linear_too_unless_it_is_depthwise() -> None:
    plain = ("convolution2d", {"filters": 4})
    tail = (("flatten", {}), dense("tanh"), END)
    after = mended(built("bars", plain, ("average_pooling2d", {}), *tail), "n2")
    assert after.network.by_id["n2"].value("activation") == "relu"
    grouped = ("convolution2d", {"filters": 4, "groups": 4})
    bent = ("convolution2d", {"filters": 4, "activation": "tanh"})
    assert not analyse(built("bars", bent, grouped, bent, *tail)).problems


def test_softmax_twice_in_a_row_is_advised_against_where_the_second_is_a_layer_of_its_own() -> None:
    second = ("activation", {"function": "softmax"})
    loss = SetTraining((("loss", "cross_entropy"),))
    within = apply(built("blobs", dense("tanh"), dense("softmax", 3), second), loss)
    assert str(of_node(within, "n4").received) == "softmax twice in a row"
    after = mended(within, "n4")
    assert not analyse(after).problems
    assert activations(after) == ["tanh", "softmax"]
    both = apply(built("blobs", dense("tanh"), dense("identity", 3), second, second), loss)
    assert not of_node(both, "n5").is_error
    assert not analyse(mended(both, "n5")).problems
    once = apply(built("blobs", dense("tanh"), dense("identity", 3), second), loss)
    assert not analyse(once).problems


def test_softmax_twice_is_left_to_the_student_where_a_healing_wire_would_lie_on_another() -> None:
    made = built("blobs", dense("softmax", 3), ("activation", {"function": "softmax"}), ("add", {}))
    made = apply(made, Connect("n2", "n4"))
    (problem,) = [each for each in analyse(made).problems if str(each.received) == "softmax twice in a row"]
    assert problem.node == "n3"
    assert problem.fix is None


def test_softmax_already_in_the_loss_is_removed() -> None:
    apart = built("blobs", dense("tanh"), dense("identity", 3), ("activation", {"function": "softmax"}))
    apart = apply(apart, SetTraining((("loss", "cross_entropy_logits"),)))
    (problem,) = analyse(apart).problems
    assert problem.fix is not None
    assert str(problem.fix.name) == "Remove the activation"
    after = apply(apart, problem.fix)
    assert not after.network.of_kind("activation")
    assert not analyse(after).problems
    inside = built("blobs", dense("tanh"), dense("softmax", 3))
    inside = apply(inside, SetTraining((("loss", "cross_entropy_logits"),)))
    (problem,) = analyse(inside).problems
    assert problem.fix is not None
    after = apply(inside, problem.fix)
    assert activations(after) == ["tanh", "identity"]
    assert after.training.loss == "cross_entropy_logits"


def joined(dataset: str, kind: str, first: Part, second: Part) -> Document:
    """Return two branches from the input into a join (n4), then flatten, dense and the output."""
    document = apply(Document(data=DataSettings(dataset)), AddLayer("input"))
    for number, (branch, values) in enumerate((first, second)):
        given = normalised(layers[branch], values, branch)
        document = apply(document, AddLayer(branch, 160.0, 100.0 * number, given))
        document = apply(document, Connect("n1", f"n{number + 2}"))
    document = apply(document, AddLayer(kind, 320.0))
    for source in ("n2", "n3"):
        document = apply(document, Connect(source, "n4"))
    for place, (after, values) in enumerate((("flatten", {}), END, ("output", {})), start=4):
        given = normalised(layers[after], values, after)
        document = apply(document, AddLayer(after, 160.0 * place, 0.0, given, connect_from=f"n{place}"))
    return document


def convolution(filters: int, **values: Any) -> Part:
    return "convolution2d", {"filters": filters, "activation": "tanh", **values}


@pytest.mark.parametrize(
    ("kind", "first", "second", "shape"),
    [
        ("add", convolution(4), convolution(6), (8, 8, 4)),
        ("add", convolution(4), convolution(6, stride=2), (4, 4, 6)),
        ("add", convolution(4, stride="2, 1"), convolution(4), (4, 8, 4)),
        ("multiply", convolution(3, stride=4), convolution(5), (2, 2, 3)),
        ("concatenate", convolution(4), convolution(6, stride=2), (4, 4, 10)),
    ],
)
def test_branches_meet_through_a_1x1_convolution(kind: str, first: Part, second: Part, shape: tuple[int, ...]) -> None:
    document = joined("bars", kind, first, second)
    after = mended(document, "n4")
    analysis = analyse(after)
    assert analysis.is_trainable
    assert analysis.shapes["n4"] == shape
    new = after.network.by_id[document.network.next_node]
    assert (new.kind, new.value("kernel_height"), new.value("kernel_width")) == ("convolution2d", 1, 1)


def test_an_image_and_a_list_are_added_as_lists_of_one_width() -> None:
    document = joined("bars", "add", convolution(2), ("global_average_pooling", {}))
    after = mended(document, "n4")
    assert analyse(after).is_trainable


@pytest.mark.parametrize("kind", ["convolution2d", "max_pooling2d"])
def test_a_window_that_does_not_fit_is_padded(kind: str) -> None:
    sizes: dict[str, Any] = {"kernel_height": 9, "kernel_width": 9, "padding": "narrow"}
    sizes |= {"activation": "tanh"} if kind == "convolution2d" else {}
    document = built("bars", (kind, sizes), ("flatten", {}), END)
    after = mended(document, "n2")
    assert after.network.by_id["n2"].value("padding", "same") == "same"


def test_what_flattens_before_a_convolution_goes() -> None:
    document = built("bars", ("flatten", {}), convolution(2), ("flatten", {}), END)
    after = mended(document, "n3")
    assert "n2" not in after.network.by_id
    assert analyse(after).is_trainable


def test_stacked_recurrent_layers_give_their_whole_sequence() -> None:
    document = built("sine_sequence", ("lstm", {"units": 3}), ("lstm", {"units": 3}), dense("identity", 1))
    document = apply(document, SetTraining((("loss", "mse"),)))
    problem = of_node(document, "n3")
    assert problem.fix is not None
    assert str(problem.fix.name) == "Let LSTM give its whole sequence"
    assert analyse(mended(document, "n3")).is_trainable


def test_a_fix_is_one_step_that_can_be_taken_back() -> None:
    deep = built("circles", *[dense("logistic")] * 4, END)
    problem = of_node(deep, "n2")
    assert problem.fix is not None
    once = apply(deep, problem.fix)
    assert apply(once, SetParameters("n2", (("activation", "logistic"),))) != deep
    assert not problem.fix.is_layout
    assert problem.fix.merge_key is None


def test_an_embedding_of_measurements_is_said_and_goes() -> None:
    document = built("iris", ("embedding", {"vocabulary": 9}), ("flatten", {}), dense("softmax", 3))
    problem = next(problem for problem in analyse(document).problems if problem.node == "n2")
    assert not problem.is_error
    assert problem.fix is not None
    assert "n2" not in apply(document, problem.fix).network.by_id
