"""Edits of layers and wires: what they do, and what they refuse with which reason."""

from __future__ import annotations

import pytest

from nnstudio.document import (
    AddLayer,
    Connect,
    Disconnect,
    Document,
    Edit,
    EditError,
    MoveLayers,
    PasteLayers,
    RemoveLayers,
    RenameLayer,
    SetParameters,
    Several,
    Wire,
    apply,
    copy_layers,
    opening_document,
)
from nnstudio.engine.errors import ParameterError
from nnstudio.text import msg


def built(*edits: Edit) -> Document:
    document = Document()
    for edit in edits:
        document = apply(document, edit)
    return document


def chain(*kinds: str) -> Document:
    """A document of layers in a row: n1 → n2 → …"""
    return built(*(AddLayer(kind, connect_from=f"n{k}" if k else "") for k, kind in enumerate(kinds)))


def pairs(document: Document) -> set[tuple[str, str, int]]:
    return {(wire.source, wire.target, wire.port) for wire in document.network.wires}


def test_an_edit_leaves_the_given_document_alone() -> None:
    before = opening_document()
    apply(before, RemoveLayers(("n2",)))
    assert before == opening_document()


def test_names_are_the_layers_own_and_unique() -> None:
    document = built(AddLayer("dense"), AddLayer("dense"), AddLayer("dense"))
    assert [node.name for node in document.network.nodes] == ["Dense", "Dense 2", "Dense 3"]


def test_ids_are_never_used_again() -> None:
    document = built(AddLayer("dense"), RemoveLayers(("n1",)), AddLayer("dense"))
    assert [node.id for node in document.network.nodes] == ["n2"]


def test_added_after_the_selection_goes_into_the_chain() -> None:
    document = apply(chain("input", "dense", "output"), AddLayer("activation", connect_from="n2"))
    assert pairs(document) == {("n1", "n2", 0), ("n2", "n4", 0), ("n4", "n3", 0)}


def test_added_after_a_branching_layer_becomes_another_branch() -> None:
    document = apply(chain("input", "dense"), AddLayer("dense"))
    document = apply(document, Connect("n1", "n3"))
    document = apply(document, AddLayer("dense", connect_from="n1"))
    assert ("n1", "n4", 0) in pairs(document)
    assert len(document.network.wires) == 3


def test_added_after_the_output_goes_in_before_it() -> None:
    document = apply(chain("input", "output"), AddLayer("dense", connect_from="n2"))
    assert pairs(document) == {("n1", "n3", 0), ("n3", "n2", 0)}


def test_inserted_on_a_wire_keeps_the_port_at_its_end() -> None:
    document = built(AddLayer("input"), AddLayer("dense"), AddLayer("add"), Connect("n1", "n3"), Connect("n2", "n3"))
    document = apply(document, AddLayer("dense", insert_on=Wire("n2", "n3", 1)))
    assert {("n2", "n4", 0), ("n4", "n3", 1), ("n1", "n3", 0)} == pairs(document)


@pytest.mark.parametrize("kind", ["input", "output"])
def test_an_end_cannot_be_put_into_a_wire(kind: str) -> None:
    with pytest.raises(EditError):
        apply(chain("input", "dense"), AddLayer(kind, insert_on=Wire("n1", "n2", 0)))


def test_an_occupied_port_takes_the_new_wire_and_loses_the_old() -> None:
    document = apply(chain("input", "dense"), AddLayer("dense"))
    document = apply(document, Connect("n3", "n2", 0))
    assert pairs(document) == {("n3", "n2", 0)}


def test_a_join_takes_wire_after_wire_and_closes_up() -> None:
    document = built(*(AddLayer("dense") for _ in range(3)), AddLayer("add"))
    for source in ("n1", "n2", "n3"):
        document = apply(document, Connect(source, "n4"))
    assert pairs(document) == {("n1", "n4", 0), ("n2", "n4", 1), ("n3", "n4", 2)}
    document = apply(document, Disconnect(Wire("n2", "n4", 1)))
    assert pairs(document) == {("n1", "n4", 0), ("n3", "n4", 1)}


def test_a_circle_is_refused_with_the_layers_that_close_it() -> None:
    document = chain("dense", "dense", "dense")
    with pytest.raises(EditError) as caught:
        apply(document, Connect("n3", "n1"))
    assert "Dense → Dense 2 → Dense 3 → Dense" in str(caught.value)
    with pytest.raises(EditError):
        apply(document, Connect("n2", "n2"))


@pytest.mark.parametrize(
    ("source", "target", "port"),
    [("n2", "n1", None), ("n3", "n2", None), ("n1", "n2", 1), ("n1", "n2", -1), ("n9", "n2", 0), ("n1", "n9", 0)],
)
def test_impossible_wires_are_refused(source: str, target: str, port: int | None) -> None:
    with pytest.raises(EditError):
        apply(chain("input", "dense", "output"), Connect(source, target, port))


