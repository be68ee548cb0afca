"""The five workspaces: their ids, names, icons and how each is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnstudio.text import Message, msg

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session


@dataclass(frozen=True)
class Place:
    """A workspace; ``make`` builds its panel."""

    id: str
    name: Message
    make: Callable[[Session], QWidget]


def _build(session: Session) -> QWidget:
    from nnstudio.ui.canvas import BuildPanel

    return BuildPanel(session)


def _train(session: Session) -> QWidget:
    from nnstudio.ui.shell.train_workspace import TrainWorkspace

    return TrainWorkspace(session)


def _inspect(session: Session) -> QWidget:
    from nnstudio.ui.shell.inspect_workspace import InspectWorkspace

    return InspectWorkspace(session)


def _functions(session: Session) -> QWidget:
    from nnstudio.ui.functions import FunctionsPanel

    return FunctionsPanel(session)


def _data(session: Session) -> QWidget:
    from nnstudio.ui.data import DataPanel

    return DataPanel(session)


PLACES = (
    Place("build", msg("Build"), _build),
    Place("train", msg("Train"), _train),
    Place("inspect", msg("Inspect"), _inspect),
    Place("functions", msg("Functions"), _functions),
    Place("data", msg("Data"), _data),
)
FIRST = "train"
"""Where the first start opens: one click, and something beautiful is learning."""
