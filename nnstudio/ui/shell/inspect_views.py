"""The views of Inspect, one line each: what is declared here is what the stage offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnstudio.document import opening_document
from nnstudio.text import Message, msg
from nnstudio.ui.bridge.views import View
from nnstudio.ui.layer_views.views import LAYER_VIEWS
from nnstudio.ui.sequence_views.views import SEQUENCE_VIEWS

if TYPE_CHECKING:
    from nnstudio.engine import Plan
    from nnstudio.ui.bridge.session import Session


def _network(session: Session) -> QWidget:
    from nnstudio.ui.inspector.picture.view import NetworkView

    return NetworkView(session)


def _card(session: Session) -> QWidget:
    from nnstudio.ui.inspector.card import StepCard

    return StepCard(session)


def _neuron(session: Session) -> QWidget:
    from nnstudio.ui.neuron import NeuronView

    return NeuronView(session)


def _what_if(session: Session) -> QWidget:
    from nnstudio.ui.what_if import WhatIfView

    return WhatIfView(session)


def _check(session: Session) -> QWidget:
    from nnstudio.ui.check import CheckView

    return CheckView(session)


def _sheet(session: Session) -> QWidget:
    from nnstudio.ui.sheets import sheet_button

    return sheet_button(session)


def _scalar_graph(session: Session) -> QWidget:
    from nnstudio.ui.scalars import GraphView

    return GraphView(session)


def _constants(plan: Plan) -> Iterator[None]:
    from nnstudio.engine.scalars.constants import in_pieces

    return in_pieces(plan)


def _scratch_pad(session: Session) -> QWidget:
    from nnstudio.ui.scalars import ScratchPad

    return ScratchPad(session)


def _exercises(session: Session) -> QWidget:
    from nnstudio.ui.scalars.exercises import ExercisesView

    return ExercisesView(session)


def _four_ways(session: Session) -> QWidget:
    from nnstudio.ui.scalars import FourWaysView

    return FourWaysView(session)


def _run_bar(session: Session) -> QWidget:
    from nnstudio.ui.timeline import RunBar

    return RunBar(session)


def _view(view: str, name: Message, group: str, make: Callable[[Session], QWidget], *rooms: str) -> View:
    return View(view, name, group, make, example=opening_document, rooms=rooms)


_GRAPHS = "nnstudio.engine.scalars", "nnstudio.inspection.graphs", "nnstudio.inspection.graphs.four_ways"
_SCALARS = *_GRAPHS, "nnstudio.ui.controls.calculation.expression_view", "nnstudio.ui.scalars"
_CODE = "nnstudio.inspection.small_python", "nnstudio.inspection.exercises"
_NEURON = "nnstudio.inspection.neuron", "nnstudio.ui.neuron", "nnstudio.ui.neuron.sum_page"
VIEWS: tuple[View, ...] = (
    _view("network", msg("Network"), "network", _network),
    *LAYER_VIEWS,
    *SEQUENCE_VIEWS,
    replace(_view("scalar_graph", msg("Scalar graph"), "graph", _scalar_graph, *_SCALARS), ahead=_constants),
    _view("scratch_pad", msg("Scratch pad"), "graph", _scratch_pad, "nnstudio.engine.scalars.scratch", *_SCALARS),
    _view("exercises", msg("Exercises"), "graph", _exercises, *_SCALARS, *_CODE, "nnstudio.ui.scalars.exercises"),
    _view("four_ways", msg("Derivative four ways"), "graph", _four_ways, *_SCALARS),
    _view("neuron", msg("Neuron"), "neuron", _neuron, *_NEURON),
    _view("card", msg("This step"), "card", _card),
    _view("run", msg("Run"), "run", _run_bar),
    _view("what_if", msg("What if"), "what_if", _what_if, "nnstudio.ui.what_if"),
    _view("check", msg("Check"), "check", _check, "nnstudio.ui.check"),
)
TOOLS: tuple[Callable[[Session], QWidget], ...] = (_sheet,)
"""Makers of further buttons for the bar above the views."""
