"""What is typed into the properties goes to the layers that it is meant for, and to no others."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionSlider

from nnstudio.document import AddLayer, SetData
from nnstudio.document.kinds import value_of

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def typed(field, text):
    """Type over what a field holds, and do not enter it yet."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def entered(field, text):
    """Type over what a field holds, and enter it."""
    typed(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def slid(slider, by):
    """Drag a slider's handle by some pixels and let go."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = QStyle.SubControl.SC_SliderHandle
    start = slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, handle, slider).center()
    QTest.mousePress(slider, LEFT, NONE, start)
    for share in (0.5, 1.0):
        QTest.mouseMove(slider, start + QPoint(round(by * share), 0))
        QApplication.processEvents()
    QTest.mouseRelease(slider, LEFT, NONE, start + QPoint(by, 0))


@pytest.fixture
def convolutions(make_hand, built):
    """A panel on two convolutions (n2, n3), and two layers of dropout (n4, n5)."""
    kinds = ("convolution2d", "convolution2d", "dropout", "dropout")
    added = [AddLayer(kind, 160 * (i + 1), 0, connect_from=f"n{i + 1}") for i, kind in enumerate(kinds)]
    return make_hand(built(SetData((("dataset", "digits"),)), AddLayer("input", 0, 0), *added))


def values(hand, name, *nodes):
    """Return a parameter of some layers."""
    return [value_of(hand.document.network.by_id[node], name) for node in nodes]


def test_a_text_that_cannot_be_read_does_not_stand_at_another_layer(convolutions):
    hand = convolutions
    hand.session.select(("n2",))
    rows = hand.panel.properties.node.form.rows
    entered(rows["stride"].editor, "abc")
    assert rows["stride"].problem.isVisible()
    hand.session.select(("n3",))
    assert rows["stride"].editor.text() == "1"
    assert not rows["stride"].problem.isVisible()


def test_nor_at_other_layers_that_are_selected_together(convolutions):
    hand = convolutions
    hand.session.select(("n2", "n3"))
    row = hand.panel.properties.several.form.rows["stride"]
    entered(row.editor, "abc")
    assert row.problem.isVisible()
    hand.session.select(("n3", "n2"))
    assert row.editor.text() == "1"
    assert not row.problem.isVisible()


@pytest.mark.parametrize("where", ["name", "units"])
def test_what_is_being_typed_is_not_written_into_another_project(hand, where):
    hand.session.select(("n2",))
    page = hand.panel.properties.node
    typed(page.name if where == "name" else page.form.rows["units"].editor, "77")
    opened = hand.document
    hand.session.new(opened)
    QApplication.processEvents()
    assert hand.document == opened
    assert not hand.session.history.can_undo
    hand.session.select(("n2",))
    assert page.name.text() == opened.network.by_id["n2"].name
    assert page.form.rows["units"].editor.value() == 6


@pytest.mark.parametrize("name", ["filters", "stride"])
def test_the_value_of_the_first_can_be_typed_for_all(convolutions, name):
    hand, nodes = convolutions, ("n2", "n3")
    (first, _) = values(hand, name, *nodes)
    hand.session.select((nodes[1],))
    entered(hand.panel.properties.node.form.rows[name].editor, str(first + 1))
    hand.session.select(nodes)
    row = hand.panel.properties.several.form.rows[name]
    assert row.note.text() == "differs between these layers"
    entered(row.editor, str(first))
    assert values(hand, name, *nodes) == [first, first]
    before = hand.document
    entered(row.editor, str(first))
    assert hand.document == before


@pytest.mark.parametrize("nodes", [("n4",), ("n4", "n5")])
def test_each_drag_of_a_slider_is_taken_back_alone(convolutions, nodes):
    hand = convolutions
    hand.session.select(nodes)
    page = hand.panel.properties.node if len(nodes) == 1 else hand.panel.properties.several
    slider = page.form.rows["rate"].slider
    QApplication.processEvents()
    found = [values(hand, "rate", *nodes)]
    for by in (30, -60):
        slid(slider, by)
        found.append(values(hand, "rate", *nodes))
    assert found[0] != found[1] != found[2]
    hand.session.undo()
    assert values(hand, "rate", *nodes) == found[1]
    hand.session.undo()
    assert values(hand, "rate", *nodes) == found[0]
