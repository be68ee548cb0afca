"""One file for each loss: adding a file adds it everywhere. ``cross_entropies``, ``focal_terms``
and ``margins`` hold what those share; nothing else lives here.

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
        "huber",
        "log_cosh",
        "binary_cross_entropy",
        "binary_cross_entropy_logits",
        "cross_entropy",
        "cross_entropy_logits",
        "nll",
        "kl_divergence",
        "binary_focal",
        "binary_focal_logits",
        "focal",
        "focal_logits",
        "hinge",
        "squared_hinge",
    ),
)

GROUPS: Final[dict[str, Message]] = {
    "regression": msg("For numbers"),
    "classification": msg("For classes"),
}

__all__ = ["GROUPS", "losses"]
