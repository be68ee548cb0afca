"""Try it in its window: typed, clicked, drawn and dragged inputs, their answers, and the way into the inspector."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.data.samples import Numbers
from nnstudio.text import set_language
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.trying import TryView
from nnstudio.ui.charts.trying.picture_entry import PictureEntry
from nnstudio.ui.charts.trying.plane_entry import PlaneEntry
from nnstudio.ui.charts.trying.row_form import RowForm
from nnstudio.ui.charts.trying.series_entry import SeriesEntry
from nnstudio.ui.charts.trying.text_entry import TextEntry
from nnstudio.ui.controls import NumberField

Opened = Callable[..., tuple[Session, QWidget]]
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def show(opened: Opened, name: str) -> tuple[Session, TryView]:
    session, view = opened(TryView, name, (420, 360))
    return session, cast(TryView, view)


def asked(session: Session, view: TryView, qtbot: QtBot) -> Numbers:
    """Wait until the answer is of what is entered; return the network's own."""
    prepared, editor = session.prepared, view.editor
    assert prepared is not None
    assert editor is not None
    with session.display.hold() as frame:
        assert frame is not None
        own = np.asarray(frame.predict(prepared.scaled(editor.entered[None]))[0], np.float64)
    wanted = prepared.unscaled_target(own[None])[0] if prepared.target_scale is not None else own

    def told() -> bool:
        shown = view.bars.answer
        return shown is not None and np.allclose(shown.values[..., -1], wanted[..., -1], atol=1e-6)

    qtbot.waitUntil(told)
    return wanted


def test_a_typed_row_is_answered_by_the_network(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened, "iris")
    form = cast(RowForm, view.editor)
    QTest.keyClicks(form.whole, "5.1, 3.5, 1.4, 0.2")
    QTest.keyClick(form.whole, Qt.Key.Key_Return)
    assert form.entered.tolist() == [5.1, 3.5, 1.4, 0.2]
    assert [cast(NumberField, field).value() for field in form.fields] == [5.1, 3.5, 1.4, 0.2]
    own = asked(session, view, qtbot)
    np.testing.assert_allclose([value for _, _, value in view.bars.rows()], own, atol=1e-6)


def test_a_number_beyond_the_network_s_kind_is_said_and_the_next_one_is_answered(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened, "iris")
    form = cast(RowForm, view.editor)
    for text, answered in (("1e300, 3.5, 1.4, 0.2", False), ("5.1, 3.5, 1.4, 0.2", True)):
        form.whole.clear()
        QTest.keyClicks(form.whole, text)
        QTest.keyClick(form.whole, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda wanted=answered: view.inspect_button.isEnabled() is wanted)
        assert bool(view.bars.rows()) is answered
        assert ("float32" in view.reading.text()) is not answered
    asked(session, view, qtbot)


def test_a_field_and_its_slider_move_one_number(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened, "iris")
    form = cast(RowForm, view.editor)
    field, slider = cast(NumberField, form.fields[2]), form.sliders[2]
    field.selectAll()
    QTest.keyClicks(field, "6.9")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert form.entered[2] == 6.9
    asked(session, view, qtbot)
    before = slider.value()
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert slider.value() < before
    assert form.entered[2] == field.value() < 6.9
    asked(session, view, qtbot)


def test_what_lies_outside_the_data_is_said(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened, "iris")
    form = cast(RowForm, view.editor)
    QTest.keyClicks(form.whole, "5.1 3.5 40 0.2")
    QTest.keyClick(form.whole, Qt.Key.Key_Return)
    asked(session, view, qtbot)
    assert view.reading.text().startswith("Outside what was learned from: petal length")


def test_a_row_that_cannot_be_read_stays_and_says_why(opened: Opened, qtbot: QtBot) -> None:
    _, view = show(opened, "iris")
    form = cast(RowForm, view.editor)
    before = form.entered.copy()
    QTest.keyClicks(form.whole, "5.1, wide, 1, 2")
    QTest.keyClick(form.whole, Qt.Key.Key_Return)
    assert form.whole.text() == "5.1, wide, 1, 2"
    qtbot.waitUntil(lambda: "“wide”" in view.reading.text())
    np.testing.assert_array_equal(form.entered, before)


def test_a_click_in_the_plane_puts_the_point_there(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened, "circles")
    entry = cast(PlaneEntry, view.editor)
    picture = entry.picture
    axes = picture.axes()
    assert axes is not None
    place = axes.area.center() + QPointF(20, -15)
    QTest.mouseClick(picture, LEFT, NONE, place.toPoint())
    np.testing.assert_allclose(entry.entered, axes.data(QPointF(place.toPoint())), atol=1e-9)
    assert [cast(NumberField, field).value() for field in entry.form.fields] == entry.entered.tolist()
    asked(session, view, qtbot)
    further = place.toPoint() + QPoint(-30, 0)
    QTest.mousePress(picture, LEFT, NONE, place.toPoint())
    QTest.mouseMove(picture, further)
    QTest.mouseRelease(picture, LEFT, NONE, further)
    asked(session, view, qtbot)


