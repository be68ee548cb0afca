"""The analysis table and the list of problems, by mouse and by keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer, RemoveLayers, SetParameters, SetTraining, analyse
from nnstudio.text import set_language
from nnstudio.ui.canvas.analysis.columns import COLUMNS
from nnstudio.ui.canvas.wording import bytes_text

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def shown(hand) -> list[list[str]]:
    return [[column.text(row) for column in COLUMNS] for row in hand.panel.drawer.table.rows.rows]


def settle(hand) -> None:
    """Let the drawer follow the last edit, as its timer does."""
    hand.panel.drawer._later.timeout.emit()
    QApplication.processEvents()


def test_a_button_opens_the_table_with_every_figure(hand):
    QTest.mouseClick(hand.panel.status.buttons["analysis"], LEFT)
    assert hand.panel.drawer.isVisible()
    assert QApplication.focusWidget() is hand.panel.drawer.table
    assert shown(hand) == [
        ["Input", "Input", "2", "0", "0", "8\N{NO-BREAK SPACE}B", "80\N{NO-BREAK SPACE}B", "1"],
        ["Dense", "Dense", "6", "18", "12", "96\N{NO-BREAK SPACE}B", "312\N{NO-BREAK SPACE}B", "2"],
        ["Dense 2", "Dense", "1", "7", "6", "32\N{NO-BREAK SPACE}B", "68\N{NO-BREAK SPACE}B", "2"],
        ["Output", "Output", "1", "0", "0", "4\N{NO-BREAK SPACE}B", "40\N{NO-BREAK SPACE}B", "2"],
        ["Total", "", "", "25", "18", "140\N{NO-BREAK SPACE}B", "500\N{NO-BREAK SPACE}B", ""],
    ]
    QTest.mouseClick(hand.panel.status.buttons["analysis"], LEFT)
    assert not hand.panel.drawer.isVisible()


def test_a_row_leads_to_its_node_and_a_node_to_its_row(hand):
    hand.panel.show_analysis()
    table = hand.panel.drawer.table
    place = table.visualRect(table.rows.index(2, 0)).center()
    QTest.mouseClick(table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert hand.session.selection == ("n3",)
    QTest.keyClick(table, Key.Key_Up)
    assert hand.session.selection == ("n2",)
    assert QApplication.focusWidget() is table
    QTest.keyClick(table, Key.Key_Return)
    assert QApplication.focusWidget() is hand.canvas
    hand.click(hand.at("n4"))
    assert table.currentIndex().row() == 3
    assert [index.row() for index in table.selectionModel().selectedRows()] == [3]


def test_the_total_is_no_node(hand):
    hand.panel.show_analysis()
    hand.session.select(("n2",))
    QTest.keyClick(hand.panel.drawer.table, Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(hand.panel.drawer.table, Key.Key_Return)
    assert hand.session.selection == ("n2",)


def test_a_heading_sorts_both_ways_and_back_with_the_total_last(hand):
    hand.panel.show_analysis()
    table = hand.panel.drawer.table
    header = table.horizontalHeader()
    place = QPoint(table.columnViewportPosition(3) + 20, header.height() // 2)
    orders = []
    for _ in range(3):
        QTest.mouseClick(header.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
        orders.append([row.name for row in table.rows.rows])
    assert orders == [
        ["Dense", "Dense 2", "Input", "Output", "Total"],
        ["Input", "Output", "Dense 2", "Dense", "Total"],
        ["Input", "Dense", "Dense 2", "Output", "Total"],
    ]


def test_every_column_sorts_by_key_with_unknown_values_last(hand):
    hand.session.edit(AddLayer("convolution2d", 0, 200))
    hand.panel.show_analysis()
    table = hand.panel.drawer.table
    for column, described in enumerate(COLUMNS):
        table.setCurrentIndex(table.rows.index(0, column))
        QTest.keyClick(table, Key.Key_S)
        keys = [described.key(row) for row in table.rows.rows[:-1]]
        known = [key for key in keys if key is not None]
        assert keys[: len(known)] == sorted(known, reverse=described.is_number)
        assert table.rows.rows[-1].name == "Total"
        assert table.rows.sorted_by == column


def test_it_follows_edits_and_keeps_its_order(hand):
    hand.panel.show_analysis()
    table = hand.panel.drawer.table
    table.sort_by(3)
    hand.session.edit(SetParameters("n3", (("units", 50),)))
    settle(hand)
    assert [row.name for row in table.rows.rows] == ["Dense 2", "Dense", "Input", "Output", "Total"]
    assert table.rows.rows[0].figures.parameters == 350
    hand.session.undo()
    settle(hand)
    assert table.rows.rows[0].name == "Dense"


def test_copied_as_csv_and_markdown(hand):
    hand.panel.show_analysis()
    drawer, clipboard = hand.panel.drawer, QApplication.clipboard()
    QTest.mouseClick(drawer.csv, LEFT)
    lines = clipboard.text().splitlines()
    assert lines[0].startswith("Name,Type,Output shape,Parameters,Multiply-adds")
    assert lines[0].endswith('"Memory, 1 sample (bytes)","Memory, 1 batch (bytes)",Receptive field')
    assert lines[2] == "Dense,Dense,6,18,12,96,312,2"
    assert lines[-1] == "Total,,,25,18,140,500,"
    drawer.table.sort_by(3)
    QTest.mouseClick(drawer.markdown, LEFT)
    lines = clipboard.text().splitlines()
    assert "(bytes)" not in lines[0]
    assert lines[1] == "| :--- | :--- | ---: | ---: | ---: | ---: | ---: | ---: |"
    assert lines[3].startswith("| Dense 2 | Dense | 1 | 7 | 6 |")
    assert hand.panel.status.remark.toolTip() == "Copied" or "Copied" in hand.panel.status.remark.text()


def test_escape_closes_and_gives_the_keyboard_back(hand):
    hand.panel.show_analysis()
    QTest.keyClick(hand.panel.drawer.table, Key.Key_Escape)
    assert not hand.panel.drawer.isVisible()
    assert QApplication.focusWidget() is hand.canvas


def test_a_problem_leads_to_its_node_and_is_mended_by_its_button(hand):
    hand.session.edit(SetParameters("n2", (("activation", "identity"),)))
    hand.session.edit(SetTraining((("loss", "cross_entropy"),)))
    QTest.mouseClick(hand.panel.status.buttons["problems"], LEFT)
    problems = hand.panel.drawer.problems
    assert [problem.is_error for problem in problems.shown] == [True, False]
    assert QApplication.focusWidget() is problems.places[0]
    QTest.mouseClick(problems.places[1], LEFT)
    assert hand.session.selection == ("n2",)
    assert QApplication.focusWidget() is hand.canvas
    for left in (1, 0):
        QTest.mouseClick(problems.fixes[0], LEFT)
        settle(hand)
        assert len(problems.shown) == len(analyse(hand.document).problems) == left
    hand.session.undo()
    settle(hand)
    assert len(problems.shown) == 1


def test_an_empty_network_says_so(hand):
    hand.session.edit(RemoveLayers(("n1", "n2", "n3", "n4")))
    hand.panel.show_analysis()
    assert hand.panel.drawer.table.rows.rowCount() == 0


def test_it_speaks_the_language_in_force(hand):
    hand.panel.show_analysis()
    hand.session.set_language("zh_TW")
    settle(hand)
    rows = hand.panel.drawer.table.rows
    assert rows.headerData(7, Qt.Orientation.Horizontal) == "感受野"
    assert rows.rows[-1].name == "總計"
    set_language("en")


def test_bytes_as_a_person_reads_them():
    texts = [bytes_text(size).replace("\N{NO-BREAK SPACE}", " ") for size in (0, 999, 1000, 58_200_000, 10**12)]
    assert texts == [f"{size}" for size in ("0 B", "999 B", "1.0 kB", "58.2 MB", "1.0 TB")]
