"""The network as text: written, read back, edited, refused with the place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.document import Document, EditOutline, RenameLayer, analyse, apply, opening_document, templates
from nnstudio.document.errors import EditError
from nnstudio.document.model import Node
from nnstudio.document.outline import OutlineError, read_outline, written_outline


@pytest.fixture
def document() -> Document:
    return opening_document()


def node(document: Document, name: str) -> Node:
    return next(node for node in document.network.nodes if node.name == name)


def edited(document: Document, old: str, new: str) -> Document:
    text = written_outline(document.network)
    assert old in text
    return apply(document, EditOutline(text.replace(old, new)))


@pytest.mark.parametrize("template", templates)
def test_what_is_written_reads_back_as_the_same_network(template: str) -> None:
    document = templates[template]().document()
    assert read_outline(written_outline(document.network), document) == document.network


def test_a_line_for_each_layer_in_the_order_of_computing(document: Document) -> None:
    assert written_outline(document.network).splitlines() == [
        "Input = input()",
        "Hidden 1 = dense(Input, activation=tanh, units=6)",
        "Hidden 2 = dense(Hidden 1, activation=tanh)",
        "Output layer = dense(Hidden 2, activation=logistic, units=1)",
        "Output = output(Output layer)",
    ]


@given(name=st.text(min_size=1, max_size=20))
def test_any_name_survives(name: str) -> None:
    document = opening_document()
    try:
        renamed = apply(document, RenameLayer(node(document, "Hidden 1").id, name))
    except EditError:
        return
    assert read_outline(written_outline(renamed.network), renamed) == renamed.network


def test_a_setting_changed_keeps_everything_else(document: Document) -> None:
    after = edited(document, "units=6", "units=9")
    assert node(after, "Hidden 1").value("units") == 9
    others = [each for each in after.network.nodes if each.name != "Hidden 1"]
    assert others == [each for each in document.network.nodes if each.name != "Hidden 1"]
    assert node(after, "Hidden 1").id == node(document, "Hidden 1").id


def test_a_line_added_is_a_layer_beside_what_feeds_it(document: Document) -> None:
    text = written_outline(document.network)
    text = text.replace("(Hidden 2,", "(Skip,") + "\nSkip = concatenate(Hidden 1, Hidden 2)  # past one layer"
    after = apply(document, EditOutline(text))
    skip = node(after, "Skip")
    assert [wire.source for wire in after.network.incoming[skip.id]] == [
        node(document, "Hidden 1").id,
        node(document, "Hidden 2").id,
    ]
    assert skip.x > node(after, "Hidden 1").x
    assert analyse(after).is_trainable


def test_a_line_left_out_is_a_layer_removed(document: Document) -> None:
    lines = written_outline(document.network).replace("(Hidden 2,", "(Hidden 1,").splitlines()
    after = apply(document, EditOutline("\n".join(line for line in lines if not line.startswith("Hidden 2"))))
    assert [each.name for each in after.network.nodes] == ["Input", "Hidden 1", "Output layer", "Output"]
    assert analyse(after).is_trainable


def test_a_name_changed_is_the_same_layer(document: Document) -> None:
    after = edited(document, "Hidden 1", "隐藏层 1")
    assert node(after, "隐藏层 1").id == node(document, "Hidden 1").id
    assert after.network.wires == document.network.wires


def test_another_kind_is_another_layer_in_the_same_place(document: Document) -> None:
    after = edited(document, "Hidden 2 = dense(Hidden 1, activation=tanh)", "Hidden 2 = dropout(Hidden 1, rate=0.25)")
    old, new = node(document, "Hidden 2"), node(after, "Hidden 2")
    assert new.id != old.id
    assert (new.x, new.y, new.value("rate")) == (old.x, old.y, 0.25)
    assert analyse(after).is_trainable


def test_settings_may_stand_in_any_order(document: Document) -> None:
    after = edited(document, "activation=tanh, units=6", "activation.gamma=0.2, activation=leaky_relu")
    assert node(after, "Hidden 1").value("activation.gamma") == 0.2


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("Hidden 3 dense(Input)", "("),
        ("Hidden 3 = dens(Input)", "dens"),
        ("Hidden 3 = dense(Nowhere)", "Nowhere"),
        ("Hidden 3 = dense(Output)", "Output"),
        ("Hidden 3 = dense(Input, units=-1)", "-1"),
        ("Hidden 3 = dense(Input, widgets=3)", "widgets"),
        ("Hidden 3 = dense(Input, units=3, units=4)", "units"),
        ("Hidden 3 = dense(units=3, Input)", "Input"),
        ("Hidden 3 = dense(Input, Input)", "Input"),
        ("Hidden 3 = add(Input, Input)", "Input"),
        ('Hidden 3 = dense("Input', '"Input'),
        ("Hidden 1 = dense(Input)", "Hidden 1"),
        ("Hidden 3 = dense(Input) and more", "and more"),
        ("Hidden 3 = dense(Hidden 3)", "Hidden 3"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_place(document: Document, line: str, wrong: str) -> None:
    text = written_outline(document.network) + "\n\n" + line
    with pytest.raises(OutlineError) as caught:
        apply(document, EditOutline(text))
    error = caught.value
    assert error.line == 7
    assert line[error.start : error.start + error.length] == wrong


def test_an_unfinished_line_is_wrong_at_its_end(document: Document) -> None:
    with pytest.raises(OutlineError) as caught:
        read_outline("Input = input(", document)
    assert (caught.value.line, caught.value.start) == (1, len("Input = input("))


def test_an_input_without_a_wire_is_a_question_mark(document: Document) -> None:
    text = "Input = input()\nSkip = projection(?, Input)\n"
    after = apply(document, EditOutline(text))
    assert [wire.port for wire in after.network.incoming[node(after, "Skip").id]] == [1]
    assert written_outline(after.network) == text.strip()
