"""Choosing a data set and preparing it, with mouse and keys: each an edit that undo takes back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnstudio.data import Scaling, datasets
from nnstudio.document import SetData
from nnstudio.text import set_language
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.data import DataPanel

LEFT = Qt.MouseButton.LeftButton


def pick(panel: DataPanel, key: str) -> None:
    """Click a data set in the gallery."""
    index = panel.gallery.index_of(key)
    panel.gallery.list.scrollTo(index)
    QTest.mouseClick(panel.gallery.list.viewport(), LEFT, pos=panel.gallery.list.visualRect(index).center())


def drag(slider, share: float) -> None:
    """Press a slider's handle and move it in three steps."""
    height = slider.height() // 2
    grip = QPoint(round(7 + slider.value() / slider.maximum() * (slider.width() - 14)), height)
    QTest.mousePress(slider, LEFT, pos=grip)
    for part in (0.3, 0.7, 1.0):
        x = grip.x() + part * (7 + share * (slider.width() - 14) - grip.x())
        QTest.mouseMove(slider, QPoint(round(x), height))
    QTest.mouseRelease(slider, LEFT, pos=QPoint(round(7 + share * (slider.width() - 14)), height))


def test_all_data_sets_are_in_the_gallery(panel: DataPanel) -> None:
    keys = {entry.key for entry in panel.gallery.model.entries if not entry.is_heading}
    assert keys == set(datasets)


def test_a_click_takes_a_data_set_and_undo_restores_the_old_one(panel: DataPanel, session: Session) -> None:
    before = session.document
    pick(panel, "iris")
    assert session.document.data.dataset == "iris"
    assert panel.viewer.name.text() == "Iris"
    assert panel.preparation.bar.counts.keys() == {"training", "validation", "test"}
    assert sum(panel.preparation.bar.counts.values()) == 150
    session.undo()
    assert session.document == before
    assert panel.viewer.name.text() == "Circles"


def test_arrows_walk_and_enter_takes(panel: DataPanel, session: Session) -> None:
    panel.gallery.list.setFocus()
    QTest.keyClick(panel.gallery.list, Qt.Key.Key_Down)
    assert session.document.data.dataset == "circles"
    QTest.keyClick(panel.gallery.list, Qt.Key.Key_Return)
    assert session.document.data.dataset == "moons"


def test_search_finds_by_chinese_alias_and_hides_empty_groups(panel: DataPanel) -> None:
    panel.gallery.search.insert("鸢尾花")  # As an input method does: QTest types ASCII only.
    assert [entry.key for entry in panel.gallery.model.entries] == [":measured", "iris"]


def test_one_drag_of_a_slider_is_one_step_of_undo(panel: DataPanel, session: Session) -> None:
    before = session.document
    drag(panel.preparation.split.rows["test"].slider, 0.6)
    assert session.document.data.test == pytest.approx(0.54, abs=0.05)
    session.undo()
    assert session.document == before


def test_a_fraction_stops_where_nothing_would_be_left_to_train(panel: DataPanel, session: Session) -> None:
    refused = []
    session.edit_refused.connect(refused.append)
    drag(panel.preparation.split.rows["test"].slider, 1.0)
    data = session.document.data
    assert data.validation + data.test == pytest.approx(0.9)
    row = panel.preparation.split.rows["test"]
    assert row.value() == pytest.approx(data.test)
    assert row.slider.value() / row.slider.maximum() == pytest.approx(data.test / 0.9, abs=0.01)
    assert refused == []


def test_own_parameters_and_batch_size_are_edits(panel: DataPanel, session: Session) -> None:
    field = panel.preparation.own.rows["size"].editor
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "100")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dict(session.document.data.parameters)["size"] == 100
    batch = panel.preparation.batch.rows["batch_size"]
    batch.editor.setFocus()
    batch.editor.selectAll()
    QTest.keyClicks(batch.editor, "7")
    QTest.keyClick(batch.editor, Qt.Key.Key_Return)
    assert session.document.training.batch_size == 7
    assert batch.note.text() == "9 batches an epoch; the last one has 4."


