"""The filter bank by real clicks and keys: the sample, a drawing, a file; windows; what kernels respond to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from layer_stage import Stage
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from nnstudio.document import Document, opening_document
from nnstudio.engine.errors import DataError
from nnstudio.inspection import Step
from nnstudio.inspection.filtering import BANK, kernel_in
from nnstudio.text import set_language
from nnstudio.ui.controls.picture_plane import PicturePlane
from nnstudio.ui.layer_views import examples
from nnstudio.ui.layer_views.filters import FilterView
from nnstudio.ui.layer_views.picture_file import SIDE, read_picture
from nnstudio.ui.shell.inspect_views import VIEWS

Show = Callable[[Document], Stage]
Shown = tuple[Stage, FilterView]


@pytest.fixture
def shown(stage: Show) -> Shown:
    """The bank on top, at a convolution's step."""
    made = stage(examples.images())
    made.go(Step("forward", "n2", "z", (0, 0, 0)))
    made.panel.show_view(next(view for view in VIEWS if view.id == "filters"))
    QApplication.processEvents()
    view = made.panel.view("filters")
    assert isinstance(view, FilterView)
    return made, view


def middle(plane: PicturePlane, row: int, column: int) -> QPoint:
    return plane.box_of(QRect(column, row, 1, 1)).center().toPoint()


def choose(view: FilterView, key: str) -> None:
    """Go to a filter of the list by the arrows."""
    view.choice.setFocus()
    place = view._keys.index(key)
    while view.choice.currentIndex() != place:
        QTest.keyClick(view.choice, Qt.Key.Key_Down if view.choice.currentIndex() < place else Qt.Key.Key_Up)


def test_the_sample_under_each_filter(shown: Shown) -> None:
    _, view = shown
    assert view.page.found is not None
    assert np.array_equal(view.page.found.picture, view.sample)
    for each in BANK:
        choose(view, each.id)
        assert np.array_equal(view.page.found.kernel, each.kernel)
        assert np.array_equal(view.page.made.values, view.page.found.made)
        assert np.array_equal(kernel_in(view.kernel.text()), each.kernel)


def test_the_window_goes_where_the_mouse_and_the_arrows_lead_it(shown: Shown) -> None:
    _, view = shown
    page = view.page
    for plane in (page.made, page.read):
        QTest.mouseClick(plane, Qt.MouseButton.LeftButton, pos=middle(plane, 2, 5))
        assert page.at == (2, 5)
        assert page.read.frame == QRect(4, 1, 3, 3)
        assert page.made.frame == QRect(5, 2, 1, 1)
        QTest.mousePress(plane, Qt.MouseButton.LeftButton, pos=middle(plane, 2, 5))
        QTest.mouseMove(plane, middle(plane, 6, 1))
        QTest.mouseRelease(plane, Qt.MouseButton.LeftButton, pos=middle(plane, 6, 1))
        assert page.at == (6, 1)
        plane.setFocus()
        QTest.keyClick(plane, Qt.Key.Key_Up)
        QTest.keyClick(plane, Qt.Key.Key_Left)
        assert page.at == (5, 0)
        QTest.keyClick(plane, Qt.Key.Key_Left)
        assert page.at == (5, 0)
    assert page.found is not None
    assert page.made.accessibleDescription().split() == ["[6,", "1]", page.total.text().split()[-1]]
    assert page.total.text().split()[-1].replace("−", "-") == f"{page.found.made[5, 0]:g}"


def test_own_numbers(shown: Shown) -> None:
    _, view = shown
    view.kernel.selectAll()
    QTest.keyClicks(view.kernel, "1 0; 0 -1")
    QTest.keyClick(view.kernel, Qt.Key.Key_Return)
    assert view._keys[view.choice.currentIndex()] == "own"
    assert view.page.found is not None
    assert view.page.found.kernel.tolist() == [[1, 0], [0, -1]]
    view.kernel.selectAll()
    QTest.keyClicks(view.kernel, "1 0; 0")
    QTest.keyClick(view.kernel, Qt.Key.Key_Return)
    assert view.problem.isVisible()
    assert view.page.found.kernel.tolist() == [[1, 0], [0, -1]]
    view.kernel.selectAll()
    QTest.keyClicks(view.kernel, "0 0 0; 0 1 0; 0 0 0")
    QTest.keyClick(view.kernel, Qt.Key.Key_Return)
    assert not view.problem.isVisible()
    assert view._keys[view.choice.currentIndex()] == "same"


