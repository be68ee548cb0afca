"""What is written over and under the layers can be read, however close they stand."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetrics

from nnstudio.document import AddLayer, Document, apply
from nnstudio.document.model import Document as Model
from nnstudio.ui import theme
from nnstudio.ui.network.painting.labels import _ellipsis, _titles
from nnstudio.ui.network.painting.sprites import Sprites


def deep(layers: int) -> Model:
    """Return two inputs, dense layers of four, and one output."""
    document = apply(Document(), AddLayer("input", 0, 0))
    for number in range(layers):
        last = document.network.nodes[-1].id
        edit = AddLayer("dense", 160 * number, 0, (("units", 4),), connect_from=last)
        document = apply(document, edit)
    head = AddLayer("dense", 0, 200, (("activation", "logistic"), ("units", 1)), connect_from=f"n{layers + 1}")
    return apply(apply(document, head), AddLayer("output", 0, 400, connect_from=f"n{layers + 2}"))


def titles(view: Any) -> list[Any]:
    picture = view.picture
    metrics = QFontMetrics(theme.font("caption"))
    return _titles(picture.arrangement, picture.names, QRectF(picture.rect()), metrics)


def test_titles_lie_where_there_is_room_and_stand_upright_where_not(opened: Any) -> None:
    _session, view = opened("circles")
    assert not any(title.upright for title in titles(view))
    _session, view = opened(deep(12))
    found = titles(view)
    assert [title.text for title in found] == ["Input", *(f"Dense {n}".removesuffix(" 1") for n in range(1, 14))]
    assert all(title.upright for title in found)
    assert all(left.box.right() <= right.box.left() + 1 for left, right in pairwise(found))
    highest = min(strip.top for strip in view.picture.arrangement.strips.values())
    assert all(title.box.bottom() < highest for title in found)


def test_how_many_are_left_out_does_not_lie_over_the_links(opened: Any) -> None:
    _session, view = opened("lenet5")
    arrangement = view.picture.arrangement
    strips = [strip for strip in arrangement.strips.values() if strip.hidden and strip.gap >= 0]
    assert strips
    for strip in strips:
        (said,) = _ellipsis(arrangement, strip)
        assert str(strip.hidden) in said.text
        assert said.box.width() <= max(arrangement.step, QFontMetrics(theme.font("number_caption")).height() * 4)
        assert said.text.startswith("+") == (arrangement.step < 80)


def test_an_upright_title_says_how_many_layers_stand_below_the_first(opened: Any) -> None:
    _session, view = opened("inception")
    assert "Convolution 2 +3" in [title.text for title in titles(view)]


def test_where_not_even_upright_titles_have_room_some_are_left_out(opened: Any) -> None:
    _session, view = opened(deep(40))
    found = titles(view)
    assert 8 < len(found) < 41
    assert all(left.box.right() <= right.box.left() + 1 for left, right in pairwise(found))


def test_numbers_are_left_out_where_they_would_run_into_the_next_layers(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(Sprites, "number", lambda _self, _painter, _top, text: written.append(text))
    _session, view = opened("circles")
    view.picture.grab()
    assert written
    # Else it might be painted again beside the other.
    view.hide()
    written.clear()
    _session, view = opened(deep(12))
    view.picture.grab()
    assert written == []
    view.resize(1600, 600)
    view.picture.grab()
    assert written
