"""Units with and without skips behind a layer, and skips taken away: what is wired to what."""

from __future__ import annotations

import pytest

from nnstudio.document import Document, EditError, analyse, apply, opening_document, templates
from nnstudio.document.paths import topological_order
from nnstudio.document.skips import RemoveSkips, StackUnits, skips_of, unit_of


def kinds(document: Document) -> list[str]:
    network = document.network
    return [network.by_id[node].kind for node in topological_order(network)]


def test_plain_units_make_a_chain() -> None:
    made = apply(opening_document(), StackUnits("n3", 2, skips=False))
    assert kinds(made) == ["input", *["dense"] * 7, "output"]
    assert all(len(wires) == 1 for wires in made.network.incoming.values() if wires)
    assert not analyse(made).errors


def test_a_unit_adds_what_went_in_to_what_it_made() -> None:
    made = apply(opening_document(), StackUnits("n3", 2, skips=True))
    network = made.network
    assert kinds(made) == ["input", "dense", "dense", *["dense", "dense", "add"] * 2, "dense", "output"]
    skips = skips_of(network)
    joins = [node.id for node in network.of_kind("add")]
    assert [wire.source for wire in sorted(skips, key=lambda wire: joins.index(wire.target))] == ["n3", joins[0]]
    assert not analyse(made).errors
    places = [(node.x, node.y) for node in network.nodes]
    assert len(set(places)) == len(places), "no layer lies over another"


def test_without_its_skips_it_is_the_plain_one() -> None:
    deep = apply(opening_document(), StackUnits("n3", 3, skips=True))
    bare = apply(deep, RemoveSkips())
    assert kinds(bare) == kinds(apply(opening_document(), StackUnits("n3", 3, skips=False)))
    assert not skips_of(bare.network)
    assert not analyse(bare).errors


def test_a_template_s_skips_and_its_units_are_found() -> None:
    document = templates["resnet"]().document()
    skips = skips_of(document.network)
    assert [document.network.by_id[wire.target].kind for wire in skips] == ["add", "projection"]
    unit = [document.network.by_id[node].kind for node in unit_of(document.network, skips[0])]
    assert unit == ["convolution2d", "batch_normalization", "convolution2d", "add", "activation"]
    bare = apply(document, RemoveSkips())
    assert not {"add", "projection"} & set(kinds(bare))
    assert not analyse(bare).errors


def test_what_can_not_follow_on_itself_is_refused() -> None:
    document = opening_document()
    with pytest.raises(EditError):
        apply(document, StackUnits("n1", 2, skips=True))
