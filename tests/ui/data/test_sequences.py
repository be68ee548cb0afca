"""Sequences and drawn pictures in the panel: every view of every one of them, and what the strips say."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from nnstudio.document import SetData
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.data import DataPanel
from nnstudio.ui.data.strips import StripsView

CASES: list[tuple[str, tuple[tuple[str, object], ...]]] = [
    ("bars", ()),
    ("shapes", ()),
    ("echo", ()),
    ("bit_recall", ()),
    ("adding_problem", ()),
    ("sine_sequence", ()),
    ("sine_sequence", (("ahead", 3), ("every_step", True))),
    ("character_text", ()),
    ("character_text", (("encoding", "number"), ("text", "zh"))),
]


def choose(session: Session, name: str, *given: tuple[str, object]) -> None:
    session.edit(SetData((("dataset", name),)))
    session.edit(SetData((("parameters", given),)))


def strips(panel: DataPanel) -> StripsView:
    view = panel.viewer.view()
    assert isinstance(view, StripsView)
    return view


@pytest.mark.parametrize(("name", "given"), CASES)
def test_every_view_draws(panel: DataPanel, session: Session, name: str, given: tuple[tuple[str, object], ...]) -> None:
    choose(session, name, *given)
    offered = [key for key, button in panel.viewer.choice.buttons.items() if button.isVisibleTo(panel)]
    assert ("sequences" in offered) == (name not in ("bars", "shapes"))
    for key in offered:
        panel.viewer.choice.buttons[key].click()
        for scale in ("raw", "scaled"):
            panel.viewer.scale.buttons[scale].click()
            assert panel.viewer.stack.currentWidget() is panel.viewer.views[key]
            assert not panel.grab().isNull()


def test_sequences_come_first_and_give_way_to_points(panel: DataPanel, session: Session) -> None:
    choose(session, "echo")
    assert panel.viewer.choice.value() == "sequences"
    choose(session, "circles")
    assert panel.viewer.choice.value() == "scatter"
    assert not panel.viewer.choice.buttons["sequences"].isVisibleTo(panel)


def test_a_strip_says_its_target(panel: DataPanel, session: Session) -> None:
    choose(session, "adding_problem")
    model = strips(panel).strips
    assert model.rowCount() == 2000
    assert [lane.name for lane in model.lanes] == ["value", "mark"]
    assert "sum = " in str(model.data(model.index(0), Qt.ItemDataRole.DisplayRole))


def test_a_text_stands_over_what_follows_it(panel: DataPanel, session: Session) -> None:
    choose(session, "character_text", ("length", 8))
    read, follows = strips(panel).strips.lanes
    assert read.texts is not None
    assert follows.texts is not None
    assert ("".join(read.texts[0]), "".join(follows.texts[0])) == ("This␣is␣", "his␣is␣t")


def test_the_scaled_table_has_every_number_the_network_sees(panel: DataPanel, session: Session) -> None:
    choose(session, "sine_sequence", ("ahead", 2), ("every_step", True), ("length", 6))
    panel.viewer.choice.set_value("rows")
    panel.viewer.scale.buttons["scaled"].click()
    rows = panel.viewer.views["rows"].rows
    assert rows.columnCount() == 1 + 6 + 12
    heading = rows.headerData(18, Qt.Orientation.Horizontal)
    assert heading == "x(t+2) 6"
    assert rows.text(0, 18)
