"""Where a layer comes to stand that is put into a wire."""

from __future__ import annotations

from nnstudio.document import AddLayer, Connect, Document, MoveLayers, apply
from nnstudio.document.layout import insertion
from nnstudio.document.size import NODE_HEIGHT, NODE_WIDTH


def test_layers_put_into_the_wires_of_neighbouring_branches_cover_none() -> None:
    document = Document()
    for edit in (AddLayer("input", 0, 0), AddLayer("concatenate", 800, 0)):
        document = apply(document, edit)
    for row in (-1.5, -0.5, 0.5, 1.5):
        new = document.network.next_node
        for edit in (AddLayer("dense", 200, row * 112), Connect("n1", new), Connect(new, "n2")):
            document = apply(document, edit)
    for wire in document.network.incoming["n2"]:
        document = apply(document, insertion(document, "dropout", wire))
    places = [(node.x, node.y) for node in document.network.nodes]
    covered = [
        (one, other)
        for number, one in enumerate(places)
        for other in places[:number]
        if abs(one[0] - other[0]) < NODE_WIDTH and abs(one[1] - other[1]) < NODE_HEIGHT
    ]
    assert len(places) == 10
    assert covered == []


def branches() -> Document:
    """Return input → dense → output, and an unconnected dense in the way of what an insertion moves."""
    document = Document()
    for edit in (
        AddLayer("input", 0, 0),
        AddLayer("dense", 160, 0, connect_from="n1"),
        AddLayer("output", 320, 0, connect_from="n2"),
        AddLayer("dense", 480, 0),
        AddLayer("dropout", 640, 0, connect_from="n4"),
        AddLayer("dense", 320, 160),
    ):
        document = apply(document, edit)
    return document


def test_what_makes_room_pushes_on_what_it_would_cover() -> None:
    document = branches()
    wire = document.network.incoming["n2"][0]
    after = apply(document, insertion(document, "dropout", wire))
    places = {node.id: (node.x, node.y) for node in after.network.nodes}
    assert places["n7"] == (160, 0)
    assert [places[k] for k in ("n1", "n2", "n3", "n4", "n5")] == [(0, 0), (320, 0), (480, 0), (640, 0), (800, 0)]
    assert places["n6"] == (320, 160)


def test_what_leads_to_the_wire_is_not_pushed_away() -> None:
    document = branches()
    document = apply(document, MoveLayers((("n4", 0, 96),)))
    document = apply(document, Connect("n5", "n2", 0))
    # Now the way leads back from 640 to 160: there is no room to be made, and the source stays.
    wire = document.network.incoming["n2"][0]
    after = apply(document, insertion(document, "dense", wire))
    assert after.network.by_id["n5"].x == 640
