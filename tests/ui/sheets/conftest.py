"""The worked example of the inspector, and the dialog over it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from inspecting import WORKED, chain, one_sample, set_weights
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.document import to_graph
from nnstudio.text import set_language
from nnstudio.training.commands import LoadProblem, Start
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    """The two-layer worked example, at rest, in float64."""
    set_language("en")
    theme.apply(QApplication.instance(), "light")
    document = chain(
        (2, 2), "logistic", loss="half_mse", optimizer="sgd", learning_rate=0.5, batch_size=1, dtype="float64"
    )
    made = Session(document)
    data = one_sample([0.05, 0.10], [0.01, 0.99])
    names = {node.id: node.name for node in document.network.nodes}
    graph = to_graph(document, data.shape)
    made.trainer.submit(LoadProblem(graph, data, document.training, 0, None, Start.FRESH, names))
    set_weights(made)
    made.start()
    qtbot.waitUntil(lambda: _bias(made) == WORKED["n3", "bias"][0])
    yield made
    assert made.close()
    set_language("en")


def _bias(session: Session) -> float | None:
    with session.inspection.hold() as moment:
        if moment is None or session.status is not Status.PAUSED or "n3" not in moment.trace.plan.sites:
            return None
        return float(moment.trace.plan.sites["n3"].parameter("bias")[-1])


@pytest.fixture
def until(qtbot: QtBot) -> Callable[[Callable[[], bool]], None]:
    """Wait for something."""
    return qtbot.waitUntil
