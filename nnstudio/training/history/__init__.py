"""The past of a run: key frames, a log of what reached it from outside, branches, and the way back to any step.

Used on the trainer's thread only, but for ``again``, which makes a run's steps once more beside it. A replay is the
run's own code over its own log. ``filing`` makes of the past what a project file can hold, ``unfiling`` and
``checking`` take it up again, believing nothing; nothing here draws or writes.
"""

from nnstudio.training.history.again import Again
from nnstudio.training.history.branches import Branches
from nnstudio.training.history.deeds import BestRestored, Deed, Judged, SettingChanged, Wrote
from nnstudio.training.history.key_frames import KeyFrame, KeyFrames
from nnstudio.training.history.past import Past
from nnstudio.training.history.record import Era, Record

__all__ = [
    "Again",
    "BestRestored",
    "Branches",
    "Deed",
    "Era",
    "Judged",
    "KeyFrame",
    "KeyFrames",
    "Past",
    "Record",
    "SettingChanged",
    "Wrote",
]
