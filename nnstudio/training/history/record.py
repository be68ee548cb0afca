"""The record of one run: its key frames, its log, and from what its program was compiled."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace

from nnstudio.training.commands import LoadProblem
from nnstudio.training.history.deeds import Deed, Wrote
from nnstudio.training.history.key_frames import KeyFrame, KeyFrames
from nnstudio.training.kept_run import Looks

MOST_BESTS = 4096
"""Validations, each better than those before, that a run remembers."""


@dataclass(frozen=True, eq=False)
class Era:
    """Steps that one program made: another optimiser, batch size or dtype begins the next era of the same run."""

    first: int
    load: LoadProblem
    revision: int = 0


@dataclass(eq=False)
class Record:
    """What is known of a run from its first kept state to its head.

    Attributes
    ----------
    id : the run's number. parent : run and step that it branched from, None where it is none's branch.
    first : the step where it became a run of its own. head : the farthest step that it came to.
    frames : of a branch also its parent's, up to the branching. log : ``(step, deed)`` in order; likewise. looks :
        weights for whoever looks back at the run when it is over. bests : step and loss of each validation that was
        better than all before it, so that of a branch, too, it is known which was the best.
    """

    id: int
    frames: KeyFrames
    eras: list[Era]
    first: int
    head: int
    parent: tuple[int, int] | None = None
    log: list[tuple[int, Deed]] = field(default_factory=list)
    looks: Looks = field(default_factory=Looks)
    bests: list[tuple[int, float]] = field(default_factory=list)

    @property
    def best(self) -> tuple[int, float] | None:
        """Step and loss of the best validation so far; None where there was none."""
        return self.bests[-1] if self.bests else None

    def judge(self, step: int, loss: float) -> bool:
        """Take note of a validation; return whether it was the best so far."""
        if self.bests and loss >= self.bests[-1][1]:
            return False
        self.bests.append((step, loss))
        if len(self.bests) > MOST_BESTS:
            # A branch may then find its best a little too early.
            del self.bests[:-1:2]
        return True

    @property
    def start(self) -> int:
        """The earliest step that can be reached."""
        return self.frames.first.step

    def note(self, step: int, deed: Deed) -> None:
        """Add to the log what was done at ``step``, the head's; what was written at one step is one deed."""
        last = self.log[-1] if self.log else None
        fresh = all(frame.logged < len(self.log) for frame in self.frames if frame.step >= step)
        if isinstance(deed, Wrote) and last is not None and last[0] == step and isinstance(last[1], Wrote) and fresh:
            self.log[-1] = (step, last[1].joined(deed))
        else:
            self.log.append((step, deed))

    def deeds_at(self, step: int) -> tuple[Deed, ...]:
        """Return what was done at ``step``."""
        return tuple(deed for at, deed in self.log[self.logged_before(step) : self.logged_before(step + 1)])

    def logged_before(self, step: int) -> int:
        """Return how many entries of the log lie before ``step``."""
        return bisect_left(self.log, step, key=lambda entry: entry[0])

    def next_deed(self, entry: int) -> int | None:
        """Return the step of entry number ``entry`` of the log; None past its end."""
        return self.log[entry][0] if entry < len(self.log) else None

    def era_at(self, step: int) -> int:
        """Return the number of the era that ``step`` belongs to: the later one, where it is the last of one too."""
        return max(number for number, era in enumerate(self.eras) if era.first <= max(step, self.eras[0].first))

    def estimate(self, step: int, step_time: float) -> float:
        """Return about how many seconds a replay from the key frame takes."""
        return max(0, step - self.frames.at(step).step) * step_time

    def cut(self, frame: KeyFrame) -> None:
        """Go back to the state ``frame``: what came after it is no part of this run any more."""
        self.frames, self.looks = self.frames.until(frame.step), self.looks.until(frame.step)
        self.log = self.log[: self.logged_before(frame.step + 1)]
        self.eras = [era for era in self.eras if era.first <= frame.step] or self.eras[:1]
        self.bests = [best for best in self.bests if best[0] <= frame.step]
        self.head = frame.step
        self.frames.put(replace(frame, logged=len(self.log), pinned=True))

    def branch(self, run: int, step: int) -> Record:
        """Return the record of a run that goes on from ``step`` on its own; frames and deeds until then are shared."""
        return Record(
            run,
            self.frames.until(step),
            [era for era in self.eras if era.first <= step] or self.eras[:1],
            first=step,
            head=step,
            parent=(self.id, step),
            log=self.log[: self.logged_before(step + 1)],
            looks=self.looks.until(step),
            bests=[best for best in self.bests if best[0] <= step],
        )