def test_a_learned_kernel_makes_what_its_layer_makes_but_for_the_bias(shown: Shown) -> None:
    made, view = shown
    choose(view, "n2/3")
    with made.inspection.hold() as moment:
        assert moment is not None
        trace = moment.trace
        z = np.array(trace.plan.quantity("n2", "z")[trace.sample][..., 3], np.float64)
        z -= float(trace.plan.sites["n2"].parameter("bias")[3])
    assert view.page.found is not None
    assert view.page.found.made == pytest.approx(z, rel=1e-4, abs=1e-4)


def test_a_drawing(shown: Shown) -> None:
    made, view = shown
    made.tab(view.sources, "drawn")
    pad = view.page.pad
    assert pad.isVisible()
    assert not view.page.read.isVisible()
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=middle(pad, 16, 4))
    QTest.mouseMove(pad, middle(pad, 16, 28))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=middle(pad, 16, 28))
    assert view.page.found is not None
    assert view.page.found.picture[16, 16] > 0.9
    assert view.page.found.picture[4, 16] == 0.0
    choose(view, "sobel_y")
    assert view.page.found.made[12:15, 16].max() > 1.0
    assert view.page.found.made[18:21, 16].min() < -1.0
    QTest.mouseClick(view.clear_button, Qt.MouseButton.LeftButton)
    assert not view.page.found.picture.any()


