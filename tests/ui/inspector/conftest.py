"""A real Inspect panel over a running session."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from inspecting import Hand, chain, one_sample, set_weights
from pytestqt.qtbot import QtBot

from nnstudio.document import to_graph
from nnstudio.training.commands import LoadProblem, Start
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.shell.inspect_views import VIEWS


@pytest.fixture(autouse=True)
def _without_the_last(let_go: None) -> None:
    """Begin without what the test before was about."""


@pytest.fixture
def show(open_inspect: Callable[..., InspectorPanel], qtbot: QtBot) -> Callable[[Session], Hand]:
    """Return a function that shows the panel of a session."""

    def build(session: Session) -> Hand:
        hand = Hand(open_inspect(session, lambda shown: InspectorPanel(shown, VIEWS)), qtbot)
        # The bars around the picture find their places after the first moment.
        qtbot.waitUntil(lambda: hand.map.height() > 200)
        return hand

    return build


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
