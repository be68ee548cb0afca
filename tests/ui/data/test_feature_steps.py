"""Feature transformations by mouse and keys: each step an edit that undo takes back, its outcome shown at once."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from nnstudio.data import FeatureStep
from nnstudio.document import SetData
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.data import DataPanel
from nnstudio.ui.data.feature_steps import FeatureSteps
from nnstudio.ui.data.step_card import ColumnMenu

LEFT = Qt.MouseButton.LeftButton


def add(steps: FeatureSteps, key: str) -> None:
    """Take a kind of step from the list that the button opens."""
    next(action for action in steps.kinds.actions() if action.data() == key).trigger()


def click(menu: ColumnMenu, action: QAction) -> None:
    """Click one of the columns."""
    menu.popup(QPoint(0, 0))
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    assert menu.isVisible()
    menu.close()


def test_a_step_is_added_and_undone(panel: DataPanel, session: Session) -> None:
    steps, before = panel.preparation.features, session.document
    add(steps, "power")
    assert session.document.data.steps == (FeatureStep("power"),)
    assert session.prepared is not None
    assert session.prepared.input_names == ("x₁", "x₂", "x₁²", "x₂²")
    assert steps.cards[0].said.text() == "2 inputs become 4.\nx₁², x₂²"
    QTest.mouseClick(panel.viewer.scale.buttons["scaled"], LEFT)
    offered = [panel.viewer.views["scatter"].x_choice.itemText(k) for k in range(5)]
    assert offered == ["x₁", "x₂", "x₁²", "x₂²", "y"]
    session.undo()
    assert session.document == before
    assert not steps.cards


def test_what_is_offered_fits_the_data(panel: DataPanel, session: Session) -> None:
    steps = panel.preparation.features

    def offered() -> list[object]:
        return [action.data() for action in steps.kinds.actions() if action.data()]

    assert offered() == ["power", "product", "sine", "drop", "pca", "lda"]
    session.edit(SetData((("dataset", "sine"),)))
    assert "lda" not in offered()
    session.edit(SetData((("dataset", "digits"),)))
    assert offered() == ["edges"]
    assert steps.isVisibleTo(panel)
    session.edit(SetData((("dataset", "echo"),)))
    assert not steps.isVisibleTo(panel)


@pytest.mark.qt_log_ignore(r"does not support (raise|grabbing the keyboard|propagateSizeHints)")
def test_columns_are_chosen_one_by_one_and_one_stays(panel: DataPanel, session: Session) -> None:
    steps = panel.preparation.features
    add(steps, "sine")
    card = steps.cards[0]
    first, second = card.menu_of_columns.actions()
    click(card.menu_of_columns, first)
    assert session.document.data.steps[0].columns == ("x₂",)
    assert card.columns.text() == "x₂"
    click(card.menu_of_columns, second)
    assert session.document.data.steps[0].columns == ("x₂",)
    assert second.isChecked()


def test_parameters_and_their_outcome(panel: DataPanel, session: Session, qtbot: QtBot) -> None:
    session.edit(SetData((("dataset", "wine"),)))
    steps = panel.preparation.features
    add(steps, "pca")
    card = steps.cards[0]
    assert "13 inputs become 2." in card.said.text()
    assert "Explained variance: PC1 3" in card.said.text()
    editor = card.form.rows["standardise"].editor
    assert isinstance(editor, QCheckBox)
    panel.preparation.ensureWidgetVisible(editor)
    QTest.mouseClick(editor, LEFT, pos=QPoint(8, editor.height() // 2))
    assert dict(session.document.data.steps[0].parameters) == {"standardise": False}
    assert "PC1 99" in card.said.text()
    assert session.prepared is not None
    assert session.prepared.training.x.shape[1] == 2


def test_order_and_taking_out(panel: DataPanel, session: Session) -> None:
    steps = panel.preparation.features
    add(steps, "power")
    add(steps, "product")
    assert session.prepared is not None
    assert len(session.prepared.input_names) == 10
    QTest.mouseClick(steps.cards[1].earlier, LEFT)
    assert [step.kind for step in session.document.data.steps] == ["product", "power"]
    assert session.prepared.input_names[:3] == ("x₁", "x₂", "x₁·x₂")
    QTest.mouseClick(steps.cards[0].remove, LEFT)
    assert session.document.data.steps == (FeatureStep("power"),)


def test_a_step_that_cannot_be_done_says_why_and_can_be_taken_out(panel: DataPanel, session: Session) -> None:
    session.edit(SetData((("steps", (FeatureStep("power", (), ("gone",)),)),)))
    steps = panel.preparation.features
    assert session.prepared is None
    assert "gone" in steps.cards[0].problem.text()
    QTest.mouseClick(steps.cards[0].remove, LEFT)
    assert session.prepared is not None


def test_statistics_and_rows_show_the_columns_after(panel: DataPanel, session: Session) -> None:
    add(panel.preparation.features, "product")
    QTest.mouseClick(panel.viewer.scale.buttons["scaled"], LEFT)
    QTest.mouseClick(panel.viewer.choice.buttons["statistics"], LEFT)
    assert panel.viewer.views["statistics"].model.names == ("x₁", "x₂", "x₁·x₂")
    QTest.mouseClick(panel.viewer.choice.buttons["rows"], LEFT)
    model = panel.viewer.views["rows"].rows
    headings = [model.headerData(k, Qt.Orientation.Horizontal) for k in range(model.columnCount())]
    assert headings == ["Set", "x₁", "x₂", "x₁·x₂", "y"]
    assert session.prepared is not None
    product = np.prod(session.prepared.raw.x[0])
    assert float(model.text(0, 3).replace("−", "-").lstrip("≈ ")) == float(f"{product:.4g}")
