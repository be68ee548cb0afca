"""A real Inspect panel over a running session."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from inspecting import Hand, chain, one_sample, set_weights
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.document import to_graph
from nnstudio.text import set_language
from nnstudio.training.commands import LoadProblem, Start
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.shell.inspect_views import VIEWS


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[[Session], Hand]]:
    """Return a function that shows the panel of a session, in English and light."""
    set_language("en")
    theme.apply(QApplication.instance(), "light")
    opened: list[tuple[Session, InspectorPanel]] = []

    def build(session: Session) -> Hand:
        panel = InspectorPanel(session, VIEWS)
        opened.append((session, panel))
        panel.resize(1008, 640)
        panel.show()
        session.start()
        qtbot.waitUntil(lambda: session.inspection.ready and session.inspection.description is not None)
        hand = Hand(panel, qtbot)
        # The bars around the picture find their places after the first moment.
        qtbot.waitUntil(lambda: hand.map.height() > 200)
        return hand

    yield build
    for session, panel in opened:
        panel.close()
        assert session.close()
        # Each panel left would make every later change of theme dearer, until a test takes seconds.
        panel.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    set_language("en")


@pytest.fixture
def hand(show: Callable[[Session], Hand]) -> Hand:
    """The opening network: circles, 2-6-4-1."""
    return show(Session())


@pytest.fixture
def worked(show: Callable[[Session], Hand]) -> Hand:
    """The two-layer worked example, in float64, with nine digits."""
    document = chain(
        (2, 2), "logistic", loss="half_mse", optimizer="sgd", learning_rate=0.5, batch_size=1, dtype="float64"
    )
    session = Session(document)
    data = one_sample([0.05, 0.10], [0.01, 0.99])
    graph = to_graph(document, data.shape)
    names = {node.id: node.name for node in document.network.nodes}
    session.trainer.submit(LoadProblem(graph, data, document.training, 0, None, Start.FRESH, names))
    set_weights(session)
    made = show(session)
    made.until(
        lambda: (made.line.blocks[0].shape == (2,) and "0.1500" in made.calculation) or "0.15" in made.calculation
    )
    made.digits(9)
    return made
