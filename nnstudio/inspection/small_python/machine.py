"""The machine: frames on a stack of its own, so that neither depth nor length of a program reaches Python's limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from nnstudio.inspection.small_python.building import build
from nnstudio.inspection.small_python.built_in import BUILT_IN
from nnstudio.inspection.small_python.calling import invoke
from nnstudio.inspection.small_python.fault import CodeError, StoppedError, WrongError
from nnstudio.inspection.small_python.limits import DEEPEST_WITHIN, MOST_PRINTED, MOST_ROOM, MOST_STEPS
from nnstudio.inspection.small_python.modules import modules
from nnstudio.inspection.small_python.operators import Operator, operate
from nnstudio.inspection.small_python.reading import Source
from nnstudio.inspection.small_python.things import Builtin, Code, Frame, Instance, Module, Scope, Thing
from nnstudio.text import Message, msg

_LOOK = 1024
"""Instructions between two looks at whether the run should end."""
_HOLDER = Code("", "")


class Watch(Protocol):
    """Is told what happens to the fields of a program's objects, and what is printed."""

    def read(self, frame: Frame, owner: Instance, name: str) -> None:
        """A field was read."""

    def wrote(self, frame: Frame, owner: Instance, name: str, before: Thing, after: Thing) -> None:
        """A field was set; ``before`` is ``NOTHING`` where it was not there."""

    def printed(self, text: str) -> None:
        """A text was printed."""


class Machine:
    """Carries programs out, one after the other with the same names.

    ``names`` : what the programs have set. ``output`` : what they printed. ``watch`` : told of what happens.
    ``stopped`` is asked now and then from the thread that runs.
    """

    def __init__(self, stopped: Callable[[], bool] = lambda: False, seed: int = 0) -> None:
        self.names: dict[str, Thing] = {}
        self.built_in: dict[str, Builtin] = BUILT_IN
        self.modules: dict[str, Module] = modules(seed)
        self.frames: list[Frame] = []
        self.output = ""
        self.watch: Watch | None = None
        self._stopped = stopped
        self._left, self._room, self._within = MOST_STEPS, MOST_ROOM, 0
        self._next = MOST_STEPS

    def run(self, source: Source) -> None:
        """Carry a program out.

        Raises
        ------
        CodeError : it holds what the language does not have, or a line cannot be carried out.
        StoppedError : ``stopped()`` became true.
        """
        code = build(source)
        self.frames = [Frame(_HOLDER, Scope(None)), Frame(code, Scope(None))]
        self._within = 0
        try:
            self._loop(1)
        finally:
            self.frames = []

    # -- for built-in functions

    def call(self, callee: Thing, given: list[Thing]) -> Thing:
        """Call something of the program from a built-in function, and return its result."""
        return self._held(lambda holder: invoke(self, holder, callee, given, {}))

    def operate(self, operator: Operator, left: Thing, right: Thing) -> Thing:
        """Return the result of an operator, which may be a method of the program."""
        return self._held(lambda holder: operate(self, holder, operator, left, right))

    def _held(self, begin: Callable[[Frame], bool]) -> Thing:
        if self._within >= DEEPEST_WITHIN:
            problem = msg("more than {count} calls within one another", count=DEEPEST_WITHIN)
            raise WrongError(problem, msg("A function that calls itself must end somewhere."))
        holder = Frame(_HOLDER, Scope(None))
        self.frames.append(holder)
        self._within += 1
        if begin(holder):
            self._loop(len(self.frames) - 1)
        self._within -= 1
        self.frames.pop()
        return holder.stack.pop()

    def say(self, text: str) -> None:
        """Print; of very much only the beginning is kept."""
        if len(self.output) < MOST_PRINTED:
            self.output += text if len(self.output) + len(text) < MOST_PRINTED else text[:MOST_PRINTED] + "…\n"
        if self.watch is not None:
            self.watch.printed(text)

    # -- limits

    def spend(self, count: int) -> None:
        """Count so many instructions; WrongError where they are too many."""
        self._left -= count
        if self._left < self._next:
            self._look()

    def take(self, count: int) -> None:
        """Count so much room, and the work of filling it; WrongError where there is none left."""
        self._room -= count
        if self._room < 0:
            problem = msg("more room taken than there is: {count} places", count=f"{MOST_ROOM:,}")
            raise WrongError(problem, msg("Make fewer or shorter lists."))
        self.spend(count >> 2)

    def _look(self) -> None:
        self._next = self._left - _LOOK
        if self._stopped():
            raise StoppedError
        if self._left < 0:
            problem = msg("more than {count} steps", count=f"{MOST_STEPS:,}")
            raise WrongError(problem, msg("Look for a loop that never ends, or do less."))

    # -- the loop

    def _loop(self, base: int) -> None:
        """Carry instructions out until so many frames are left."""
        frames = self.frames
        try:
            while len(frames) > base:
                frame = frames[-1]
                operations = frame.code.operations
                changed: bool | None = False
                while not changed:
                    handler, argument = operations[frame.at]
                    frame.at += 1
                    self._left -= 1
                    if self._left < self._next:
                        self._look()
                    changed = handler(self, frame, argument)
        except (WrongError, ArithmeticError, ValueError, TypeError, RuntimeError, MemoryError) as error:
            raise self._fault(*_said(error)) from None

    def _fault(self, problem: Message, advice: Message) -> CodeError:
        """Return the error about the instruction under way."""
        own = [frame for frame in self.frames if frame.code.operations]
        frame = own[-1]
        lines = tuple(each.code.places[each.at - 1].line for each in own[:-1])
        return CodeError(frame.code.origin, frame.code.places[frame.at - 1], problem, advice, lines)


def _said(error: Exception) -> tuple[Message, Message]:
    match error:
        case WrongError():
            return error.problem, error.advice
        case ZeroDivisionError():
            return msg("a division by 0"), msg("Look at the divisor, or leave 0 out.")
        case OverflowError():
            return msg("a number that is too large"), msg("Look at how it grew: print the numbers before it.")
        case RecursionError() | MemoryError():
            return msg("nested too deeply"), msg("Write it in a simpler form.")
        case RuntimeError():
            return msg("a set or dictionary that is changed while it is gone through"), msg("Go through list(…) of it.")
        case ValueError():
            return msg("a value that this function is not defined for"), msg("Look at the numbers that lead there.")
    return msg("kinds that do not go together"), msg("Look at where the values come from.")
