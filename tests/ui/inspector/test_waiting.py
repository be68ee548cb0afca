"""What is asked for while the trainer cannot stand still is done when it does, in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from inspecting import Hand
from PySide6.QtCore import Qt

from nnstudio.training.frame import Status
from nnstudio.training.handshake import Handshake


class Busy:
    """A trainer that does not come to stand still while ``now`` is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.asked = False, 0
        truly = Handshake.wait_parked

        def wait_parked(handshake: Handshake, timeout: float) -> bool:
            self.asked += self.now
            return not self.now and truly(handshake, timeout)

        monkeypatch.setattr(Handshake, "wait_parked", wait_parked)

    def begin(self, hand: Hand) -> None:
        """Be busy from now on: also the frame that a tick still holds is let go first, which would do for a move."""
        hand.settle()
        hand.until(lambda: not hand.session.display._holding)
        self.now = True


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Busy]:
    made = Busy(monkeypatch)
    yield made
    made.now = False


def test_step_keys_are_done_when_the_trainer_is_through(hand: Hand, busy: Busy) -> None:
    hand.key(Qt.Key.Key_Right)
    shown = hand.result
    busy.begin(hand)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Right):
        hand.key(key)
    assert busy.asked > 0
    assert (hand.place, hand.result) == (1, shown)
    busy.now = False
    hand.until(lambda: hand.place == 3)
    assert hand.panel.stepper.counter.text().startswith("4 ")
    assert not hand.inspection.waiting


def test_into_and_to_a_neuron_wait_too(hand: Hand, busy: Busy) -> None:
    busy.begin(hand)
    hand.key(Qt.Key.Key_Down)
    busy.now = False
    hand.until(lambda: hand.inspection.cursor.grain == "scalar")
    busy.begin(hand)
    hand.neuron("n3", 2)
    busy.now = False
    hand.until(lambda: hand.step.layer == "n3" and hand.step.index == (2,))
    assert hand.inspection.cursor.grain == "scalar"
    assert (hand.step.layer, hand.step.index) == ("n3", (2,))


def test_a_grain_that_this_network_does_not_have_changes_nothing(hand: Hand, busy: Busy) -> None:
    """One may be chosen of another project's, just before this one is there; then the move comes to stand here."""
    before = hand.inspection.cursor
    busy.begin(hand)
    hand.inspection.set_grain("time")
    busy.now = False
    hand.until(lambda: not hand.inspection.waiting)
    assert hand.inspection.cursor == before
    assert hand.panel.stepper.grain.count() > 0


def test_a_step_over_the_end_and_on(hand: Hand) -> None:
    """The first leaves the batch, so that the trainer must move; the others go on in the next one."""
    hand.key(Qt.Key.Key_End)
    for _ in range(3):
        hand.key(Qt.Key.Key_Right)
    hand.until(lambda: hand.session.trainer.step == 1 and not hand.inspection.waiting)
    assert hand.place == 2


def test_epochs_one_after_the_other(hand: Hand) -> None:
    hand.grain("Epoch")
    per_epoch = hand.session.trainer.desk.require().run.feed.per_epoch
    for _ in range(3):
        hand.key(Qt.Key.Key_Right)
    hand.until(lambda: hand.session.trainer.step == 3 * per_epoch and hand.session.status is Status.PAUSED)
    assert hand.session.trainer.step == 3 * per_epoch


def test_play_saves_up_no_steps_for_a_trainer_on_its_way(hand: Hand, busy: Busy) -> None:
    hand.panel.stepper.speed.setCurrentIndex(hand.panel.stepper.speed.count() - 1)
    busy.begin(hand)
    hand.click(hand.panel.stepper.play)
    hand.until(lambda: hand.panel.stepper._done > 20)
    hand.click(hand.panel.stepper.play)
    steps = len(hand.inspection._waiting)
    assert steps == 1


def test_a_jump_takes_the_place_of_what_waits(hand: Hand, busy: Busy) -> None:
    busy.begin(hand)
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_End)
    busy.now = False
    hand.until(lambda: hand.place == len(hand.line) - 1 and hand.result != "")
    assert not hand.inspection.waiting
    assert hand.place == len(hand.line) - 1
