"""What reaches a run from outside, between two steps: a replay does it again at the same step, in the same order."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.training.commands import SetSetting, Write
from nnstudio.training.mailbox import Measurement


class Deed:
    """Base of the deeds."""


@dataclass(frozen=True)
class SettingChanged(Deed):
    """A setting that the run takes up as it goes on."""

    command: SetSetting


@dataclass(frozen=True)
class Wrote(Deed):
    """Weights were written by hand."""

    writes: tuple[Write, ...]

    def joined(self, later: Wrote) -> Wrote:
        """Return both as one: of two writes to a place the later counts."""
        places = {(write.layer, write.name, write.index): write for write in (*self.writes, *later.writes)}
        return Wrote(tuple(places.values()))


@dataclass(frozen=True)
class Judged(Deed):
    """A validation that a schedule or early stopping took note of: a replay tells it again instead of measuring."""

    measurement: Measurement


@dataclass(frozen=True)
class BestRestored(Deed):
    """Early stopping brought the best weights back."""
