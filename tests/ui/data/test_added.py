"""Samples added by hand: they are drawn with the others and are no row of the table."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from nnstudio.data.overview import Membership
from nnstudio.document.edits import AddPoint
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.data import DataPanel
from nnstudio.ui.data.scatter import ScatterView
from nnstudio.ui.data.snapshot import take


def test_no_row_is_theirs(session: Session) -> None:
    assert session.prepared is not None
    rows = len(session.prepared.raw.x)
    session.edit(AddPoint((0.5, 0.25, 1.0)))
    snapshot = take(session)
    assert snapshot.table is not None
    assert len(snapshot.memberships) == rows
    assert Membership.NONE not in snapshot.memberships
    assert snapshot.sample_of_row.max() == rows - 1
    assert snapshot.table.rows_of(np.array([0, rows])).tolist() == [0]


def test_the_panel_draws_them_and_says_whence_they_are(panel: DataPanel, session: Session, qtbot: QtBot) -> None:
    session.edit(AddPoint((40.0, 40.0, 1.0)))
    scatter = panel.findChild(ScatterView)
    assert isinstance(scatter, ScatterView)
    assert session.prepared is not None
    qtbot.waitUntil(lambda: scatter.shown == len(session.prepared.raw.x), timeout=60_000)
    # It lies far from all others, so that only it is near its corner.
    box = scatter.plot.getPlotItem().getViewBox()

    def said() -> str:
        scene = box.mapViewToScene(QPointF(40, 40))
        return scatter.text_at(scatter.plot.mapFromScene(scene))

    qtbot.waitUntil(lambda: said().startswith("Added by hand"), timeout=60_000)
