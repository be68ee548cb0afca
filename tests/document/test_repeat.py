"""A block repeated: copies in a row, wired as the first; what does not fit is refused with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnstudio.data import DataSettings
from nnstudio.document import (
    AddLayer,
    Connect,
    Document,
    EditError,
    GroupLayers,
    RepeatBlock,
    SetParameters,
    analyse,
    apply,
    opening_document,
)


def pairs(document: Document) -> set[tuple[str, str]]:
    names = {node.id: node.name for node in document.network.nodes}
    return {(names[wire.source], names[wire.target]) for wire in document.network.wires}


def residual() -> Document:
    """Input → A → B → Add → C → output, with a skip from A to Add."""
    document = Document(data=DataSettings("circles"))
    for number, kind in enumerate(("input", "dense", "dense", "add", "dense", "output")):
        document = apply(document, AddLayer(kind, 160.0 * number, 0.0, title=f"{kind}{number}"))
    for node, units in (("n2", 4), ("n3", 4), ("n5", 1)):
        document = apply(document, SetParameters(node, (("units", units),)))
    for source, target in (("n1", "n2"), ("n2", "n3"), ("n2", "n4"), ("n3", "n4"), ("n4", "n5"), ("n5", "n6")):
        document = apply(document, Connect(source, target))
    return document


def test_a_residual_block_three_times_feeds_on_itself() -> None:
    document = apply(residual(), RepeatBlock(("n3", "n4"), 3))
    assert pairs(document) == {
        ("input0", "dense1"),
        ("dense1", "dense2"),
        ("dense1", "add3"),
        ("dense2", "add3"),
        ("add3", "dense2 2"),
        ("add3", "add3 2"),
        ("dense2 2", "add3 2"),
        ("add3 2", "dense2 3"),
        ("add3 2", "add3 3"),
        ("dense2 3", "add3 3"),
        ("add3 3", "dense4"),
        ("dense4", "output5"),
    }
    assert {p.node for p in analyse(document).errors} <= {p.node for p in analyse(residual()).errors}
    places = {node.name: node.x for node in document.network.nodes}
    assert [places[name] for name in ("add3", "add3 2", "add3 3", "dense4")] == [480.0, 800.0, 1120.0, 1280.0]


@pytest.mark.parametrize("down", [False, True])
def test_many_copies_stand_in_rows_that_are_read_and_nothing_stands_upon_another(down: bool) -> None:
    document = residual()
    if down:
        turned = tuple(replace(node, x=node.y, y=node.x) for node in document.network.nodes)
        document = replace(document, network=replace(document.network, nodes=turned, down=True))
    made = apply(document, RepeatBlock(("n3", "n4"), 12)).network
    places = [(node.y, node.x) if down else (node.x, node.y) for node in made.nodes]
    assert len(set(places)) == len(made.nodes) == 4 + 24
    rows = sorted({across for _, across in places})
    assert len(rows) == (6 if down else 4)
    assert rows[1] - rows[0] > 2 * (64 if down else 36), "boxes of two rows keep apart"
    ends = {node.name: node for node in made.nodes}
    last = ends["add3 12"], ends["dense4"]
    (x, y), (after_x, after_y) = ((n.y, n.x) if down else (n.x, n.y) for n in last)
    assert (y, after_y) == (rows[-1], rows[-1])
    assert after_x > x


def test_copies_stay_in_one_row_where_another_would_cover_a_layer() -> None:
    document = apply(residual(), AddLayer("dense", 320.0, 200.0))
    made = apply(document, RepeatBlock(("n3", "n4"), 12)).network
    assert {node.y for node in made.nodes} == {0.0, 200.0}


def test_the_end_of_a_chain_is_repeated_too_and_groups_with_it() -> None:
    document = Document()
    for number, kind in enumerate(("input", "dense", "dense")):
        document = apply(document, AddLayer(kind, connect_from=f"n{number}" if number else ""))
    document = apply(document, GroupLayers(("n2", "n3"), "Block"))
    document = apply(document, RepeatBlock(("n2", "n3"), 3))
    assert [group.name for group in document.network.groups] == ["Block", "Block 2", "Block 3"]
    assert len(document.network.wires) == 6
    inner = apply(residual(), GroupLayers(("n2", "n3", "n4"), "Stage"))
    inner = apply(inner, RepeatBlock(("n3", "n4"), 2))
    assert len(inner.network.groups[0].members) == 5


def test_shapes_that_do_not_fit_are_refused_with_the_layer_and_the_reason() -> None:
    document = residual()
    shrunk = apply(document, SetParameters("n3", (("units", 4),)))
    shrunk = apply(shrunk, AddLayer("dense", parameters=(("units", 3),), connect_from="n4"))
    with pytest.raises(EditError) as caught:
        apply(shrunk, RepeatBlock(("n3", "n4", "n7"), 2))
    assert caught.value.node == "n4"
    assert "Change its layers" in str(caught.value)


@pytest.mark.parametrize(
    ("ids", "times"),
    [((), 2), (("n1", "n2"), 2), (("n4", "n5"), 2), (("n2",), 1), (("n2",), 65), (("n9",), 2), (("n2", "n5"), 2)],
)
def test_what_is_no_block_is_refused(ids: tuple[str, ...], times: int) -> None:
    with pytest.raises(EditError) as caught:
        apply(opening_document() if ids != ("n4", "n5") else residual(), RepeatBlock(ids, times))
    assert str(caught.value)


def test_a_block_with_a_way_out_and_back_is_refused() -> None:
    with pytest.raises(EditError) as caught:
        apply(residual(), RepeatBlock(("n2", "n4"), 2))
    assert caught.value.node
