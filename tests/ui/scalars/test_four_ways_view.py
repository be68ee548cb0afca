"""A derivative four ways, by clicks and keys: what stands in the window is what each way comes to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import opening_document
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.scalars import FourWaysView
from nnstudio.ui.shell.inspect_views import VIEWS
from nnstudio.ui.shell.inspect_workspace import InspectWorkspace

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(open_inspect: Callable[..., InspectWorkspace]) -> FourWaysView:
    """The view on top of the left half, in the smallest window."""
    panel = open_inspect(Session(opening_document()), InspectWorkspace)
    panel.show_view(next(view for view in VIEWS if view.id == "four_ways"))
    found = panel.view("four_ways")
    assert isinstance(found, FourWaysView)
    QApplication.processEvents()
    return found


def said(view: FourWaysView) -> dict[str, str]:
    return {way: shown.text() for way, shown in view.values.items()}


def typed(view: FourWaysView, text: str) -> None:
    view.formula.selectAll()
    QTest.keyClicks(view.formula, text)
    QTest.keyClick(view.formula, Qt.Key.Key_Return)


def test_the_logistic_at_its_middle(view: FourWaysView) -> None:
    assert said(view) == {
        "numeric": "≈ 0.2500000000",
        "symbolic": "= 0.25",
        "forward": "= 0.25",
        "reverse": "= 0.25",
    }
    boxes = {face.label: (face.text("data"), face.text("grad")) for face in view.pane.canvas.faces if face.label}
    assert boxes == {"w": ("0", "0.25"), "x": ("1", "0"), "b": ("0", "0.25"), "f": ("0.5", "1")}
    assert view.costs["forward"].text() == "a pass for each name: 3"


def test_a_formula_a_number_and_a_name_by_keys(view: FourWaysView) -> None:
    typed(view, "u^2 * v")
    assert list(view.fields) == ["u", "v"]
    view.fields["u"].selectAll()
    QTest.keyClicks(view.fields["u"], "3")
    QTest.keyClick(view.fields["u"], Qt.Key.Key_Return)
    assert said(view)["reverse"] == "= 6"
    QTest.keyClick(view.by, Qt.Key.Key_Down)
    view.by.activated.emit(view.by.currentIndex())
    assert (said(view)["symbolic"], said(view)["forward"]) == ("= 9", "= 9")
    QTest.mouseClick(view.tabs.buttons["symbolic"], LEFT)
    assert view.slope_line.latex() == r"\frac{\partial f}{\partial v} = u^{2}"


def test_a_click_on_a_dot_chooses_h(view: FourWaysView) -> None:
    QTest.mouseClick(view.tabs.buttons["numeric"], LEFT)
    QApplication.processEvents()
    assert view.found is not None
    check = view.found.checks[0]
    QTest.mouseClick(view.plot, LEFT, pos=view.plot.point(check.h, check.error).toPoint())
    assert view.h == check.h
    assert said(view)["numeric"].startswith("≈ 0.2497")
    assert "0.1" in view.costs["numeric"].text()


def test_what_cannot_be_read_is_said_and_the_last_stays(view: FourWaysView) -> None:
    typed(view, "u * ")
    assert "Character" in view.problem.text()
    assert said(view)["reverse"] == "= 0.25"
    QTest.keyClick(view.formula, Qt.Key.Key_Escape)
    assert not view.problem.isVisible()


def test_where_there_is_no_value_it_is_said(view: FourWaysView) -> None:
    typed(view, "ln(u)")
    assert said(view)["reverse"] == "= 1"
    view.fields["u"].selectAll()
    QTest.keyClicks(view.fields["u"], "-1")
    QTest.keyClick(view.fields["u"], Qt.Key.Key_Return)
    assert set(said(view).values()) == {""}
    assert view.problem.isVisible()
    assert view.pane.told is None


def test_all_examples_are_seen_whole_in_the_smallest_window(view: FourWaysView) -> None:
    for number in range(1, view.examples.count()):
        view.examples.setCurrentIndex(number)
        view.examples.activated.emit(number)
        QApplication.processEvents()
        assert view.found is not None
        assert view.minimumSizeHint().width() <= view.width()
        assert all(field.geometry().right() <= view.width() for field in view.fields.values())
