"""One file for each metric: adding a file adds it everywhere. ``ranking`` holds what ROC and AUC share.

``metrics`` maps each id to its class; ``GROUPS`` names the groups of their declarations, in order.
"""

from typing import Final

from nnstudio.engine.metric import Metric
from nnstudio.engine.registry import Registry
from nnstudio.text import Message, msg

metrics: Registry[Metric] = Registry(
    __name__,
    order=(
        "accuracy",
        "top_k",
        "precision",
        "recall",
        "f1",
        "confusion_matrix",
        "roc",
        "auc",
        "mae",
        "rmse",
        "r2",
    ),
)

GROUPS: Final[dict[str, Message]] = {
    "classification": msg("For classes"),
    "regression": msg("For numbers"),
}

__all__ = ["GROUPS", "metrics"]
