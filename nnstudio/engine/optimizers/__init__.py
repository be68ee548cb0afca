"""One file for each optimiser: adding a file adds it everywhere. Nothing else lives here.

``optimizers`` maps each id to its class; ``GROUPS`` names the groups of their declarations, in order.
"""

from typing import Final

from nnstudio.engine.optimizer import Optimizer
from nnstudio.engine.registry import Registry
from nnstudio.text import Message, msg

optimizers: Registry[Optimizer] = Registry(
    __name__,
    order=(
        "sgd",
        "momentum",
        "nesterov",
        "adagrad",
        "adadelta",
        "rmsprop",
        "adam",
        "adamw",
        "nadam",
        "amsgrad",
        "adamax",
        "lion",
        "rprop",
        "lbfgs",
    ),
)

GROUPS: Final[dict[str, Message]] = {
    "fixed": msg("One step size for all"),
    "adaptive": msg("A step size for each weight"),
    "sign": msg("Only the gradient's sign counts"),
    "curvature": msg("With the curvature"),
}

__all__ = ["GROUPS", "optimizers"]
