"""Into a group and out of it; notes in a group move, are copied, repeated and deleted with it."""

from __future__ import annotations

import json

import pytest

from nnstudio.document import (
    AddLayer,
    AddNote,
    Document,
    Edit,
    EditError,
    FormatError,
    GroupLayers,
    MoveLayers,
    PasteLayers,
    Regroup,
    RemoveLayers,
    RemoveNote,
    RepeatBlock,
    Ungroup,
    apply,
    copy_layers,
    difference,
    from_json,
    to_json,
)
from nnstudio.document.fragment import fragment_from_json, fragment_to_json
from nnstudio.document.grouping import DEEPEST, layers_in, notes_in, notes_with


def made(*edits: Edit) -> Document:
    """Return input → dense → dense → dense → output, n1 to n5, in a row, with edits made."""
    document = Document()
    for number, kind in enumerate(("input", "dense", "dense", "dense", "output")):
        document = apply(document, AddLayer(kind, 160.0 * number, connect_from=f"n{number}" if number else ""))
    for edit in edits:
        document = apply(document, edit)
    return document


def members(document: Document) -> dict[str, tuple[str, ...]]:
    return {group.id: group.members for group in document.network.groups}


def test_a_layer_goes_into_a_group_and_out_of_it() -> None:
    document = made(GroupLayers(("n2", "n3")))
    inside = apply(document, Regroup(("n4",), "g6"))
    assert members(inside) == {"g6": ("n2", "n3", "n4")}
    assert difference(document, inside).layout_only
    assert Regroup(("n4",), "g6").is_layout
    assert members(apply(inside, Regroup(("n3",)))) == {"g6": ("n2", "n4")}
    assert from_json(to_json(inside)) == inside


def test_from_one_group_into_another() -> None:
    document = made(GroupLayers(("n1", "n2")), GroupLayers(("n3", "n4")), Regroup(("n3",), "g6"))
    assert members(document) == {"g6": ("n1", "n2", "n3"), "g7": ("n4",)}
    assert members(apply(document, Regroup(("n4",), "g6"))) == {"g6": ("n1", "n2", "n3", "g7"), "g7": ("n4",)}


def test_what_is_a_whole_group_goes_as_that_group() -> None:
    document = made(GroupLayers(("n2", "n3")), GroupLayers(("n4", "n5")), Regroup(("n2", "n3"), "g7"))
    assert members(document) == {"g6": ("n2", "n3"), "g7": ("n4", "n5", "g6")}
    assert members(apply(document, Regroup(("n2", "n3")))) == {"g6": ("n2", "n3"), "g7": ("n4", "n5")}


def test_the_last_layer_takes_its_group_and_the_notes_in_it_along() -> None:
    document = made(AddNote("Why?", 200, -20, 64, 40), GroupLayers(("n2", "n3")), GroupLayers(("n4",)))
    assert members(document) == {"g7": ("n2", "n3", "t6"), "g8": ("n4",)}
    emptied = apply(apply(document, Regroup(("n2",), "g8")), Regroup(("n3",), "g8"))
    assert members(emptied) == {"g7": ("n3", "t6"), "g8": ("n4", "n2", "g7")}


def test_a_group_does_not_go_into_itself_nor_too_deep() -> None:
    document = made(GroupLayers(("n2", "n3")), GroupLayers(("n1", "n2", "n3")))
    with pytest.raises(EditError, match="all of Group"):
        apply(document, Regroup(("n1", "n2", "n3"), "g6"))
    with pytest.raises(EditError):
        apply(document, Regroup(("n4",), "g9"))
    deep = made(GroupLayers(("n1",)))
    for _ in range(DEEPEST - 1):
        deep = apply(deep, AddLayer("dense", 0, 300))
        last = deep.network.nodes[-1].id
        deep = apply(deep, GroupLayers((*layers_in(deep.network)[deep.network.groups[-1].id], last)))
    pair = apply(apply(deep, GroupLayers(("n4", "n5"))), Regroup(("n4",), "g6"))
    assert "n4" in members(pair)["g6"]
    with pytest.raises(EditError, match="one inside another"):
        apply(apply(deep, GroupLayers(("n4", "n5"))), Regroup(("n4", "n5"), "g6"))


def test_notes_among_the_layers_are_in_the_group_others_are_not() -> None:
    document = made(AddNote("in", 250, -80, 64, 40), AddNote("out", 250, 400), GroupLayers(("n2", "n3")))
    assert members(document) == {"g8": ("n2", "n3", "t6")}
    assert notes_in(document.network, ["g8"]) == ("t6",)
    assert notes_with(document.network, ("n2", "n3", "n4")) == ("t6",)
    assert notes_with(document.network, ("n2",)) == ()


def test_a_note_moves_with_the_whole_group_and_stays_with_a_part_of_it() -> None:
    document = made(AddNote("in", 250, -80, 64, 40), GroupLayers(("n2", "n3")))
    moved = apply(document, MoveLayers((("n2", 160, 96), ("n3", 320, 96))))
    assert [(note.x, note.y) for note in moved.network.notes] == [(250, 16)]
    part = apply(document, MoveLayers((("n2", 160, 96),)))
    assert [(note.x, note.y) for note in part.network.notes] == [(250, -80)]


def test_a_note_is_copied_repeated_and_deleted_with_its_group() -> None:
    document = made(AddNote("in", 200, -80, 64, 40), GroupLayers(("n2",), "One"), Regroup(("t6",), "g7"))
    fragment = copy_layers(document, ("n2",))
    assert [note.id for note in fragment.notes] == ["t6"]
    assert fragment_from_json(fragment_to_json(fragment, "Block")) == ("Block", fragment)
    pasted = apply(document, PasteLayers(fragment, 32, 320))
    assert [(note.id, note.x, note.y) for note in pasted.network.notes] == [("t6", 200, -80), ("t10", 232, 240)]
    assert members(pasted) == {"g7": ("n2", "t6"), "g9": ("n8", "t10")}
    assert pasted.network.next_id == 11
    assert len(apply(document, RepeatBlock(("n2",), 3)).network.notes) == 3
    assert apply(document, RemoveLayers(("n2",))).network.notes == ()
    assert len(apply(document, RemoveLayers(("n3",))).network.notes) == 1
    assert members(apply(document, RemoveNote("t6"))) == {"g7": ("n2",)}
    assert len(apply(document, Ungroup(("g7",))).network.notes) == 1


def test_a_note_goes_into_a_group_and_out_of_it() -> None:
    document = made(AddNote("far", 900, 900), GroupLayers(("n2", "n3")), Regroup(("t6",), "g7"))
    assert members(document) == {"g7": ("n2", "n3", "t6")}
    assert members(apply(document, Regroup(("t6",)))) == {"g7": ("n2", "n3")}
    assert members(apply(document, Regroup(("n2", "n3", "t6")))) == {"g7": ("n2", "n3", "t6")}


def test_a_file_with_a_group_of_notes_alone_is_refused() -> None:
    content = json.loads(to_json(made(AddNote("far", 900, 900), GroupLayers(("n2",)))))
    content["network"]["groups"][0]["members"] = ["t6"]
    with pytest.raises(FormatError, match="a layer among them"):
        from_json(json.dumps(content))
    content["network"]["groups"][0]["members"] = ["n2", "t6"]
    assert members(from_json(json.dumps(content))) == {"g7": ("n2", "t6")}
