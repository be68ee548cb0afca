"""A text is written, and a sequence carried on, by the network of the moment."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hovering import hover
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.inspection.sequels import Letter, Writer, answers, run_on
from nnstudio.inspection.trying import read_text
from nnstudio.text import set_language
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.sequels import SequenceView, TextView
from nnstudio.ui.charts.sequels.paper import Paper

LEFT = Qt.MouseButton.LeftButton
SMALLEST = (377, 290)


@pytest.fixture
def opened(show_view: Callable[..., tuple[Session, QWidget]]) -> Callable[..., Any]:
    def open_(make: Any, name: str, size: tuple[int, int] = SMALLEST) -> Any:
        return show_view(make, name, size)

    return open_


def write(view: TextView, qtbot: QtBot, letters: int) -> None:
    for _ in range(letters):
        before = len(view.writer.written)
        QTest.mouseClick(view.one, LEFT)
        qtbot.waitUntil(lambda before=before: len(view.writer.written) > before)


def test_letters_are_drawn_from_the_networks_own_shares(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(TextView, "characters")
    view.prompt.setFocus()
    view.prompt.selectAll()
    QTest.keyClicks(view.prompt, "the old")
    QTest.keyClick(view.prompt, Qt.Key.Key_Return)
    view.temperature.setFocus()
    view.temperature.selectAll()
    QTest.keyClicks(view.temperature, "0.5")
    QTest.keyClick(view.temperature, Qt.Key.Key_Return)
    write(view, qtbot, 5)
    own = Writer(session.prepared, read_text("the old", session.prepared), 0)
    with session.display.hold() as frame:
        expected = [own.write(frame.predict, 0.5) for _ in range(5)]
        coming = own.look(frame.predict, 0.5)
    assert [each.number for each in view.writer.written] == [each.number for each in expected]
    np.testing.assert_allclose(view.bars.answer.at(), coming, atol=1e-9)
    assert len(view.paper.toPlainText()) == 5
    QTest.mouseClick(view.anew, LEFT)
    write(view, qtbot, 5)
    assert [each.number for each in view.writer.written] == [each.number for each in expected]
    QTest.mouseClick(view.dice, LEFT)
    assert view.seed == 1
    assert not view.writer.written
    assert not view.paper.toPlainText()


def test_a_letter_chosen_on_the_paper_brings_back_its_shares(opened: Any, qtbot: QtBot) -> None:
    _, view = opened(TextView, "characters")
    write(view, qtbot, 4)
    view.paper.setFocus()
    QTest.keyClick(view.paper, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view.paper, Qt.Key.Key_Right)
    second = view.writer.written[1]
    qtbot.waitUntil(lambda: np.array_equal(view.bars.answer.at(), second.shares))
    assert theme.percent(float(second.shares[second.number])) in view.reading.text()
    QTest.keyClick(view.paper, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not np.array_equal(view.bars.answer.at(), second.shares))


def test_it_writes_while_the_run_goes_on_until_it_is_stopped(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(TextView, "characters")
    session.run()
    QTest.mouseClick(view.write, LEFT)
    qtbot.waitUntil(lambda: len(view.writer.written) > 5)
    qtbot.waitUntil(lambda: session.status is Status.RUNNING)
    QTest.mouseClick(view.write, LEFT)
    session.pause()
    settle(qtbot, session)
    assert not view._clock.isActive()
    # Trained in between: the same letter would not be drawn from the same shares.
    first = view.writer.written[0]
    with session.display.hold() as frame:
        now = Writer(session.prepared, first.read, 0).look(frame.predict, 1.0)
    assert not np.allclose(now, first.shares)


def test_whoever_reads_or_copies_further_up_is_left_in_peace_while_the_text_grows(qtbot: QtBot) -> None:
    paper = Paper()
    qtbot.addWidget(paper)
    paper.resize(300, 200)
    paper.show()
    letters = [Letter(number % 7, np.full(7, 1 / 7), np.zeros((1, 7))) for number in range(2400)]

    def grow(count: int) -> None:
        paper.show_letters(letters[:count], lambda letter: "abcdef\n"[letter.number])

    grow(1400)
    bar = paper.verticalScrollBar()
    assert bar.value() == bar.maximum() > 100
    bar.setValue(bar.maximum() // 2)
    stands = bar.value()
    paper.setFocus()
    cursor = paper.textCursor()
    cursor.setPosition(100)
    cursor.setPosition(121, QTextCursor.MoveMode.KeepAnchor)
    paper.setTextCursor(cursor)
    bar.setValue(stands)
    grow(2000)
    assert bar.value() == stands < bar.maximum()
    QTest.keyClick(paper, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == ("abcdef\n" * 20)[2:23]
    theme.changed.emit()
    assert len(paper.toPlainText()) == 2000
    # Who writes on sees it.
    paper.let_go()
    assert bar.value() == bar.maximum()
    grow(2400)
    assert bar.value() == bar.maximum()


def test_a_letter_that_cannot_be_read_is_refused_and_said(opened: Any, qtbot: QtBot) -> None:
    _, view = opened(TextView, "characters")
    before = view.prompt.value()
    view.prompt.setFocus()
    view.prompt.selectAll()
    QTest.keyClicks(view.prompt, "the #")
    QTest.keyClick(view.prompt, Qt.Key.Key_Return)
    assert view.prompt.value() == before
    assert view.prompt.problem() is not None


def test_what_is_read_stands_under_the_inspector(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(TextView, "characters")
    write(view, qtbot, 3)
    settle(qtbot, session)
    with qtbot.waitSignal(view.inspect_requested) as asked:
        QTest.mouseClick(view.inspect_button, LEFT)
    assert asked.args[1] == (19, int(view.bars.answer.at().argmax()))

    def there() -> bool:
        with session.display.hold() as frame:
            source = frame.program.graph.sources[0]
            return np.allclose(frame.quantity(source, "a")[frame.sample], view.writer.read, atol=1e-6)

    qtbot.waitUntil(there)


@pytest.mark.parametrize("reads", ["own", "truth"])
def test_a_wave_is_carried_on(opened: Any, qtbot: QtBot, tmp_path: Path, reads: str) -> None:
    session, view = opened(SequenceView, "gru")
    QTest.mouseClick(view.reads.buttons[reads], LEFT)
    course, prepared = view.course, session.prepared
    with session.display.hold() as frame:
        own = run_on(frame.predict, prepared, course)[:, 0]
        true = answers(frame.predict, prepared, course)[:-1, 0]
    expected = own if reads == "own" else true
    qtbot.waitUntil(lambda: np.allclose(view.picture.lanes[0].answers[:, 1], expected, atol=1e-6))
    told = view.picture.lanes[0].answers
    assert told[0, 0] == 21
    assert told[-1, 0] == 60
    place = view.picture.axes(0).pixels(told[[4]])[0]
    hover(view.picture, QPoint(round(place[0]), round(place[1])))
    assert f"network {theme.number(float(told[4, 1]))}" in view.reading.text()
    assert f"truth {theme.number(float(course.x[24, 0]))}" in view.reading.text()
    assert view.export_button.write(tmp_path / "wave.csv")
    rows = list(csv.DictReader((tmp_path / "wave.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 60
    assert float(rows[24]["x answer"]) == pytest.approx(told[4, 1])
    assert rows[3]["x answer"] == ""


def test_an_echo_is_answered_at_every_step_and_others_can_be_seen(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(SequenceView, "rnn")
    assert view.reads.isHidden()
    inputs, target = view.picture.lanes
    assert len(inputs.answers) == 0
    with session.display.hold() as frame:
        found = answers(frame.predict, session.prepared, view.course)[:, 0]
    np.testing.assert_allclose(target.answers[:, 1], found, atol=1e-6)
    before = view.course.x
    QTest.mouseClick(view.next, LEFT)
    qtbot.waitUntil(lambda: view.course is not None and not np.array_equal(view.course.x, before))
    QTest.mouseClick(view.previous, LEFT)
    qtbot.waitUntil(lambda: view.course is not None and np.array_equal(view.course.x, before))


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize(("make", "name"), [(TextView, "characters"), (SequenceView, "gru"), (SequenceView, "rnn")])
def test_nothing_is_wider_than_the_smallest_window(opened: Any, make: Any, name: str, language: str) -> None:
    set_language(language)
    _, view = opened(make, name)
    assert view.minimumSizeHint().width() <= SMALLEST[0]
    assert view.minimumSizeHint().height() <= SMALLEST[1]
