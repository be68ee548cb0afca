"""Groups: made, named, folded, dissolved; copied and deleted with their layers; kept in the file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nnstudio.document import (
    AddLayer,
    Document,
    Edit,
    EditError,
    FoldGroups,
    FormatError,
    Group,
    GroupLayers,
    PasteLayers,
    PlaceBlock,
    RemoveLayers,
    RenameGroup,
    SetColor,
    Ungroup,
    apply,
    copy_layers,
    difference,
    from_json,
    to_json,
)
from nnstudio.document.grouping import DEEPEST, around, layers_in, outermost, shared_group
from nnstudio.document.model import Wire


def chain(*kinds: str) -> Document:
    """A document of layers in a row: n1 → n2 → …"""
    document = Document()
    for number, kind in enumerate(kinds):
        document = apply(document, AddLayer(kind, connect_from=f"n{number}" if number else ""))
    return document


def made(*edits: Edit) -> Document:
    document = chain("input", "dense", "activation", "dense", "output")
    for edit in edits:
        document = apply(document, edit)
    return document


def members(document: Document) -> dict[str, tuple[str, ...]]:
    return {group.id: group.members for group in document.network.groups}


def test_a_group_holds_its_layers_and_its_name_is_numbered() -> None:
    document = made(GroupLayers(("n3", "n2")), GroupLayers(("n4",)))
    assert members(document) == {"g6": ("n2", "n3"), "g7": ("n4",)}
    assert [group.name for group in document.network.groups] == ["Group", "Group 2"]
    assert document.network.next_id == 8


def test_a_group_of_a_whole_group_and_more_holds_it() -> None:
    document = made(GroupLayers(("n2", "n3")), GroupLayers(("n2", "n3", "n4"), "Block"))
    assert members(document) == {"g6": ("n2", "n3"), "g7": ("g6", "n4")}
    assert layers_in(document.network) == {"g6": ("n2", "n3"), "g7": ("n2", "n3", "n4")}
    assert around(document.network, "n2") == ("g6", "g7")


def test_a_group_may_be_made_within_another() -> None:
    document = made(GroupLayers(("n2", "n3", "n4")), GroupLayers(("n2", "n3")))
    assert members(document) == {"g6": ("g7", "n4"), "g7": ("n2", "n3")}


@pytest.mark.parametrize("ids", [("n3", "n4"), ("n2", "n3"), (), ("n9",)])
def test_what_cuts_a_group_or_is_one_already_is_refused(ids: tuple[str, ...]) -> None:
    document = made(GroupLayers(("n2", "n3")))
    with pytest.raises(EditError) as caught:
        apply(document, GroupLayers(ids))
    assert str(caught.value)


def test_groups_lie_no_deeper_than_can_be_read_again() -> None:
    document = chain("input", *["dense"] * (DEEPEST + 1))
    for number in range(1, DEEPEST + 1):
        document = apply(document, GroupLayers(tuple(f"n{k}" for k in range(1, number + 1))))
    assert from_json(to_json(document)) == document
    with pytest.raises(EditError):
        apply(document, GroupLayers(tuple(f"n{k}" for k in range(1, DEEPEST + 2))))
    inner = ("n1",)
    with pytest.raises(EditError):
        apply(apply(document, Ungroup((document.network.groups[0].id,))), GroupLayers(("n1", "n2", "n17", "n18")))
    assert layers_in(document.network)[document.network.groups[0].id] == inner


def test_ungrouping_leaves_the_members_where_they_were() -> None:
    document = made(GroupLayers(("n2", "n3", "n4")), GroupLayers(("n2", "n3")), Ungroup(("g7",)))
    assert members(document) == {"g6": ("n2", "n3", "n4")}
    assert members(apply(document, Ungroup(("g6",)))) == {}
    with pytest.raises(EditError):
        apply(document, Ungroup(("g7",)))


def test_named_folded_and_coloured_without_disturbing_training() -> None:
    before = made(GroupLayers(("n2", "n3")), GroupLayers(("n4",), "End"))
    for edit in (RenameGroup("g7", " Group "), FoldGroups(("g6", "g7")), SetColor(("g6", "n2"), "teal")):
        assert edit.is_layout
        after = apply(before, edit)
        assert difference(before, after).layout_only
        assert difference(before, after).layout
        before = after
    assert before.network.groups == (
        Group("g6", "Group", ("n2", "n3"), True, "teal"),
        Group("g7", "Group 2", ("n4",), True),
    )
    assert before.network.by_id["n2"].color == "teal"
    with pytest.raises(EditError):
        apply(before, SetColor(("n2",), "#123456"))


def test_a_group_whose_layers_are_gone_is_gone() -> None:
    document = made(GroupLayers(("n2", "n3")), GroupLayers(("n2", "n3", "n4")))
    assert members(apply(document, RemoveLayers(("n2",)))) == {"g6": ("n3",), "g7": ("g6", "n4")}
    assert members(apply(document, RemoveLayers(("n2", "n3")))) == {"g7": ("n4",)}
    assert members(apply(document, RemoveLayers(("n4", "n2", "n3")))) == {}


def test_copies_keep_whole_groups_with_names_of_their_own() -> None:
    document = made(GroupLayers(("n2", "n3"), "Block"), GroupLayers(("n2", "n3", "n4"), "All"), FoldGroups(("g6",)))
    part = apply(document, PasteLayers(copy_layers(document, ("n2", "n3", "n1"))))
    assert members(part)["g11"] == ("n9", "n10")
    assert part.network.groups_by_id["g11"].name == "Block 2"
    assert part.network.groups_by_id["g11"].folded
    whole = apply(document, PasteLayers(copy_layers(document, ("n2", "n3", "n4"))))
    assert members(whole)["g11"] == ("n8", "n9")
    assert members(whole)["g12"] == ("g11", "n10")
    alone = apply(document, PasteLayers(copy_layers(document, ("n2",))))
    assert len(alone.network.groups) == 2


def test_a_layer_put_into_a_wire_within_a_group_belongs_to_it() -> None:
    document = made(GroupLayers(("n2", "n3")))
    inside = apply(document, AddLayer("dropout", insert_on=Wire("n2", "n3")))
    assert members(inside) == {"g6": ("n2", "n3", "n7")}
    border = apply(document, AddLayer("dropout", insert_on=Wire("n3", "n4")))
    assert members(border) == {"g6": ("n2", "n3")}


def test_a_block_put_into_a_wire_within_a_group_belongs_to_it_with_groups_of_its_own() -> None:
    document = made(GroupLayers(("n2", "n3"), "Outer"))
    pair = copy_layers(made(GroupLayers(("n2", "n3"), "Inner")), ("n2", "n3"))
    inside = apply(document, PlaceBlock(pair, "Pair", 400.0, 0.0, insert_on=Wire("n2", "n3")))
    assert members(inside) == {"g6": ("n2", "n3", "g9"), "g9": ("n7", "n8")}
    after = apply(document, PlaceBlock(pair, "Pair", 400.0, 0.0, connect_from="n2"))
    assert members(after)["g6"] == ("n2", "n3", "g9")
    border = apply(document, PlaceBlock(pair, "Pair", 400.0, 0.0, insert_on=Wire("n3", "n4")))
    assert members(border) == {"g6": ("n2", "n3"), "g9": ("n7", "n8")}


def test_a_block_too_deep_for_its_place_stays_beside_the_groups_there() -> None:
    document = chain("input", *["dense"] * (DEEPEST + 2), "output")
    for number in range(DEEPEST):
        document = apply(document, GroupLayers(tuple(f"n{2 + place}" for place in range(number + 2))))
    assert len(around(document.network, "n2")) == DEEPEST
    pair = copy_layers(made(GroupLayers(("n2", "n3"))), ("n2", "n3"))
    network = apply(document, PlaceBlock(pair, "Pair", 400.0, 0.0, insert_on=Wire("n2", "n3"))).network
    assert len(around(network, network.nodes[-1].id)) == 1


def test_what_stands_for_a_selection() -> None:
    network = made(GroupLayers(("n2", "n3")), GroupLayers(("n2", "n3", "n4"))).network
    assert outermost(network, ("n3", "n2", "n1")) == ("n1", "g6")
    assert outermost(network, ("n4", "n3", "n2", "n1")) == ("n1", "g7")
    assert shared_group(network, ("n2", "n4")) == "g7"
    assert shared_group(network, ("n1", "n2")) == ""


def content() -> Any:
    return json.loads(to_json(made(GroupLayers(("n2", "n3")), GroupLayers(("n2", "n3", "n4")))))


def test_groups_come_back_from_the_file_and_an_older_one_has_none() -> None:
    document = made(GroupLayers(("n2", "n3")), FoldGroups(("g6",)), SetColor(("g6",), "red"))
    assert from_json(to_json(document)) == document
    old = json.loads(to_json(made()))
    old["version"] = 2
    del old["network"]["groups"], old["network"]["notes"]
    for node in old["network"]["nodes"]:
        del node["color"]
    assert from_json(json.dumps(old)) == made()


@pytest.mark.parametrize(
    ("number", "field", "value", "place"),
    [
        (0, "id", "g99", "network.groups[0].id"),
        (0, "id", "n6", "network.groups[0].id"),
        (0, "id", "g7", "network.groups[1].id"),
        (0, "name", "", "network.groups[0].name"),
        (0, "name", "Group 2", "network.groups[1].name"),
        (0, "name", "\ud800", "network.groups[0].name"),
        (0, "members", [], "network.groups[0].members"),
        (0, "members", ["n2", "n9"], "network.groups[0].members[1]"),
        (0, "members", ["n2", "n2"], "network.groups[0].members[1]"),
        (0, "members", ["n2", "n4"], "network.groups[1].members[1]"),
        (0, "members", ["g6"], "network.groups[1].members[0]"),
        (0, "members", ["g7"], "network.groups[0]"),
        (0, "folded", 1, "network.groups[0].folded"),
        (0, "color", "#ff0000", "network.groups[0].color"),
        (0, "extra", 1, "network.groups[0].extra"),
    ],
)
def test_a_fault_is_named_with_its_place(number: int, field: str, value: Any, place: str) -> None:
    found = content()
    found["network"]["groups"][number][field] = value
    with pytest.raises(FormatError) as caught:
        from_json(json.dumps(found))
    assert caught.value.place == place
    assert str(caught.value)