def photograph(path: Path, width: int, height: int) -> Path:
    """Save a picture, dark on its left, light on its right."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    for row in range(height):
        for column in range(width // 2, width):
            image.setPixelColor(column, row, QColor("white"))
    assert image.save(str(path))
    return path


def test_a_picture_from_a_file(shown: Shown, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, view = shown
    path = photograph(tmp_path / "photo.png", 40, 20)
    asked = monkeypatch.setattr
    asked(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    made.tab(view.sources, "file")
    assert view.sources.value() == "sample", "nothing was chosen"
    asked(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    made.tab(view.sources, "file")
    qtbot.waitUntil(lambda: view.page.found is not None and view.page.found.picture.shape == (20, 40), timeout=60_000)
    choose(view, "sobel_x")
    assert view.page.found is not None
    assert view.page.found.made[10, 18:22].tolist() == [0.0, 4.0, 4.0, 0.0]


def test_a_file_that_is_no_picture_says_so(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    _, view = shown
    path = tmp_path / "picture.png"
    path.write_text("no picture")
    view.open_picture(path)
    qtbot.waitUntil(view.problem.isVisible, timeout=60_000)
    assert "picture.png" in view.problem.text()
    assert view.sources.value() == "sample"


def test_large_pictures_are_made_small_and_odd_files_refused(tmp_path: Path) -> None:
    found = read_picture(photograph(tmp_path / "wide.bmp", 300, 100))
    assert found.shape == (21, SIDE)
    assert found[10, 5] == 0.0
    assert found[10, -5] == 1.0
    drawing = tmp_path / "drawing.svg"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'></svg>")
    for path in (drawing, tmp_path / "missing.png", tmp_path):
        with pytest.raises(DataError):
            read_picture(path)
    cut = tmp_path / "cut.png"
    whole = photograph(tmp_path / "whole.png", 200, 200).read_bytes()
    cut.write_bytes(whole[: len(whole) // 3])
    with pytest.raises(DataError):
        read_picture(cut)


def test_why_a_picture_cannot_be_opened_is_said_in_the_windows_language(tmp_path: Path) -> None:
    set_language("zh_CN")
    try:
        with pytest.raises(DataError, match="没有这个名称的文件"):
            read_picture(tmp_path / "missing.png")
        with pytest.raises(DataError, match="磁盘"):
            read_picture(tmp_path / f"{'名' * 200}.png")
    finally:
        set_language("en")


def test_what_kernels_respond_to(shown: Shown, qtbot: QtBot) -> None:
    made, view = shown
    made.tab(view.tabs, "responses")
    page = view.responses
    qtbot.waitUntil(lambda: len(page.board.answers) == 4, timeout=60_000)
    assert page.found is not None
    assert page.found.count == 256
    best = page.board.answers[0].found[0]
    assert best.value == max(each.value for each in page.board.answers[0].found)
    page.board.setFocus()
    QTest.keyClick(page.board, Qt.Key.Key_Right)
    assert page.board.pointed == best
    assert page.reading.text()
    page.layer.setFocus()
    QTest.keyClick(page.layer, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: len(page.board.answers) == 6, timeout=60_000)
    pieces = [piece.shape for answer in page.board.answers for piece in answer.pieces]
    assert (3, 3) < max(pieces) <= (8, 8), "two convolutions and the pooling between them see far"


def test_responses_are_those_of_the_weights_as_they_are(shown: Shown, qtbot: QtBot) -> None:
    made, view = shown
    made.tab(view.tabs, "responses")
    page = view.responses
    qtbot.waitUntil(lambda: len(page.board.answers) == 4, timeout=60_000)
    before = strongest(view)
    made.session.step_run("epoch", 1)
    qtbot.waitUntil(lambda: bool(strongest(view)) and strongest(view) != before, timeout=60_000)


@pytest.mark.parametrize("keys", [False, True])
def test_a_piece_leads_to_its_sample(shown: Shown, qtbot: QtBot, keys: bool) -> None:
    made, view = shown
    made.tab(view.tabs, "responses")
    page = view.responses
    qtbot.waitUntil(lambda: len(page.board.answers) == 4 and not page.work.running)
    made.settle()
    place = next(at for at, answer in enumerate(page.board.answers) if abs(answer.found[1].value) > 1e-3)
    found = page.board.answers[place].found[1]
    if keys:
        page.board.setFocus()
        while page.board.pointed != found:
            QTest.keyClick(page.board, Qt.Key.Key_Right)
        QTest.keyClick(page.board, Qt.Key.Key_Return)
    else:
        QTest.mouseClick(page.board, Qt.MouseButton.LeftButton, pos=page.board.box_of(place, 1).center().toPoint())
    qtbot.waitUntil(lambda: z_in_hand(made) == pytest.approx(found.value, rel=1e-4))
    assert made.inspection.step == Step("forward", "n2", "z", (*found.place, found.number))
    prepared = made.session.prepared
    assert prepared is not None
    assert made.panel.toolbar.about.text().startswith(f"row {prepared.training.rows[found.row] + 1} ")


def z_in_hand(made: Stage) -> float:
    """Return the number that the card is about; of no step none."""
    description = made.inspection.description
    return description.main.result if description is not None and description.main is not None else float("nan")


def strongest(view: FilterView) -> list[list[float]]:
    return [[each.value for each in answer.found] for answer in view.responses.board.answers]


def test_it_is_offered_where_the_network_reads_pictures(stage: Show) -> None:
    made = stage(opening_document())
    made.panel.left.show_group("layer")
    assert "Filter bank" not in [made.panel.left.group.choice.itemText(n) for n in range(9)]


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_nothing_is_beyond_the_edge_of_the_smallest_window(shown: Shown, qtbot: QtBot, language: str) -> None:
    made, view = shown
    made.panel.resize(1024, 688)
    qtbot.waitUntil(lambda: made.panel.height() == 688)
    set_language(language)
    made.session.language_changed.emit()
    for key in ("sobel_x", "gaussian", "emboss", view._keys[-1]):
        choose(view, key)
        QApplication.processEvents()
        assert (view.horizontalScrollBar().maximum(), view.verticalScrollBar().maximum()) == (0, 0), key
