"""One file for each learning-rate schedule: adding a file adds it everywhere. Nothing else lives here.

``schedules`` maps each id to its class; ``GROUPS`` names the groups of their declarations, in order.
"""

from typing import Final

from nnstudio.engine.registry import Registry
from nnstudio.engine.schedule import Schedule
from nnstudio.text import Message, msg

schedules: Registry[Schedule] = Registry(
    __name__,
    order=(
        "constant",
        "warmup",
        "step",
        "exponential",
        "inverse_time",
        "inverse_square_root",
        "polynomial",
        "cosine",
        "cosine_restarts",
        "cyclic",
        "one_cycle",
        "on_plateau",
    ),
)

GROUPS: Final[dict[str, Message]] = {
    "steady": msg("The same throughout"),
    "falling": msg("Falling"),
    "cyclic": msg("Up and down"),
    "measured": msg("By the validation loss"),
}

__all__ = ["GROUPS", "schedules"]
