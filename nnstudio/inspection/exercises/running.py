"""Carries an exercise out: the student's code, then each check, with what it built."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from nnstudio.inspection.exercises.exercise import Answer, Check, Exercise
from nnstudio.inspection.exercises.picture import Picture, picture_of
from nnstudio.inspection.exercises.recording import OWN, Recorder
from nnstudio.inspection.small_python import CodeError, Machine, Source, StoppedError
from nnstudio.inspection.small_python.things import Instance, Thing, kind_of

GIVEN, CHECK = "given", "check"
_ANSWER = "answer_"
_RELATIVE, _ABSOLUTE = 1e-9, 1e-12
_LONGEST = 40


@dataclass(frozen=True)
class Row:
    """An expression with what the student's code makes of it and what the engine does."""

    expression: str
    yours: str
    engine: str
    right: bool


@dataclass(frozen=True, eq=False)
class Result:
    """What a check has found. ``error`` : why it could not be carried out; its ``origin`` says in which text.

    ``line`` : the check's line at which it stopped, where the error is in the student's text.
    """

    check: Check
    rows: tuple[Row, ...] = ()
    error: CodeError | None = None
    picture: Picture = field(default_factory=Picture)
    line: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything came out right."""
        return self.error is None and all(row.right for row in self.rows)


@dataclass(frozen=True, eq=False)
class Report:
    """What a run has found. ``error`` : where the student's code stopped; then nothing was checked."""

    exercise: Exercise
    text: str
    output: str = ""
    error: CodeError | None = None
    results: tuple[Result, ...] = ()
    picture: Picture = field(default_factory=Picture)
    stopped: bool = False

    @property
    def passed(self) -> bool:
        """Whether the exercise is done."""
        return self.error is None and bool(self.results) and all(result.passed for result in self.results)


def carry_out(exercise: Exercise, text: str, stopped: Callable[[], bool] = lambda: False) -> Report:
    """Run a student's text and check it; it ends by itself, or soon after ``stopped()`` is true."""
    machine = Machine(stopped)
    recorder = Recorder(machine)
    try:
        if exercise.given:
            machine.run(Source(GIVEN, exercise.given))
        machine.watch = recorder
        picture, error = _run_own(machine, recorder, text)
        output = machine.output
        results = () if error is not None else tuple(_checked(machine, recorder, check) for check in exercise.checks)
    except StoppedError:
        return Report(exercise, text, machine.output, stopped=True)
    return Report(exercise, text, output, error, results, picture)


def _run_own(machine: Machine, recorder: Recorder, text: str) -> tuple[Picture, CodeError | None]:
    error = None
    try:
        machine.run(Source(OWN, text))
    except CodeError as fault:
        error = fault
    recorder.tie()
    return picture_of(recorder.events, recorder.strange), error


def _checked(machine: Machine, recorder: Recorder, check: Check) -> Result:
    begin = len(recorder.events)
    wanted = check.wanted()
    asked = "".join(f"\n{_ANSWER}{place} = ({expression})" for place, expression in enumerate(wanted))
    program = check.program.rstrip("\n") + asked
    error: CodeError | None = None
    rows: tuple[Row, ...] = ()
    line = ""
    try:
        machine.run(Source(CHECK, program))
        rows = tuple(
            _row(expression, machine.names[f"{_ANSWER}{place}"], answer)
            for place, (expression, answer) in enumerate(wanted.items())
        )
    except CodeError as fault:
        error = fault
        line = program.split("\n")[(fault.line if fault.origin == CHECK else (*fault.calls, 1)[0]) - 1]
        line = line.partition(" = (")[2].rstrip(")") if line.startswith(_ANSWER) else line.strip()
    recorder.tie()
    return Result(check, rows, error, picture_of(recorder.events[begin:], recorder.strange), line)


def _row(expression: str, found: Thing, answer: Answer) -> Row:
    return Row(expression, _shown(found), _shown(answer), _agrees(found, answer))


def _agrees(found: Thing, answer: Answer) -> bool:
    if isinstance(answer, bool | str) or isinstance(found, bool):
        return type(found) is type(answer) and bool(found == answer)
    if not isinstance(found, int | float):
        return False
    return math.isclose(found, answer, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)


def _shown(thing: Thing) -> str:
    if isinstance(thing, float):
        return f"{thing:.6g}".replace("-", "−")
    if isinstance(thing, int):
        return str(thing)[:_LONGEST].replace("-", "−")
    if isinstance(thing, str):
        return thing[:_LONGEST]
    return "None" if thing is None else thing.kind.name if isinstance(thing, Instance) else kind_of(thing)
