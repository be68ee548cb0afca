"""Tables of the user's own: read off the window's thread, shown as they were read, refused without a loss."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from resting import lay_out

from nnstudio.data import FeatureStep, Membership, Missing
from nnstudio.document import SetData
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.data import DataPanel

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # Offscreen pop-ups.

Read = Callable[[Path], None]
LEFT = Qt.MouseButton.LeftButton


def choose(box, value: object) -> None:
    """Choose an entry of a combo box with the keys."""
    box.setFocus()
    steps = box.findData(value) - box.currentIndex()
    box.showPopup()
    for _ in range(abs(steps)):
        QTest.keyClick(box.view(), Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
    QTest.keyClick(box.view(), Qt.Key.Key_Return)
    QApplication.processEvents()


def rows_of(panel: DataPanel):
    QTest.mouseClick(panel.viewer.choice.buttons["rows"], LEFT)
    return panel.viewer.views["rows"].rows


def test_chinese_names_in_gb18030_gaps_and_texts(panel: DataPanel, session: Session, read: Read, flowers: Path) -> None:
    before = session.document
    read(flowers)
    assert session.document.table is not None
    assert session.document.table.encoding == "gb18030"
    assert session.document.data.dataset == "table"
    assert panel.viewer.name.text() == "花.csv"
    assert panel.viewer.facts.text() == "40 × 5 · 2 classes"
    summary = panel.preparation.file.summary.text()
    assert "missing values: 4" in summary
    assert "GB 18030" in summary
    notes = panel.preparation.notes.text()
    assert "Text column “颜色” becomes 3 inputs" in notes
    assert "replaced by the mean of the training set: 4" in notes
    session.undo()
    assert session.document == before


def test_missing_cells_are_marked_and_filled_in_when_scaled(panel: DataPanel, read: Read, flowers: Path) -> None:
    read(flowers)
    model = rows_of(panel)
    assert model.text(3, 2) == "missing"
    assert model.data(model.index(3, 2), Qt.ItemDataRole.BackgroundRole) is not None
    assert model.text(0, 1) == "1"
    QTest.mouseClick(panel.viewer.scale.buttons["scaled"], LEFT)
    assert model.is_missing(3, 2)
    assert model.text(3, 2) not in ("missing", "—", "")
    assert model.headerData(3, Qt.Orientation.Horizontal) == "颜色 = 白"


def test_what_was_filled_in_stays_marked_behind_feature_steps(
    panel: DataPanel, session: Session, read: Read, flowers: Path
) -> None:
    read(flowers)
    model = rows_of(panel)
    QTest.mouseClick(panel.viewer.scale.buttons["scaled"], LEFT)
    names = model.headerData(2, Qt.Orientation.Horizontal), model.headerData(3, Qt.Orientation.Horizontal)
    shown = model.text(3, 2)
    # Squares are added behind all columns; then the first column is left out, and all others move to the left.
    steps = FeatureStep("power"), FeatureStep("drop", (), ("花瓣长度",))
    assert session.edit(SetData((("steps", steps),)))
    assert [model.headerData(k, Qt.Orientation.Horizontal) for k in (1, 2)] == list(names)
    assert [model.is_missing(3, column) for column in range(model.columnCount())].index(True) == 1
    assert model.text(3, 1) == shown
    assert model.data(model.index(3, 1), Qt.ItemDataRole.ToolTipRole) == "Filled in: the file has no value"
    # A square of what was filled in is no cell of the file; nor are components, of which none remains.
    assert sum(model.is_missing(3, column) for column in range(model.columnCount())) == 1
    assert session.edit(SetData((("steps", (FeatureStep("pca"),)),)))
    assert not any(model.is_missing(3, column) for column in range(model.columnCount()))


def test_dropped_rows_are_left_out_and_it_is_said(
    panel: DataPanel, session: Session, read: Read, flowers: Path
) -> None:
    read(flowers)
    choose(panel.preparation.scaling.rows["missing"].editor, Missing.DROP.value)
    assert session.document.data.missing is Missing.DROP
    assert "Rows with missing values, left out: 4." in panel.preparation.notes.text()
    assert rows_of(panel).text(3, 0) == "Left out"
    assert sum(panel.preparation.bar.counts.values()) == 36
    assert Membership.NONE not in panel.preparation.bar.counts


def test_target_and_features_are_chosen(panel: DataPanel, session: Session, read: Read, flowers: Path) -> None:
    read(flowers)
    columns = panel.preparation.columns
    choose(columns.target, "颜色")
    assert session.document.data.target == "颜色"
    assert panel.viewer.facts.text().endswith("3 classes")
    tree = columns.features
    tree.setFocus()
    tree.setCurrentItem(tree.topLevelItem(0))
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert session.document.data.features == ("花萼宽度", "种类")
    session.undo()
    session.undo()
    assert session.document.data.target == ""


def test_the_last_feature_stays(panel: DataPanel, session: Session, read: Read, flowers: Path) -> None:
    read(flowers)
    session.edit(SetData((("features", ("花瓣长度",)),)))
    columns = panel.preparation.columns
    columns.features.setCurrentItem(columns.features.topLevelItem(0))
    QTest.keyClick(columns.features, Qt.Key.Key_Space)
    assert session.document.data.features == ("花瓣长度",)
    assert columns.note.isVisible()
    assert columns.features.topLevelItem(0).checkState(0) is Qt.CheckState.Checked


def test_an_overridden_delimiter_reads_the_file_again(
    qtbot: QtBot, panel: DataPanel, session: Session, read: Read, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text("a;b,c;d\n" + "".join(f"{k};{k % 7},{k % 3};{k % 2}\n" for k in range(30)), encoding="utf-8")
    read(path)
    assert [column.name for column in session.document.table.columns] == ["a", "b,c", "d"]
    panel.preparation.file.fold.click()
    with qtbot.waitSignal(panel.reader.finished):
        choose(panel.preparation.file.form.boxes["delimiter"], ",")
    assert [column.name for column in session.document.table.columns] == ["a;b", "c;d"]
    session.undo()
    assert [column.name for column in session.document.table.columns] == ["a", "b,c", "d"]
    assert panel.preparation.file.form.boxes["delimiter"].currentData() is None


def test_a_broken_file_is_refused_calmly_and_nothing_is_lost(
    qtbot: QtBot, panel: DataPanel, session: Session, read: Read, flowers: Path, tmp_path: Path
) -> None:
    read(flowers)
    before = session.document
    path = tmp_path / "broken.csv"
    path.write_text("a,b,c\n" + "1,2,3\n" * 20 + "1,2\n" + "1,2,0\n", encoding="utf-8")
    read(path)
    card = panel.problem
    assert card.isVisible()
    assert card.parts["place"].text() == "broken.csv, line 22, column 3"
    assert card.parts["expected"].text() == "3 columns as in the first row"
    assert card.parts["received"].text() == "2 columns"
    assert card.parts["advice"].text()
    assert session.document is before
    QTest.mouseClick(card.close_button, LEFT)
    assert not card.isVisible()


def test_a_wrong_encoding_can_be_mended_from_the_card(
    qtbot: QtBot, panel: DataPanel, session: Session, read: Read, flowers: Path
) -> None:
    with qtbot.waitSignal(panel.reader.finished):
        panel.reader.read(_request(flowers, "utf-8"))
    assert panel.problem.isVisible()
    with qtbot.waitSignal(panel.reader.finished):
        choose(panel.problem.form.boxes["encoding"], "gb18030")
    assert not panel.problem.isVisible()
    assert session.document.table.columns[0].name == "花瓣长度"


def test_a_file_that_is_not_there(panel: DataPanel, read: Read, tmp_path: Path) -> None:
    read(tmp_path / "nowhere.csv")
    assert panel.problem.isVisible()
    assert "nowhere.csv" in panel.problem.title.text()


def test_a_table_that_cannot_be_learned_from_is_shown_with_the_reason(
    panel: DataPanel, session: Session, read: Read, tmp_path: Path
) -> None:
    path = tmp_path / "one.csv"
    path.write_text("a,b\n" + "".join(f"{k},same\n" for k in range(12)), encoding="utf-8")
    read(path)
    assert session.prepared is None
    assert panel.viewer.stack.currentWidget() is panel.viewer.trouble
    assert "2 to 256 classes" in panel.viewer.trouble.advice.text()
    assert rows_of(panel).rowCount() == 12


def test_a_dropped_file_is_read(qtbot: QtBot, panel: DataPanel, session: Session, flowers: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(flowers))])
    drop = QDropEvent(QPoint(200, 200).toPointF(), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(200, 200), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(panel.reader.finished):
        QApplication.sendEvent(panel, enter)
        QApplication.sendEvent(panel, drop)
    assert session.document.table is not None


def test_the_window_goes_on_while_a_file_is_read_and_cancel_forgets_it(
    qtbot: QtBot, panel: DataPanel, session: Session, flowers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slow(request):
        assert gate.wait(60)
        raise AssertionError("what was cancelled is not asked for again")

    monkeypatch.setattr("nnstudio.ui.data.reader._read", slow)
    panel.open_csv(flowers)
    assert panel.reader.pending is not None, "it came back while the file is still being read"
    qtbot.waitUntil(panel.strip.isVisible)
    QTest.mouseClick(panel.strip.cancel, LEFT)
    assert not panel.strip.isVisible()
    gate.set()
    lay_out()
    assert session.document.table is None


def _request(path: Path, encoding: str):
    from nnstudio.ui.data.reader import Request

    return Request(path, encoding=encoding)


def test_reading_again_keeps_the_chosen_columns(
    qtbot: QtBot, panel: DataPanel, session: Session, read: Read, flowers: Path
) -> None:
    read(flowers)
    session.edit(SetData((("target", "颜色"), ("features", ("花瓣长度",)))))
    panel.preparation.file.fold.click()
    with qtbot.waitSignal(panel.reader.finished):
        choose(panel.preparation.file.form.boxes["decimal"], ",")
    assert session.document.table is not None
    assert session.document.table.column("花瓣长度").is_text
    assert (session.document.data.target, session.document.data.features) == ("颜色", ("花瓣长度",))


def test_a_column_that_is_mostly_missing_is_shown(
    panel: DataPanel, session: Session, read: Read, tmp_path: Path
) -> None:
    path = tmp_path / "sparse.csv"
    rows = [f"{k},{'5' if k == 1 else ''},{k % 2}" for k in range(400)]
    path.write_text("a,b,c\n" + "\n".join(rows), encoding="utf-8")
    read(path)
    session.edit(SetData((("missing", Missing.DROP.value),)))
    assert panel.viewer.name.text() == "sparse.csv"
    session.undo()
    assert "replaced by the mean of the training set: 399" in panel.preparation.notes.text()


@pytest.mark.parametrize("view", ["scatter", "rows", "classes", "statistics"])
def test_numbers_that_differ_by_a_rounding_can_be_seen(panel: DataPanel, read: Read, tmp_path: Path, view: str) -> None:
    """0.3 and 0.1 + 0.2, as programs write them: there are no twenty numbers between them for a histogram's ranges."""
    path = tmp_path / "rounded.csv"
    rows = [f"{0.3 if k % 2 else 0.1 + 0.2!r},{1e16 + 2 * (k % 3):.17g},5,{k % 2}" for k in range(40)]
    path.write_text("a,b,same,y\n" + "\n".join(rows), encoding="utf-8")
    read(path)
    QTest.mouseClick(panel.viewer.choice.buttons[view], LEFT)
    # What a paint event raises is a failure of the test.
    assert not panel.grab().isNull()
    assert panel.viewer.views[view].isVisible()


@pytest.mark.parametrize("view", ["scatter", "rows", "classes", "statistics"])
def test_views_follow_the_theme_and_the_language(
    qapp: QApplication, panel: DataPanel, read: Read, flowers: Path, view: str
) -> None:
    read(flowers)
    QTest.mouseClick(panel.viewer.choice.buttons[view], LEFT)
    light = panel.grab().toImage()
    theme.apply(qapp, "dark")
    QApplication.processEvents()
    dark = panel.grab().toImage()
    middle = panel.viewer.stack.mapTo(panel, panel.viewer.stack.rect().center())
    assert light.pixelColor(middle).lightness() > 128 > dark.pixelColor(middle).lightness()
    set_language("zh_CN")
    assert "文本列“颜色”变为 3 个输入" in panel.preparation.notes.text()
    assert "文本，3 种" in panel.preparation.columns.features.topLevelItem(2).toolTip(0)