def test_counts_are_those_of_the_sets(panel: DataPanel, session: Session) -> None:
    pick(panel, "iris")
    QTest.mouseClick(panel.viewer.choice.buttons["classes"], LEFT)
    bars = panel.viewer.views["classes"].bars.entries
    assert session.prepared is not None
    for number, bar in enumerate(bars):
        parts = (session.prepared.training, session.prepared.validation, session.prepared.test)
        assert [count for _, count in bar.counts] == [int((part.y == number).sum()) for part in parts]


def test_statistics_before_and_after_scaling(panel: DataPanel, session: Session) -> None:
    pick(panel, "wine")
    session.edit(SetData((("scaling", Scaling.STANDARD.value),)))
    QTest.mouseClick(panel.viewer.choice.buttons["statistics"], LEFT)
    model = panel.viewer.views["statistics"].model
    assert session.prepared is not None
    raw = session.prepared.raw.x[session.prepared.training.rows]
    np.testing.assert_allclose(model.values[:, 1], raw.mean(axis=0))
    QTest.mouseClick(panel.viewer.scale.buttons["scaled"], LEFT)
    np.testing.assert_allclose(model.values[:, 1], 0.0, atol=1e-12)
    np.testing.assert_allclose(model.values[:, 3], 1.0)


def test_scatter_draws_every_sample_and_names_the_one_under_the_mouse(panel: DataPanel) -> None:
    pick(panel, "iris")
    view = panel.viewer.views["scatter"]
    assert view.shown == 150
    assert (view.x_choice.currentText(), view.y_choice.currentText()) == ("petal length (cm)", "petal width (cm)")
    x, y = view._places[0]
    box = view.plot.getPlotItem().getViewBox()
    pixel = view.plot.mapFromScene(box.mapViewToScene(QPoint(0, 0).toPointF() + type(QPoint().toPointF())(x, y)))
    assert "petal length (cm) =" in view.text_at(pixel)
    assert view.text_at(QPoint(1, 1)) == ""


def test_pictures_are_shown_first_where_data_are_pictures(panel: DataPanel) -> None:
    assert panel.viewer.choice.buttons["images"].isHidden()
    pick(panel, "digits")
    assert panel.viewer.choice.value() == "images"
    tiles = panel.viewer.views["images"].tiles
    assert tiles.rowCount() == 1797
    assert tiles.index(3).data() == "3"
    pick(panel, "circles")
    assert panel.viewer.choice.value() == "scatter"


def test_a_hidden_panel_catches_up_when_it_is_shown(panel: DataPanel, session: Session) -> None:
    panel.hide()
    session.edit(SetData((("dataset", "wine"),)))
    assert panel.viewer.name.text() == "Circles"
    panel.show()
    assert panel.viewer.name.text() == "Wine"


@pytest.mark.parametrize("code", ["zh_CN", "zh_TW"])
def test_no_english_is_left_after_a_change_of_language(panel: DataPanel, code: str) -> None:
    pick(panel, "wine")
    set_language(code)
    texts = [button.text() for button in panel.viewer.choice.buttons.values()]
    texts += [panel.viewer.name.text(), panel.viewer.facts.text(), panel.gallery.open_button.text()]
    texts += [entry.name for entry in panel.gallery.model.entries if entry.is_heading]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in texts), texts


@pytest.mark.parametrize("code", ["en", "zh_CN", "zh_TW"])
def test_it_fits_beside_the_header_at_1024_by_768(panel: DataPanel, code: str) -> None:
    set_language(code)
    hint = panel.minimumSizeHint()
    assert hint.width() <= 1008
    assert hint.height() <= 640
    area = panel.preparation
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()


def test_a_network_that_does_not_fit_is_mended_by_one_click(panel: DataPanel, session: Session) -> None:
    assert not panel.fit.isVisible()
    pick(panel, "iris")
    assert panel.fit.isVisible()
    assert "3 outputs" in panel.fit.text.text()
    QTest.mouseClick(panel.fit.fix, LEFT)
    assert session.analysis.is_trainable
    assert not panel.fit.isVisible()
    session.undo()
    assert panel.fit.isVisible()
    wanted = []
    panel.workspace_wanted.connect(wanted.append)
    QTest.mouseClick(panel.fit.build, LEFT)
    assert wanted == ["build"]
