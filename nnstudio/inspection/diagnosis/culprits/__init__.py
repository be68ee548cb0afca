"""One file for each culprit: what may be wrong with a run. Adding a file adds it everywhere.

``culprits`` maps each id to its class, those first that explain others. Pure: a culprit reads a case and returns a
finding, or nothing.
"""

from nnstudio.engine.registry import Registry
from nnstudio.inspection.diagnosis.finding import Culprit

culprits: Registry[Culprit] = Registry(
    __name__,
    order=(
        "leak",
        "not_separable",
        "wrong_loss",
        "unscaled_inputs",
        "unscaled_target",
        "alike",
        "penalty",
        "learning_rate_high",
        "saturated",
        "dead",
        "exploding",
        "vanishing",
        "not_finite",
        "diverging",
        "class_imbalance",
        "learning_rate_low",
        "overfitting",
        "not_learning",
        "underfitting",
    ),
)
