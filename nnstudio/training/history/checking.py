"""Whether the programs of a filed past can go on from its key frames and repeat its journal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from nnstudio.document.errors import FormatError
from nnstudio.engine import Program
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import msg
from nnstudio.training.altering import with_writes
from nnstudio.training.commands import LoadProblem
from nnstudio.training.feed import Feed, epochs_at_once
from nnstudio.training.history.deeds import Wrote
from nnstudio.training.history.key_frames import KeyFrame
from nnstudio.training.history.record import Era, Record
from nnstudio.training.history.unfiling import lost, refuse
from nnstudio.training.problem import Problem, compile_problem
from nnstudio.training.refusals import FAULTS
from nnstudio.training.run import PROGRAM
from nnstudio.training.stop_rule import StopRule
from nnstudio.training.stopping import Stopping


def check(records: Iterable[Record], loaded: LoadProblem, problem: Problem) -> None:
    """Let records pass whose every key frame can be stood at, and whose weights written by hand there are.

    ``problem`` is that of ``loaded``; its weights are written over.

    Raises
    ------
    NnstudioError : they are no records of this network and these data.
    """
    programs = {_kind(loaded): problem.program}
    known: set[int] = set()
    for record in records:
        for frame in record.frames:
            # Branches share key frames with the run that they came from.
            if id(frame) not in known:
                known.add(id(frame))
                _check_frame(frame, record.eras[frame.era], problem.run.feed, programs)
    writes = {id(deed): deed for record in records for _, deed in record.log if isinstance(deed, Wrote)}
    try:
        with_writes(problem.program, [write for deed in writes.values() for write in deed.writes])
    except (NnstudioError, KeyError) as error:
        refuse("journal", msg("weights of this network"), str(error))


def _kind(load: LoadProblem) -> tuple[object, ...]:
    """Return all that the form of a program's state depends on beside the network."""
    settings = load.settings
    return settings.optimizer, settings.optimizer_parameters, settings.dtype


def _check_frame(frame: KeyFrame, era: Era, feed: Feed, programs: dict[tuple[object, ...], Program]) -> None:
    kind, state = _kind(era.load), frame.state
    if kind not in programs:
        programs[kind] = compile_problem(era.load.graph, era.load.settings, era.load.seed)
    program = programs[kind]
    try:
        own = {name.removeprefix(PROGRAM): value for name, value in state.items() if name.startswith(PROGRAM)}
        program.load_state(own, finite=False)
        Stopping(StopRule()).load_state(state["stopping"], program)
        _check_feed(state["feed"], feed, era.load)
        if min(state["sample"], state["epochs_before"]) < 0:
            raise ValueError("sample, epochs_before")
    except NnstudioError as error:
        raise FormatError(f"history.frames: {error.place}", error.expected, error.received, lost()) from error
    except FAULTS as error:
        received = msg("{reason}", reason=f"{type(error).__name__}: {error}")
        raise FormatError("history.frames", msg("the state of a run"), received, lost()) from error


def _check_feed(state: Any, feed: Feed, load: LoadProblem) -> None:
    # Of the same data with more samples, or fewer, put by hand.
    count = len(load.prepared.training)
    numbers = (feed.x.size + feed.y.size) // feed.count * count
    mine = count, min(load.settings.batch_size, count), epochs_at_once(count, numbers)
    if (state["samples"], state["batch_size"], state["epochs"]) != mine:
        raise ValueError("samples, batch_size, epochs")
    if state["chunk"] < 0 or not 0 <= state["index"] <= -(-mine[0] // mine[1]) * feed.epochs:
        raise ValueError("chunk, index")
    np.random.default_rng(0).bit_generator.state = state["generator"]
