"""A residual network and one of branches, built from an empty canvas by mouse and again by keys alone; both learn.

What the hands do is in ``recordings/``, see :mod:`recorded`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from recorded import Player, recording

from nnstudio.document.kinds import value_of
from nnstudio.document.model import Network, Node
from nnstudio.training.frame import Status
from nnstudio.ui.shell import MainWindow

SAID = {
    "convolution2d": ("filters", "kernel_height", "kernel_width", "stride", "activation"),
    "max_pooling2d": ("kernel_height", "kernel_width", "stride", "padding"),
    "dense": ("units", "activation"),
    "activation": ("function",),
}
PATIENCE = 300.0
"""Seconds after which a network counts as one that does not learn, on however slow a machine."""
STEM = "input > convolution2d 8 3 3 relu"
HEAD = "global_average_pooling > dense 4 softmax > output"
FIRST = ("add:1", "convolution2d 8 3 3 relu > batch_normalization > convolution2d 8 3 3 > add:2")
SECOND = ("projection:1", "convolution2d 16 3 3 stride 2 relu > convolution2d 16 3 3 > projection:2")
BRANCHES = (
    "convolution2d 4 1 1 relu > concatenate:1",
    "convolution2d 4 1 1 relu > convolution2d 4 3 3 relu > concatenate:2",
    "convolution2d 4 1 1 relu > convolution2d 4 5 5 relu > concatenate:3",
    "max_pooling2d 3 3 same > convolution2d 4 1 1 relu > concatenate:4",
)
WAYS = {
    "resnet": {
        f"{STEM} > {one} > activation relu > {two} > activation relu > {HEAD}" for one in FIRST for two in SECOND
    },
    "inception": {f"{STEM} > {branch} > {HEAD}" for branch in BRANCHES},
}
"""Every way from the input to the output; a layer with several inputs says which one is entered."""
BY_HAND = {"mouse": "run", "keys": "press Ctrl+R"}


def said(node: Node, port: int) -> str:
    """Return a layer in a few words."""
    if node.kind in ("add", "projection", "concatenate"):
        return f"{node.kind}:{port + 1}"
    parts = {name: value_of(node, name) for name in SAID.get(node.kind, ())}
    words = [f"stride {value}" if name == "stride" else str(value) for name, value in parts.items()]
    return " ".join([node.kind, *(word for word in words if word not in ("identity", "stride 1"))])


def ways(network: Network, node: Node, port: int = 0) -> Iterator[str]:
    """Yield the ways from a layer to the end."""
    here, onward = said(node, port), network.outgoing[node.id]
    if not onward:
        yield here
    for wire in onward:
        for rest in ways(network, network.by_id[wire.target], wire.port):
            yield f"{here} > {rest}"


def at_rest(window: MainWindow) -> bool:
    """Whether the trainer has done all that it was asked, and stands still."""
    session = window.session
    if session.status is not Status.PAUSED or session.trainer.pending:
        return False
    with session.display.hold() as frame:
        return frame is not None


def numbers(window: MainWindow, quantity: str) -> np.ndarray:
    """Return the weights of the first layer that has some, or their gradient."""
    first = window.session.document.network.of_kind("convolution2d")[0].id
    with window.session.display.hold(timeout=PATIENCE) as frame:
        assert frame is not None
        return np.array(getattr(frame, quantity)(first, "weight"))


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)")
@pytest.mark.parametrize("hand", BY_HAND)
@pytest.mark.parametrize("name", WAYS)
def test_it_is_built_from_an_empty_canvas_and_learns(window: MainWindow, name: str, hand: str) -> None:
    player, session = Player(window), window.session
    *building, run = recording(f"{name}_by_{hand}")
    player.play(building)
    network = session.document.network
    assert set(ways(network, network.of_kind("input")[0])) == WAYS[name]
    assert len(network.nodes) == len(set(network.by_id)) == {"resnet": 14, "inception": 13}[name]
    assert not session.analysis.errors
    assert (session.document.data.dataset, session.document.training.loss) == ("shapes", "cross_entropy")

    player.hand.wait("the network to be compiled", lambda: at_rest(window), PATIENCE)
    assert np.abs(numbers(window, "gradient")).max() > 0
    before = numbers(window, "parameter")
    assert run == BY_HAND[hand]
    player.do(run)
    # Four classes that are not told apart cost ln 4.
    player.hand.wait("the loss to fall", lambda: session.curves.measured["train_loss"].last_value < 0.4, PATIENCE)
    player.do(run)
    player.hand.wait("the pause", lambda: at_rest(window), PATIENCE)
    # It may stand on one of Adam's leaps when it is paused; what it had come to stays in its curve.
    assert session.curves.measured["train_loss"].points()[1].min() < 0.4
    assert np.abs(numbers(window, "parameter") - before).max() > 1e-3
