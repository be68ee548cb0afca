"""One file for each loss: adding a file adds it everywhere. ``cross_entropies`` holds
what those share; nothing else lives here.

``losses`` maps each id to its class; ``GROUPS`` names the groups of their declarations, in order.
"""

from typing import Final

from nnstudio.engine.loss import Loss
from nnstudio.engine.registry import Registry
from nnstudio.text import Message, msg

losses: Registry[Loss] = Registry(
    __name__,
    order=(
        "mse",
        "half_mse",
        "mae",
        "binary_cross_entropy",
        "binary_cross_entropy_logits",
        "cross_entropy",
        "cross_entropy_logits",
        "hinge",
    ),
)

GROUPS: Final[dict[str, Message]] = {
    "regression": msg("For numbers"),
    "classification": msg("For classes"),
}

__all__ = ["GROUPS", "losses"]
