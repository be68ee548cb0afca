"""Documents over sequences: what is said of them, and that each fix brings the network to where it can train."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nnstudio.data import DataSettings
from nnstudio.document import (
    AddLayer,
    Connect,
    Document,
    SetParameters,
    SetTraining,
    TrainingSettings,
    analyse,
    apply,
    to_graph,
)
from nnstudio.document.format import from_json, to_json
from nnstudio.engine import infer_shapes

ONCE = DataSettings("bit_recall", (("length", 6),))
STEPS = DataSettings("echo", (("length", 6),))
LETTERS = DataSettings("character_text", (("encoding", "number"), ("length", 6)))
PICTURES = DataSettings("bars", (("side", 6),))
Part = tuple[str, dict[str, Any]]
END: Part = ("dense", {"units": 1, "activation": "logistic"})
CLASSES: Part = ("dense", {"units": 34, "activation": "softmax"})

CASES: dict[str, tuple[DataSettings, tuple[Part, ...], str]] = {
    "a sequence where one answer is wanted": (ONCE, (("lstm", {"output": "sequence"}), END), "Change what LSTM gives"),
    "one answer where each step has its own": (STEPS, (("gru", {}), END), "Change what GRU gives"),
    "no recurrent layer": (ONCE, (("dense", {"activation": "tanh"}), END), "Insert Global average pooling"),
    "steps lost in a list": (STEPS, (("flatten", {}), END), "Remove Flatten"),
    "a recurrent layer straight to the output": (
        STEPS,
        (("lstm", {"output": "sequence"}),),
        "Fit the output to the data",
    ),
    "numbers into a recurrent layer": (LETTERS, (("lstm", {"output": "sequence"}), CLASSES), "Insert Embedding"),
    "numbers into a dense layer": (
        LETTERS,
        (("dense", {"units": 5, "activation": "tanh"}), CLASSES),
        "Insert Embedding",
    ),
    "an embedding of too few": (LETTERS, (("embedding", {"vocabulary": 9}), CLASSES), "Make the vocabulary 34"),
    "a picture straight to dense": (PICTURES, (("convolution2d", {}), END), "Insert Flatten"),
}


def document(data: DataSettings, parts: tuple[Part, ...]) -> Document:
    loss = "cross_entropy" if data is LETTERS else "binary_cross_entropy"
    made = Document(data=data, training=replace(TrainingSettings(), loss=loss))
    for number, (kind, values) in enumerate((("input", {}), *parts, ("output", {}))):
        before = made.network.nodes[-1].id if number else ""
        made = apply(made, AddLayer(kind, number * 160.0, 0.0, tuple(values.items()), connect_from=before))
    return made


def trains(made: Document) -> None:
    analysis = analyse(made)
    assert not analysis.errors, [str(problem.message) for problem in analysis.errors]
    assert analysis.data is not None
    shapes = infer_shapes(to_graph(made, analysis.data))
    output = made.network.of_kind("output")[0].id
    assert shapes[output] in [analysis.data.output(width) for width in analysis.data.outputs]


@pytest.mark.parametrize("name", CASES)
def test_the_fix_mends_it(name: str) -> None:
    data, parts, fix = CASES[name]
    made = document(data, parts)
    errors = analyse(made).errors
    assert errors
    names = {str(problem.fix.name) for problem in errors if problem.fix is not None}
    assert fix in names
    for _ in range(5):
        fixes = [problem.fix for problem in analyse(made).errors if problem.fix is not None]
        if not fixes:
            break
        made = apply(made, fixes[0])
    trains(made)


def test_a_skip_of_another_shape_is_projected() -> None:
    made = document(PICTURES, (("convolution2d", {"filters": 3, "stride": 2}), ("flatten", {}), END))
    flatten = made.network.of_kind("flatten")[0]
    wire = made.network.incoming[flatten.id][0]
    made = apply(made, AddLayer("add", 320.0, 80.0, insert_on=wire))
    made = apply(made, Connect("n1", made.network.nodes[-1].id))
    problem = analyse(made).errors[0]
    assert problem.fix is not None
    made = apply(made, problem.fix)
    assert made.network.of_kind("projection")
    trains(made)


def test_the_loss_is_judged_by_the_width_of_a_step() -> None:
    made = document(STEPS, (("lstm", {"output": "sequence"}), END))
    trains(made)
    wrong = apply(made, SetTraining((("loss", "cross_entropy"),)))
    errors = analyse(wrong).errors
    assert [problem.node for problem in errors] == [made.network.of_kind("output")[0].id]
    assert errors[0].fix is not None
    trains(apply(wrong, errors[0].fix))


def test_numbers_that_are_no_measurements_are_pointed_out() -> None:
    made = document(LETTERS, (("embedding", {"vocabulary": 34}), CLASSES))
    assert not analyse(made).problems


def test_a_stride_for_each_axis_is_kept_in_the_file_and_one_number_stays_a_number() -> None:
    made = document(PICTURES, (("convolution2d", {"filters": 2, "stride": 2}), ("flatten", {}), END))
    node = made.network.of_kind("convolution2d")[0]
    for given, kept in (("2, 1", "2, 1"), ("3 3", 3), (2, 2)):
        made = apply(made, SetParameters(node.id, (("stride", given),)))
        again = from_json(to_json(made))
        assert again.network.by_id[node.id].value("stride") == kept
        assert again == made
        trains(again)
