"""The treaty between window and trainer: parked means parked, and a stalled window stops nobody."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator

import pytest

from nnstudio.training import handshake
from nnstudio.training.commands import Pause
from nnstudio.training.handshake import Handshake
from nnstudio.training.trainer import Trainer

ENOUGH = 60.0
"""Seconds by which on any machine has come what comes at all."""


class Walker:
    """A trainer that only counts."""

    def __init__(self) -> None:
        self.handshake = Handshake()
        self.count = 0
        self.closing = False
        self.thread = threading.Thread(target=self._walk)
        self.thread.start()

    def _walk(self) -> None:
        while not self.closing:
            self.handshake.look_up()
            self.count += 1
            if self.handshake.clock() >= self.handshake.due:
                self.handshake.stay()

    def close(self) -> None:
        self.closing = True
        self.handshake.release(math.inf)
        self.thread.join(ENOUGH)

    def walks_on(self) -> bool:
        """Wait for another step: how soon the thread wakes is the machine's affair."""
        before, deadline = self.count, time.perf_counter() + ENOUGH
        while self.count == before and time.perf_counter() < deadline:
            time.sleep(0.001)
        return self.count > before


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a sleep can outlast what a trainer grants a stalled window."""
    monkeypatch.setattr(handshake, "STALL", ENOUGH)


@pytest.fixture
def walker() -> Iterator[Walker]:
    made = Walker()
    yield made
    made.close()


@pytest.mark.usefixtures("patient")
def test_nothing_moves_while_seized(walker: Walker) -> None:
    for _ in range(20):
        walker.handshake.seize()
        assert walker.handshake.wait_parked(ENOUGH)
        before = walker.count
        time.sleep(0.003)
        assert walker.count == before
        walker.handshake.release(time.perf_counter() + 0.004)
    walker.handshake.release()
    assert walker.walks_on()


@pytest.mark.usefixtures("patient")
def test_it_parks_by_itself_when_a_frame_is_due(walker: Walker) -> None:
    walker.handshake.release(time.perf_counter() + 0.01)
    assert walker.handshake.wait_parked(ENOUGH)


def test_a_stalled_window_does_not_stop_it(walker: Walker) -> None:
    walker.handshake.seize()
    assert walker.handshake.wait_parked(ENOUGH)
    assert walker.walks_on()


def test_rest_wakes_for_a_command_but_not_while_the_window_reads() -> None:
    treaty = Handshake()
    wanted: list[int] = []
    thread = threading.Thread(target=treaty.rest, args=(lambda: bool(wanted),))
    thread.start()
    assert treaty.wait_parked(ENOUGH)
    treaty.seize()
    wanted.append(1)
    treaty.nudge()
    time.sleep(0.02)
    assert thread.is_alive()
    treaty.release()
    thread.join(ENOUGH)
    assert not thread.is_alive()
    assert not treaty.parked


def test_rest_ends_at_its_time() -> None:
    treaty = Handshake()
    start = time.perf_counter()
    treaty.rest(lambda: False, until=start + 0.02)
    assert time.perf_counter() - start > 0.015


def test_the_window_is_told_at_once_that_a_command_was_obeyed_at_rest() -> None:
    trainer, told = Trainer(), threading.Event()
    trainer.handshake.arrived = told.set
    trainer.start()
    trainer.handshake.release()
    try:
        assert not told.wait(0.05), "nothing has happened"
        trainer.submit(Pause())
        assert told.wait(ENOUGH)
        told.clear()
        assert not told.wait(0.05), "once for each command"
    finally:
        trainer.close(60.0)


def test_it_says_that_a_frame_is_due_and_goes_on_where_it_need_not_park(walker: Walker) -> None:
    told = threading.Event()
    walker.handshake.arrived = told.set
    walker.handshake.release(time.perf_counter() + 0.01, stops=False)
    assert told.wait(ENOUGH)
    assert walker.walks_on()
    assert walker.handshake.announced
    assert not walker.handshake.parked


def test_a_call_holds_though_the_window_passes_by_before_it_is_heard() -> None:
    treaty = Handshake(lambda: 1.0)
    treaty.nudge()
    treaty.release(2.0, stops=False)
    assert treaty.due == 0.0, "a long step is still under way"
    treaty.look_up()
    assert treaty.due == 2.0 - handshake.LEAD
    treaty.release(3.0, stops=False)
    assert treaty.due == 3.0 - handshake.LEAD, "it has been heard"


def test_a_command_brings_the_frame_forward_but_leaves_the_window_its_breath() -> None:
    now, told = [1.0], []
    treaty = Handshake(lambda: now[0])
    treaty.hasten()
    assert not treaty.hastened, "there is no window"
    treaty.arrived = lambda: told.append(now[0])
    treaty.seize()
    treaty.release(1.016)
    assert not treaty.hastened
    treaty.hasten()
    assert treaty.hastened
    assert treaty.stops
    assert treaty.frame_due == 1.0 + handshake.BREATH
    assert treaty.due == treaty.frame_due - handshake.LEAD
    treaty.announce()
    assert not told
    now[0] = treaty.frame_due
    treaty.announce()
    assert told == [treaty.frame_due]
    treaty.hasten()
    treaty.release(1.024)
    assert treaty.frame_due == now[0], "the window has passed by without reading what came after it was told"
    treaty.announce()
    treaty.release(1.024)
    assert treaty.frame_due == 1.024, "told once for each command"


def test_a_look_under_way_while_the_window_ends_does_not_put_the_next_one_off() -> None:
    handshake = Handshake()
    handshake.end()
    handshake.look_up()
    handshake.announce()
    assert handshake.due <= 0.0
