"""Where a layer comes to stand that is put into a wire."""

from __future__ import annotations

from nnstudio.document import AddLayer, Connect, Document, apply
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
