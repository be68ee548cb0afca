"""Labels are hidden with the slider, and given back by the choice below it: each an edit, seen in all views."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from nnstudio.data import Membership, Unlabelled
from nnstudio.document import SetData
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.data import DataPanel


def know(panel: DataPanel, share: str) -> None:
    """Type how many labels are known."""
    field = panel.preparation.labels.rows["labelled"].editor
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, share)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_labels_are_hidden_and_given_back(panel: DataPanel, session: Session) -> None:
    before = session.document
    know(panel, "0.05")
    assert session.document.data.labelled == 0.05
    assert session.prepared is not None
    assert len(session.prepared.training) == 12
    assert panel.preparation.bar.counts[Membership.UNLABELLED] == 228
    assert "left out of training: 228" in panel.preparation.notes.text()
    choice = panel.preparation.labels.rows["unlabelled"].editor
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert session.document.data.unlabelled is Unlabelled.SPREAD
    assert len(session.prepared.training) == 240
    assert "228. From the nearest neighbour" in panel.preparation.notes.text()
    session.undo()
    session.undo()
    assert session.document == before
    assert Membership.UNLABELLED not in panel.preparation.bar.counts


def test_a_sample_without_a_label_says_so(panel: DataPanel, session: Session) -> None:
    session.edit(SetData((("dataset", "moons"), ("labelled", 0.05))))
    scatter, prepared = panel.viewer.views["scatter"], session.prepared
    assert prepared is not None
    view = scatter.plot.getPlotItem().getViewBox()
    # One far from all others, so that no neighbour answers.
    x = prepared.raw.x[prepared.unlabelled.rows]
    away = np.linalg.norm(x[:, None] - prepared.raw.x[None], axis=2)
    lonely = x[int(np.argmax(np.sort(away, axis=1)[:, 1]))]
    place = scatter.plot.mapFromScene(view.mapViewToScene(QPointF(*lonely.tolist())))
    text = scatter.text_at(place)
    assert "Training, no label" in text
    assert text.endswith("no label")


def test_labels_are_offered_where_there_are_any_to_hide(panel: DataPanel, session: Session) -> None:
    labels = panel.preparation.labels
    assert labels.isVisibleTo(panel)
    for name, offered in (("sine", False), ("iris", True), ("xor", False), ("echo", False), ("digits", True)):
        session.edit(SetData((("dataset", name),)))
        assert labels.isVisibleTo(panel) == offered, name


def test_counts_have_those_without_a_label(panel: DataPanel, session: Session) -> None:
    session.edit(SetData((("dataset", "iris"), ("labelled", 0.1))))
    QTest.mouseClick(panel.viewer.choice.buttons["classes"], Qt.MouseButton.LeftButton)
    counts = [dict(bar.counts) for bar in panel.viewer.views["classes"].bars.entries]
    assert [each[Membership.TRAINING] + each[Membership.UNLABELLED] for each in counts] == [30, 30, 30]
    assert sum(each[Membership.TRAINING] for each in counts) == 9


def test_the_numbers_of_the_axes_are_the_features_own(panel: DataPanel, session: Session) -> None:
    session.edit(SetData((("dataset", "moons"), ("noise", 0.1))))
    panel.viewer.views["scatter"].grab()
    for side in ("left", "bottom"):
        axis = panel.viewer.views["scatter"].plot.getPlotItem().getAxis(side)
        assert axis.label.isVisible()
        assert axis.autoSIPrefixScale == 1.0
        assert "(x" not in axis.labelString()
    axis = panel.viewer.views["scatter"].plot.getPlotItem().getAxis("left")
    assert max(abs(end) for end in axis.range) < 2
