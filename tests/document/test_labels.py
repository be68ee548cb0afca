"""Hidden labels in the document: kept in the file, other data, none in a file from before them."""

from __future__ import annotations

import json

from nnstudio.data import Unlabelled
from nnstudio.document import SetData, apply, difference, from_json, opening_document, to_json

HIDDEN = apply(opening_document(), SetData((("labelled", 0.1), ("unlabelled", "spread"))))


def test_they_come_back_from_the_file() -> None:
    assert (HIDDEN.data.labelled, HIDDEN.data.unlabelled) == (0.1, Unlabelled.SPREAD)
    assert from_json(to_json(HIDDEN)) == HIDDEN


def test_a_file_from_before_them_has_all_labels() -> None:
    content = json.loads(to_json(opening_document()))
    del content["data"]["labelled"], content["data"]["unlabelled"]
    assert from_json(json.dumps(content | {"version": 6})) == opening_document()


def test_other_labels_are_other_data() -> None:
    assert difference(opening_document(), HIDDEN).drawn
