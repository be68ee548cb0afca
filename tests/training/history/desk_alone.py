"""A trainer's desk without a thread or a window, and what tells one moment of its run from another."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from training_networks import Endless, loading

from nnstudio.document import Document
from nnstudio.store.packing import pack, unpack
from nnstudio.training import commands as c
from nnstudio.training.desk import Desk
from nnstudio.training.events import CommandRefused, Event
from nnstudio.training.going_on import go_on
from nnstudio.training.history import Past
from nnstudio.training.history.filing import filed
from nnstudio.training.mailbox import Mailbox
from nnstudio.training.measure import never
from nnstudio.training.obeying import obey
from nnstudio.training.problem import Problem

Print = dict[str, bytes]


class DeskAlone:
    """Does what the trainer's thread does, in the test's own."""

    def __init__(self, document: Document) -> None:
        self.desk = Desk(Mailbox(), time.perf_counter, never)
        self.events: list[Event] = []
        self.losses: dict[int, list[tuple[int, float]]] = {}
        self.do(loading(document))

    @property
    def past(self) -> Past:
        assert self.desk.past is not None
        return self.desk.past

    @property
    def step(self) -> int:
        return self.past.step

    def do(self, *commands: c.Command) -> None:
        """Obey commands; a seek is worked off."""
        with np.errstate(all="ignore"):
            for command in commands:
                obey(command, self.desk)
                while self.desk.seeking is not None:
                    self.desk.seek_on(Endless())
        self.read()

    def train(self, steps: int) -> None:
        """Go on by so many steps: replayed up to the head, made from there."""
        desk, goal = self.desk, self.step + steps
        with np.errstate(all="ignore"):
            while self.step < goal:
                made = desk.replay if desk.visiting else partial(go_on, desk)
                made(goal - self.step, Endless())
                desk.gather()
        self.read()

    def read(self) -> None:
        """Take what was sent to the window."""
        self.desk.publish()
        drained = self.desk.mailbox.drain()
        self.events += drained.events
        read = self.losses.setdefault(drained.scalars.run, [])
        read += zip(drained.scalars.steps.tolist(), drained.scalars.losses.tolist(), strict=True)

    def seen(self) -> Print:
        """Return the fingerprint of the present moment."""
        return fingerprint(self.desk.require())


def reopened(alone: DeskAlone, made: Document) -> tuple[Document, DeskAlone]:
    """Return what a file brings back of a desk, by the bytes that it holds, and its document."""
    past = alone.past
    past.leave()
    saved, state = filed(past.branches), past.head_state()
    text, arrays = pack({"run": state, "past": saved}, "file")
    read = unpack(text, lambda name: arrays[name].copy())
    made = replace(made, training=past.record.frames.last.settings)
    again = DeskAlone(made)
    again.do(replace(loading(made, keep=read["run"]), past=read["past"]))
    refused = [event.error for event in again.events if isinstance(event, CommandRefused)]
    assert not refused, [str(error) for error in refused]
    return made, again


def fingerprint(problem: Problem) -> Print:
    """Return all bits that the present moment shows and the next step reads."""
    program, run = problem.program, problem.run
    found = {name: _bytes(array) for name, array in (("theta", program.theta), ("carried", program.carried))}
    found |= {f"state.{name}": _bytes(array) for name, array in program.state.items()}
    found |= {f"memory.{name}": _bytes(array) for name, array in program.memory.items()}
    for layer in program.graph.order:
        for name in run.plan.quantities(layer):
            found[f"{layer}.{name}"] = _bytes(run.plan.quantity(layer, name))
    rest = program.timetable.save_state(), program.random.bit_generator.state, program.current_rate, run.step, run.epoch
    stopping = {name: _plain(value) for name, value in run.stopping.save_state().items()}
    found["rest"] = json.dumps([rest, stopping, program.regularisation, program.clipping], default=str).encode()
    return found | {"grad": _bytes(program.grad), "loss": _bytes(run.plan.losses), "rows": _bytes(run.rows)}


def _bytes(array: Any) -> bytes:
    return np.asarray(array).tobytes()


def _plain(value: Any) -> Any:
    return value.tobytes().hex() if isinstance(value, np.ndarray) else value
