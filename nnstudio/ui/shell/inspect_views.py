"""The views of Inspect, one line each: what is declared here is what the stage offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnstudio.document import opening_document
from nnstudio.text import msg
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


VIEWS: tuple[View, ...] = (
    View("network", msg("Network"), "network", _network, example=opening_document),
    *LAYER_VIEWS,
    *SEQUENCE_VIEWS,
    View("scalar_graph", msg("Scalar graph"), "graph", _scalar_graph, example=opening_document, ahead=_constants),
    View("scratch_pad", msg("Scratch pad"), "graph", _scratch_pad, example=opening_document),
    View("exercises", msg("Exercises"), "graph", _exercises, example=opening_document),
    View("four_ways", msg("Derivative four ways"), "graph", _four_ways, example=opening_document),
    View("neuron", msg("Neuron"), "neuron", _neuron, example=opening_document),
    View("card", msg("This step"), "card", _card, example=opening_document),
    View("run", msg("Run"), "run", _run_bar, example=opening_document),
    View("what_if", msg("What if"), "what_if", _what_if, example=opening_document),
    View("check", msg("Check"), "check", _check, example=opening_document),
)
ROOMS: tuple[str, ...] = (
    "nnstudio.ui.what_if",
    "nnstudio.ui.check",
    "nnstudio.ui.layer_views.quantities",
    "nnstudio.ui.layer_views.dense",
    "nnstudio.ui.layer_views.cross_entropy",
    "nnstudio.ui.layer_views.convolution",
    "nnstudio.ui.layer_views.pooling",
    "nnstudio.ui.layer_views.norm",
    "nnstudio.ui.layer_views.residual",
    "nnstudio.ui.layer_views.dropout",
    "nnstudio.ui.layer_views.embedding",
    "nnstudio.ui.sequence_views.cell_page",
    "nnstudio.ui.sequence_views.gradient_page",
    "nnstudio.ui.sequence_views.recurrent",
    "nnstudio.ui.sequence_views.attention",
    "nnstudio.inspection.neuron",
    "nnstudio.ui.neuron",
    "nnstudio.ui.neuron.sum_page",
    "nnstudio.engine.scalars",
    "nnstudio.engine.scalars.scratch",
    "nnstudio.inspection.graphs",
    "nnstudio.inspection.graphs.four_ways",
    "nnstudio.ui.scalars",
    "nnstudio.inspection.exercises",
    "nnstudio.ui.scalars.exercises",
)
"""What the views import when they are built first; the stage does so before, one at a time while nothing else happens,
so that the first look at a view is no wait. One that is left out is only slower."""
TOOLS: tuple[Callable[[Session], QWidget], ...] = (_sheet,)
"""Makers of further buttons for the bar above the views."""