def test_a_drawing_reaches_the_network_and_the_clear_button_takes_it_away(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened, "mlp")
    entry = cast(PictureEntry, view.editor)
    pad, box = entry.pad, entry.pad.paper
    top, bottom = (QPointF(box.center().x(), box.top() + share * box.height()).toPoint() for share in (0.2, 0.8))
    QTest.mousePress(pad, LEFT, NONE, top)
    for share in (0.25, 0.5, 0.75, 1.0):
        QTest.mouseMove(pad, top + (bottom - top) * share)
    QTest.mouseRelease(pad, LEFT, NONE, bottom)
    assert entry.entered[2:6, 3:5].max() > 8
    assert entry.entered[:, [0, 7]].max() == 0
    asked(session, view, qtbot)
    QTest.mouseClick(view.fit_button, LEFT)
    assert entry.entered[[0, 7], 3:5].max() > 4
    asked(session, view, qtbot)
    QTest.mouseClick(view.clear_button, LEFT)
    assert entry.entered.max() == 0
    asked(session, view, qtbot)


def test_the_keys_draw_and_rub_out(opened: Opened) -> None:
    _, view = show(opened, "mlp")
    pad = cast(PictureEntry, view.editor).pad
    pad.setFocus()
    for _ in range(3):
        QTest.keyClick(pad, Qt.Key.Key_Right)
    for _ in range(4):
        QTest.keyClick(pad, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert pad.pen == (3, 4)
    assert pad.values[:5, 3].min() > 8
    QTest.keyClick(pad, Qt.Key.Key_Delete)
    assert pad.values[4, 3] < 8


def test_a_text_is_answered_letter_by_letter(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened, "characters")
    entry = cast(TextEntry, view.editor)
    entry.field.setFocus()
    entry.field.clear()
    QTest.keyClicks(entry.field, "the ol")
    assert entry.read.text().endswith("the␣ol")
    asked(session, view, qtbot)
    likeliest = [value for _, _, value in view.bars.rows()]
    assert likeliest == sorted(likeliest, reverse=True)
    QTest.keyClicks(entry.field, "x")
    QTest.keyClick(entry.field, Qt.Key.Key_Return)
    assert entry.read.text().endswith("the␣ol")
    qtbot.waitUntil(lambda: "“x”" in view.reading.text())


def test_numbers_over_time_are_dragged_or_moved_by_keys(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened, "lstm")
    entry = cast(SeriesEntry, view.editor)
    lane = entry.lane(0)
    QTest.mouseClick(entry, LEFT, NONE, QPointF(lane.left() + 1, lane.top() + 1).toPoint())
    assert entry.entered[0, 0] == pytest.approx(entry.entries[0].high, abs=0.1)
    asked(session, view, qtbot)
    entry.setFocus()
    QTest.keyClick(entry, Qt.Key.Key_Right)
    before = entry.entered[1, 0]
    QTest.keyClick(entry, Qt.Key.Key_Up)
    assert entry.entered[1, 0] > before
    QTest.keyClick(entry, Qt.Key.Key_PageDown)
    assert entry.at == (1, 1)
    asked(session, view, qtbot)


def test_the_sample_in_hand_is_a_beginning(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened, "iris")
    QTest.mouseClick(view.sample_button, LEFT)
    with session.display.hold() as frame:
        assert frame is not None
        assert session.prepared is not None
        assert view.editor is not None
        row = int(frame.rows[frame.sample])
        scaled = session.prepared.scaled(view.editor.entered[None])[0]
        np.testing.assert_allclose(scaled, session.prepared.training.x[row], atol=1e-9)
    asked(session, view, qtbot)


def test_the_very_input_stands_in_the_batch_that_the_inspector_shows(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened, "lenet5")
    entry = cast(PictureEntry, view.editor)
    QTest.mouseClick(entry.pad, LEFT, NONE, entry.pad.paper.center().toPoint())
    own = asked(session, view, qtbot)
    with qtbot.waitSignal(view.inspect_requested) as told:
        QTest.mouseClick(view.inspect_button, LEFT)
    layer, index = told.args
    assert index == (int(own.argmax()),)

    def there() -> bool:
        with session.display.hold() as frame:
            return frame is not None and frame.altered

    qtbot.waitUntil(there)
    with session.display.hold() as frame:
        assert frame is not None
        assert session.prepared is not None
        source = frame.program.graph.sources[0]
        stands = frame.quantity(source, "a")[frame.sample]
        np.testing.assert_allclose(stands, session.prepared.scaled(entry.entered[None])[0], atol=1e-5)
        np.testing.assert_allclose(frame.quantity(layer, "a")[frame.sample], own, atol=1e-5)
    qtbot.waitUntil(lambda: session.history.can_undo)
    assert "Own input in the place of sample" in str(session.history.undo_name)


def test_another_language_keeps_what_was_entered(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened, "iris")
    form = cast(RowForm, view.editor)
    QTest.keyClicks(form.whole, "5.1, 3.5, 1.4, 0.2")
    QTest.keyClick(form.whole, Qt.Key.Key_Return)
    session.set_language("zh_CN")
    try:
        assert view.editor is not None
        assert view.editor.entered.tolist() == [5.1, 3.5, 1.4, 0.2]
        assert view.inspect_button.text() == "检视此输入"
    finally:
        set_language("en")
