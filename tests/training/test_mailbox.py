"""The mailbox keeps every loss and event until they are drained."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.training.events import RunStarted
from nnstudio.training.mailbox import Mailbox, Measurement


def test_losses_come_out_once_with_their_steps() -> None:
    box = Mailbox(8)
    box.begin_run(1, 5)
    box.write([1.0, 2.0])
    box.write([3.0])
    scalars = box.drain().scalars
    assert (scalars.run, scalars.steps.tolist(), scalars.losses.tolist()) == (1, [5, 6, 7], [1.0, 2.0, 3.0])
    assert len(box.drain().scalars.losses) == 0
    box.write([4.0])
    assert box.drain().scalars.steps.tolist() == [8]


def test_a_full_ring_drops_the_oldest_and_says_so() -> None:
    box = Mailbox(8)
    box.begin_run(1, 0)
    box.write([float(n) for n in range(5)])
    box.write([float(n) for n in range(5, 11)])
    scalars = box.drain().scalars
    assert scalars.losses.tolist() == [float(n) for n in range(3, 11)]
    assert scalars.steps.tolist() == list(range(3, 11))
    assert scalars.missed == 3


def test_more_at_once_than_the_ring_holds() -> None:
    box = Mailbox(8)
    box.begin_run(1, 0)
    box.write(np.arange(21.0).tolist())
    scalars = box.drain().scalars
    assert scalars.losses.tolist() == [float(n) for n in range(13, 21)]
    assert scalars.missed == 13


def test_a_new_run_drops_what_was_not_read() -> None:
    box = Mailbox(8)
    box.begin_run(1, 0)
    box.write([1.0])
    box.post_measurements([Measurement(0, 1, 1, 1, 1)])
    box.post(RunStarted(1, 0))
    box.begin_run(2, 0)
    box.write([9.0])
    drained = box.drain()
    assert drained.scalars.losses.tolist() == [9.0]
    assert drained.scalars.steps.tolist() == [0]
    assert drained.scalars.measurements == ()
    assert drained.events == (RunStarted(1, 0),)


def test_going_back_drops_only_what_was_not_read_after_that() -> None:
    box = Mailbox(8)
    box.begin_run(1, 0)
    box.write([0.0, 1.0, 2.0, 3.0])
    box.go_on_from(2)
    box.write([20.0])
    scalars = box.drain().scalars
    assert (scalars.steps.tolist(), scalars.losses.tolist()) == ([0, 1, 2], [0.0, 1.0, 20.0])
    # What has been read cannot be taken back: from there on the reader hears other losses of the same steps.
    box.go_on_from(1)
    box.write([10.0, 21.0])
    scalars = box.drain().scalars
    assert (scalars.steps.tolist(), scalars.losses.tolist(), scalars.missed) == ([1, 2], [10.0, 21.0], 0)


def test_the_ring_is_a_power_of_two() -> None:
    with pytest.raises(ValueError, match="power of two"):
        Mailbox(9)
