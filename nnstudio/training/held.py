"""A run whose network was broken by an edit: put aside whole, and taken up again where the same network comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstudio.document.model import TrainingSettings
from nnstudio.training.commands import LoadProblem, Start
from nnstudio.training.frame import Status
from nnstudio.training.history import Past
from nnstudio.training.problem import Problem


@dataclass(frozen=True, eq=False)
class Held:
    """The ``problem`` with its ``past``, and what it was about: its ``status``, and the step it was to pause at."""

    problem: Problem
    past: Past
    status: Status
    goal: int | None

    def fits(self, command: LoadProblem) -> bool:
        """Whether a command brings just this problem back, as an undo does: nothing of it need be compiled again."""
        mine = self.past.loaded
        same = command.graph is mine.graph and command.prepared is mine.prepared
        edited = command.start in (Start.KEEP, Start.RETURN) and command.keep is None
        return edited and same and read_by_steps(command.settings) == read_by_steps(mine.settings)

    def paused(self) -> Held:
        """Return it resting when it is taken up, if it would have gone on."""
        return replace(self, status=Status.PAUSED, goal=None) if self.status is Status.RUNNING else self


def read_by_steps(settings: TrainingSettings) -> TrainingSettings:
    """Return the settings that a step depends on; the others are the same for all."""
    none = TrainingSettings()
    return replace(settings, seed=none.seed, stop_epoch=none.stop_epoch, validate_every=none.validate_every)
