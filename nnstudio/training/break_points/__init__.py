"""One file for each break-point: adding a file adds it everywhere. Nothing else lives here.

``break_points`` maps each id to its class.
"""

from typing import Final

from nnstudio.engine.registry import Registry
from nnstudio.training.break_point import BreakPoint

break_points: Final[Registry[BreakPoint]] = Registry(
    __name__,
    order=(
        "delta_zero",
        "dead",
        "weight_crosses_zero",
        "gradient_above",
        "loss_rises",
        "loss_below",
        "at_epoch",
        "at_step",
    ),
)

__all__ = ["break_points"]
