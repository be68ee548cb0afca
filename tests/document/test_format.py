"""The document as JSON: nothing is lost, and whatever is wrong with a text is said with its place."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.data import Column, ImportedTable
from nnstudio.document import FormatError, SetTable, SetTraining, apply, from_json, opening_document, templates, to_json

TABLE = ImportedTable("mine.csv", (Column("a", (1.5, math.nan, -0.0)), Column("文", texts=("x", "", "é"))))


def test_every_template_comes_back() -> None:
    for template in templates.values():
        document = template().document()
        assert from_json(to_json(document)) == document


def test_a_table_comes_back_within_and_apart() -> None:
    document = apply(opening_document(), SetTable(TABLE))
    assert from_json(to_json(document)) == document
    text = to_json(document, with_table=False)
    assert len(text) < len(to_json(document))
    assert from_json(text, TABLE) == document


def test_defaults_are_written_so_that_a_later_default_changes_no_old_file() -> None:
    content = json.loads(to_json(opening_document()))
    assert content["network"]["nodes"][2]["parameters"] == {
        "activation": "tanh",
        "bias": True,
        "initializer": "xavier_uniform",
        "units": 4,
    }
    assert content["training"]["optimizer_parameters"]["beta1"] == 0.9


def altered(path: str, value: Any) -> str:
    content = json.loads(to_json(opening_document()))
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place = content
    for part in way:
        place = place[part]
    place[last] = value
    return json.dumps(content)


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("network.nodes.1.kind", "teleport", "network.nodes[1].kind"),
        ("network.nodes.1.id", "n1", "network.nodes[1].id"),
        ("network.nodes.1.id", "n99", "network.nodes[1].id"),
        ("network.nodes.1.id", "x", "network.nodes[1].id"),
        ("network.nodes.1.name", "Input", "network.nodes[1].name"),
        ("network.nodes.1.name", "\ud800", "network.nodes[1].name"),
        ("network.nodes.1.x", math.nan, "network.nodes[1].x"),
        ("network.nodes.1.x", 1e300, "network.nodes[1]"),
        ("network.nodes.1.parameters.units", 0, "network.nodes[1].units"),
        ("network.nodes.1.parameters.units", 10**400, "network.nodes[1].parameters.units"),
        ("network.nodes.1.parameters.units", [1], "network.nodes[1].parameters.units"),
        ("network.nodes.1.parameters.activation", "__import__", "dense.activation"),
        ("network.nodes.1.parameters.colour", 1, "network.nodes[1].colour"),
        ("network.wires.0.port", 1, "network.wires[0].port"),
        ("network.wires.0.port", -1, "network.wires[0].port"),
        ("network.wires.0.source", "n9", "network.wires[0].source"),
        ("network.wires.1", {"source": "n1", "target": "n2", "port": 0}, "network.wires[1]"),
        ("network.wires.0", {"source": "n3", "target": "n2", "port": 0}, "network.wires"),
        ("network.next_id", "6", "network.next_id"),
        ("data.scaling", "log", "data.scaling"),
        ("data.dataset", "table", "data.dataset"),
        ("data.features", ["a"], "data.features"),
        ("data.noise", True, "data.noise"),
        ("data.seed", 1.5, "data.seed"),
        ("training.loss", "hope", "training.loss"),
        ("training.learning_rate", -1, "training.learning_rate"),
        ("training.extra", 1, "training.extra"),
        ("network.nodes.1.color", "#ff0000", "network.nodes[1].color"),
        ("network.groups", [{}], "network.groups[0].id"),
        ("network.notes", None, "network.notes"),
        ("title", 5, "title"),
        ("title", "\ud800", "title"),
        ("version", 8, "version"),
        ("version", 0, "version"),
        ("format", "other", "format"),
    ],
)
def test_a_fault_is_named_with_its_place(path: str, value: Any, place: str) -> None:
    with pytest.raises(FormatError) as caught:
        from_json(altered(path, value))
    assert caught.value.place == place
    assert str(caught.value)


def test_a_missing_entry_is_named() -> None:
    content = json.loads(to_json(opening_document()))
    del content["training"]["seed"]
    with pytest.raises(FormatError) as caught:
        from_json(json.dumps(content))
    assert caught.value.place == "training.seed"


@pytest.mark.parametrize("text", ["", "[", "null", "[]", "{}", "[" * 100_000, '{"a":' * 50_000, "1" * 5000, '"\ud800"'])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        from_json(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PLACES = [
    *("network.nodes.1.kind", "network.nodes.1.parameters", "network.nodes.1.parameters.units", "network.nodes.2.x"),
    *("network.wires", "network.wires.1", "network.wires.2.target", "network.next_id", "network.nodes", "network"),
    *("data", "data.parameters", "data.features", "training.dtype", "training.optimizer_parameters", "table"),
]


@given(st.sampled_from(PLACES), JSON)
def test_anything_anywhere_is_a_document_or_a_format_error(path: str, value: Any) -> None:
    with suppress(FormatError):
        document = from_json(altered(path, value))
        assert from_json(to_json(document)) == document


@pytest.mark.parametrize(
    "columns",
    [
        [],
        [{"name": "a", "numbers": [1], "texts": ["x"]}],
        [{"name": "a"}],
        [{"name": "a", "numbers": [1.0]}, {"name": "a", "numbers": [2.0]}],
        [{"name": "a", "numbers": [1.0]}, {"name": "b", "numbers": [2.0, 3.0]}],
    ],
)
def test_a_table_that_contradicts_itself_is_refused(columns: list[object]) -> None:
    content = json.loads(to_json(apply(opening_document(), SetTable(TABLE))))
    content["table"]["columns"] = columns
    with pytest.raises(FormatError) as caught:
        from_json(json.dumps(content))
    assert caught.value.place.startswith("table")


def test_a_file_of_version_1_knows_no_schedule_no_clipping_and_no_early_stopping() -> None:
    content = json.loads(to_json(opening_document()))
    new = ("schedule", "schedule_parameters", "clip_norm", "clip_value", "patience", "minimum_change")
    for field in (*new, "restore_best", "gradient_tolerance"):
        del content["training"][field]
    content["version"] = 1
    assert from_json(json.dumps(content)) == opening_document()


def test_schedule_clipping_and_early_stopping_come_back() -> None:
    edit = SetTraining(
        (
            ("schedule", "cosine"),
            ("schedule_parameters", (("length", 30), ("unit", "steps"))),
            ("clip_norm", 2.5),
            ("patience", 7),
            ("restore_best", False),
        )
    )
    document = apply(opening_document(), edit)
    assert from_json(to_json(document)) == document
    assert dict(document.training.schedule_parameters) == {"length": 30, "unit": "steps"}
    other = apply(document, SetTraining((("schedule", "polynomial"),)))
    assert dict(other.training.schedule_parameters) == {"length": 30, "unit": "steps"}, "what both have is kept"
    content = json.loads(to_json(document))
    content["training"]["schedule"] = "by_the_moon"
    with pytest.raises(FormatError) as found:
        from_json(json.dumps(content))
    assert found.value.place == "training.schedule"
