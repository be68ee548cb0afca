"""Points by hand in the document: added, taken out, gone with other data, kept in the file."""

from __future__ import annotations

import pytest

from nnstudio.document import opening_document
from nnstudio.document.difference import difference
from nnstudio.document.edits import AddPoint, LeaveOut, SetData, apply
from nnstudio.document.errors import EditError
from nnstudio.document.format import from_json, to_json


def test_points_come_and_go() -> None:
    before = opening_document()
    first = apply(before, AddPoint((0.5, 0.25, 1.0)))
    second = apply(first, AddPoint((-1.0, 1.0, 0.0)))
    assert second.data.points == ((0.5, 0.25, 1.0), (-1.0, 1.0, 0.0))
    assert apply(second, LeaveOut(0, added=True)).data.points == ((-1.0, 1.0, 0.0),)
    left = apply(apply(second, LeaveOut(7)), LeaveOut(3))
    assert left.data.left_out == (3, 7)
    assert apply(left, LeaveOut(7)) == left
    with pytest.raises(EditError):
        apply(second, LeaveOut(2, added=True))


def test_they_are_no_other_data_and_other_data_lose_them() -> None:
    before = opening_document()
    after = apply(apply(before, AddPoint((0.5, 0.25, 1.0))), LeaveOut(3))
    found = difference(before, after)
    assert found.data
    assert not found.drawn
    scaled = apply(after, SetData((("scaling", "standard"),)))
    assert scaled.data.points == after.data.points
    assert difference(after, scaled).drawn
    for field, value in (("seed", 5), ("dataset", "moons")):
        changed = apply(after, SetData(((field, value),)))
        assert not changed.data.points
        assert not changed.data.left_out


def test_the_file_keeps_them() -> None:
    after = apply(apply(opening_document(), AddPoint((0.5, 0.25, 1.0))), LeaveOut(3))
    assert from_json(to_json(after)) == after
