"""Copied layers as JSON: whole groups and wires come back, anything else is refused; blocks are wired in."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.document import (
    AddLayer,
    Connect,
    Document,
    FormatError,
    Fragment,
    GroupLayers,
    PlaceBlock,
    SetColor,
    apply,
    copy_layers,
)
from nnstudio.document.fragment import fragment_from_json, fragment_to_json


def chain(*kinds: str) -> Document:
    document = Document()
    for number, kind in enumerate(kinds):
        document = apply(document, AddLayer(kind, 160.0 * number, connect_from=f"n{number}" if number else ""))
    return document


def block() -> Fragment:
    document = apply(chain("input", "dense", "dropout", "add"), GroupLayers(("n2", "n3", "n4"), "Body"))
    document = apply(document, Connect("n2", "n4"))
    document = apply(document, SetColor(("g5", "n2"), "blue"))
    return copy_layers(document, ("n2", "n3", "n4"))


def test_a_copy_comes_back_with_groups_colours_and_name() -> None:
    assert fragment_from_json(fragment_to_json(block(), "Skip 块")) == ("Skip 块", block())


def test_an_input_of_many_whose_first_wire_is_not_copied_closes_up() -> None:
    document = apply(chain("input", "dense", "add"), Connect("n1", "n3"))
    fragment = copy_layers(document, ("n1", "n3"))
    assert [wire.port for wire in fragment.wires] == [0]
    assert fragment_from_json(fragment_to_json(fragment))[1] == fragment


@pytest.mark.parametrize(
    "text", ["", "{}", "[" * 100_000, '{"format": "nnstudio layers", "version": 2}', "x" * 4_000_001]
)
def test_what_is_no_copy_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        fragment_from_json(text)


@given(
    st.sampled_from(["name", "network", "version", "nodes", "wires", "groups"]), st.none() | st.integers() | st.text()
)
def test_anything_anywhere_is_a_copy_or_a_format_error(field: str, value: object) -> None:
    content = json.loads(fragment_to_json(block(), "b"))
    (content if field in content else content["network"])[field] = value
    with suppress(FormatError):
        assert fragment_from_json(json.dumps(content))


def pairs(document: Document) -> set[tuple[str, str, int]]:
    return {(wire.source, wire.target, wire.port) for wire in document.network.wires}


def test_a_block_goes_into_the_chain_and_what_follows_makes_room() -> None:
    document = apply(chain("input", "dense", "output"), PlaceBlock(block(), "Body", 480.0, 0.0, "n2"))
    assert {("n2", "n4", 0), ("n6", "n3", 0)} <= pairs(document)
    assert ("n2", "n3", 0) not in pairs(document)
    assert document.network.by_id["n3"].x == document.network.by_id["n6"].x + 160
    assert document.network.groups[0].members == ("n4", "n5", "n6")


def test_a_block_with_two_ways_in_is_put_down_unwired() -> None:
    two = copy_layers(chain("dense", "dense"), ("n1",))
    apart = Fragment((*two.nodes, chain("input", "dense").network.nodes[1]), (), 3)
    document = apply(chain("input", "dense"), PlaceBlock(apart, "Two", 400.0, 0.0, "n2"))
    assert len(document.network.wires) == 1
    free = apply(chain("input", "dense"), PlaceBlock(block(), "Body", 480.0, 96.0, "n2"))
    assert ("n2", "n3", 0) in pairs(free)
