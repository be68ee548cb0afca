"""Notes: written, placed, coloured, taken away; kept in the file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nnstudio.document import (
    AddNote,
    Document,
    Edit,
    EditError,
    EditNote,
    FormatError,
    Note,
    PlaceNote,
    RemoveNote,
    SetColor,
    apply,
    difference,
    from_json,
    opening_document,
    to_json,
)


def made(*edits: Edit) -> Document:
    document = opening_document()
    for edit in edits:
        document = apply(document, edit)
    return document


def test_a_note_is_written_moved_resized_and_deleted_without_disturbing_training() -> None:
    before = made()
    steps = (
        (AddNote("Watch\tthis\r\nlayer \n", 8, 16), Note("t6", "Watch    this\nlayer", 8, 16)),
        (EditNote("t6", "二"), Note("t6", "二", 8, 16)),
        (PlaceNote("t6", 0, -8), Note("t6", "二", 0, -8)),
        (PlaceNote("t6", 0, -8, 240, 120), Note("t6", "二", 0, -8, 240, 120)),
        (SetColor(("t6",), "orange"), Note("t6", "二", 0, -8, 240, 120, "orange")),
    )
    for edit, note in steps:
        after = apply(before, edit)
        assert edit.is_layout
        assert after.network.notes == (note,)
        assert difference(before, after).layout_only
        assert from_json(to_json(after)) == after
        before = after
    assert apply(before, RemoveNote("t6")).network.notes == ()


@pytest.mark.parametrize(
    "edit",
    [
        AddNote("x" * 4001),
        AddNote("\ud800"),
        AddNote("", float("nan"), 0),
        AddNote("", 0, 0, 8, 8),
        EditNote("t6", "bell \a"),
        EditNote("t9", "lost"),
        PlaceNote("t6", 2e6, 0),
        PlaceNote("t6", 0, 0, float("inf")),
        RemoveNote("t9"),
        SetColor(("t9",), "red"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(edit: Edit) -> None:
    document = made(AddNote("here"))
    with pytest.raises(EditError) as caught:
        apply(document, edit)
    assert str(caught.value)


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("id", "t99", "network.notes[0].id"),
        ("id", "n1", "network.notes[0].id"),
        ("text", 5, "network.notes[0].text"),
        ("text", "x" * 5000, "network.notes[0].text"),
        ("text", "\ud800", "network.notes[0].text"),
        ("x", 1e9, "network.notes[0]"),
        ("width", 1.0, "network.notes[0]"),
        ("color", "pink", "network.notes[0].color"),
        ("html", "<b>", "network.notes[0].html"),
    ],
)
def test_a_fault_is_named_with_its_place(field: str, value: Any, place: str) -> None:
    content = json.loads(to_json(made(AddNote("here"))))
    content["network"]["notes"][0][field] = value
    with pytest.raises(FormatError) as caught:
        from_json(json.dumps(content))
    assert caught.value.place == place
