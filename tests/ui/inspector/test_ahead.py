"""While nobody steps, views are built and formulas set that later steps will show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.document import opening_document
from nnstudio.inspection import Description, Moment
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.views import View
from nnstudio.ui.controls.formula_letters import lettered
from nnstudio.ui.inspector.formulas_ahead import FormulasAhead
from nnstudio.ui.inspector.group import ViewGroup
from nnstudio.ui.layer_views.examples import images
from nnstudio.ui.shell.inspect_workspace import InspectWorkspace


def test_what_later_steps_show_is_there_before(qtbot: QtBot, open_inspect: Callable[..., QWidget]) -> None:
    session = Session(opening_document())
    panel = open_inspect(session, InspectWorkspace)
    inspection = session.inspection
    qtbot.waitUntil(lambda: not inspection.ahead.running, timeout=60_000)
    for fitting in ("dense", "quantities", "scalar_graph", "neuron", "what_if", "check"):
        assert panel.view(fitting) is not None
    assert panel.view("convolution") is None
    assert panel.left.shown == "network"
    made = lettered.cache_info().misses
    for grain in ("layer", "neuron"):
        inspection.set_grain(grain)
        for place in range(len(inspection.line)):
            inspection.go(place)
    assert lettered.cache_info().misses == made


def test_other_formulas_are_set_anew(qtbot: QtBot, open_inspect: Callable[..., QWidget]) -> None:
    session = Session(opening_document())
    open_inspect(session, InspectWorkspace)
    qtbot.waitUntil(lambda: not session.inspection.ahead.running, timeout=60_000)
    lettered.cache_clear()
    session.inspection.set_options(batch=True)
    qtbot.waitUntil(lambda: lettered.cache_info().currsize > 5, timeout=60_000)
    assert session.inspection.cursor.place == 0


def test_what_is_looked_at_comes_first(
    qtbot: QtBot, open_inspect: Callable[..., QWidget], monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[ViewGroup] = []
    build = ViewGroup.build

    def noted(group: ViewGroup, view: View) -> None:
        if view.id not in group.widgets:
            built.append(group)
        build(group, view)

    monkeypatch.setattr(ViewGroup, "build", noted)
    session = Session(images())
    panel = open_inspect(session, InspectWorkspace)
    panel.left.show_group("layer")
    before = len(built)
    qtbot.waitUntil(lambda: not session.inspection.ahead.running, timeout=60_000)
    seen = [group in (panel.left.group, panel.right.group) for group in built[before:]]
    # One may have been under way already.
    assert seen[1:] == sorted(seen[1:], reverse=True)


class Walked:
    """What formulas are set ahead for: the moment that is held, and the work that was begun."""

    def __init__(self, moment: Moment) -> None:
        self.moment = moment
        self.ahead = self

    @contextmanager
    def hold(self) -> Iterator[Moment]:
        yield self.moment

    def begin(self, widget: QWidget, work: Iterator[None]) -> None:
        self.work = work


def test_formulas_of_a_network_that_is_left_are_let_be(qtbot: QtBot, open_inspect: Callable[..., QWidget]) -> None:
    # Between two pieces of the work another network may be opened, whose first moment has not been shown yet.
    moments = []
    for document in (opening_document(), images()):
        panel = open_inspect(Session(document), InspectWorkspace)
        with panel.inspection.hold() as moment:
            moments.append(moment)
    here, prepared = Walked(moments[0]), list[Description]()
    formulas = FormulasAhead(here, prepared.append)
    formulas.follow(QWidget(), here.moment)
    next(here.work)
    next(here.work)
    assert len(prepared) == 1
    here.moment = moments[1]
    assert list(here.work) == []
    assert len(prepared) == 1