def test_a_second_wire_between_two_layers_is_refused() -> None:
    document = built(AddLayer("dense"), AddLayer("add"), Connect("n1", "n2"))
    with pytest.raises(EditError):
        apply(document, Connect("n1", "n2", 1))


def test_deleting_heals_the_chain() -> None:
    document = apply(chain("input", "dense", "activation", "output"), RemoveLayers(("n2", "n3")))
    assert pairs(document) == {("n1", "n4", 0)}


def test_deleting_heals_into_every_branch() -> None:
    document = apply(chain("input", "dense", "dense"), AddLayer("dense"))
    document = apply(document, Connect("n2", "n4"))
    assert pairs(apply(document, RemoveLayers(("n2",)))) == {("n1", "n3", 0), ("n1", "n4", 0)}


def test_deleting_a_join_of_two_leaves_the_choice_to_the_student() -> None:
    document = built(*(AddLayer("dense") for _ in range(2)), AddLayer("add"), AddLayer("dense"))
    for source, target in (("n1", "n3"), ("n2", "n3"), ("n3", "n4")):
        document = apply(document, Connect(source, target))
    assert pairs(apply(document, RemoveLayers(("n3",)))) == set()


def test_deleting_does_not_lay_one_wire_on_another() -> None:
    document = built(AddLayer("input"), AddLayer("dense"), AddLayer("add"))
    for source, target in (("n1", "n2"), ("n2", "n3"), ("n1", "n3")):
        document = apply(document, Connect(source, target))
    assert pairs(apply(document, RemoveLayers(("n2",)))) == {("n1", "n3", 0)}


def test_parameters_are_checked_sorted_and_sparse() -> None:
    document = apply(chain("dense"), SetParameters("n1", (("units", 7), ("activation", "tanh"))))
    assert document.network.nodes[0].parameters == (("activation", "tanh"), ("units", 7))
    document = apply(document, SetParameters("n1", (("units", 4),)))
    assert document.network.nodes[0].parameters == (("activation", "tanh"),)
    for wrong in (0, 2.5, "many", True, 10**400):
        with pytest.raises(ParameterError):
            apply(document, SetParameters("n1", (("units", wrong),)))
    with pytest.raises(ParameterError):
        apply(document, SetParameters("n1", (("activation", "unheard of"),)))
    with pytest.raises(ParameterError):
        apply(document, SetParameters("n1", (("no such", 1),)))


def test_moving_and_renaming_are_layout_only() -> None:
    document = chain("input", "dense")
    move = MoveLayers((("n1", 8.0, 16.0), ("n2", 24.0, 32.0)))
    assert move.is_layout
    assert [(node.x, node.y) for node in apply(document, move).network.nodes] == [(8.0, 16.0), (24.0, 32.0)]
    with pytest.raises(EditError):
        apply(document, MoveLayers((("n1", float("nan"), 0.0),)))
    rename = RenameLayer("n2", "  Input ")
    assert rename.is_layout
    assert apply(document, rename).network.nodes[1].name == "Input 2"
    for wrong in ("", "   ", "x" * 61, "a\x00b"):
        with pytest.raises(EditError):
            apply(document, RenameLayer("n2", wrong))


def test_pasting_keeps_the_wires_within() -> None:
    document = chain("input", "dense", "dense", "output")
    fragment = copy_layers(document, ("n2", "n3"))
    paste = PasteLayers(fragment, 40.0, 80.0)
    pasted = apply(document, paste)
    assert paste.new_ids(document) == ("n5", "n6")
    assert pairs(pasted) - pairs(document) == {("n5", "n6", 0)}
    assert len({node.name for node in pasted.network.nodes}) == 6


def test_a_pasted_join_closes_up_the_inputs_it_lost() -> None:
    document = built(*(AddLayer("dense") for _ in range(2)), AddLayer("add"))
    document = apply(apply(document, Connect("n1", "n3")), Connect("n2", "n3"))
    pasted = apply(document, PasteLayers(copy_layers(document, ("n2", "n3"))))
    assert ("n4", "n5", 0) in pairs(pasted)


def test_several_are_all_or_none() -> None:
    document = chain("input", "dense")
    both = Several((AddLayer("output", connect_from="n2"), Connect("n1", "nowhere")), msg("Both"))
    with pytest.raises(EditError):
        apply(document, both)
    assert len(document.network.nodes) == 2


@pytest.mark.parametrize("edit", [AddLayer("no such kind"), RemoveLayers(("n7",)), RenameLayer("n7", "x")])
def test_what_is_not_there_is_named(edit: Edit) -> None:
    with pytest.raises(EditError) as caught:
        apply(Document(), edit)
    assert caught.value.place
    assert str(caught.value.advice)
