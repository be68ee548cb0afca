"""One file for each activation: adding a file adds it everywhere. Nothing else lives here.

``activations`` maps each id to its class; ``GROUPS`` names the groups of their declarations, in order.
"""

from typing import Final

from nnstudio.engine.activation import Activation
from nnstudio.engine.registry import Registry
from nnstudio.text import Message, msg

activations: Registry[Activation] = Registry(
    __name__,
    order=(
        "identity",
        "step",
        "logistic",
        "tanh",
        "hard_sigmoid",
        "hard_tanh",
        "softsign",
        "relu",
        "relu6",
        "leaky_relu",
        "prelu",
        "rrelu",
        "elu",
        "selu",
        "celu",
        "softplus",
        "silu",
        "swish",
        "hard_swish",
        "mish",
        "gelu",
        "gelu_tanh",
        "gelu_logistic",
        "softmax",
        "log_softmax",
        "formula",
    ),
)

GROUPS: Final[dict[str, Message]] = {
    "s_shaped": msg("S-shaped"),
    "ramp_shaped": msg("Ramp-shaped"),
    "composite": msg("Composite"),
    "other": msg("Other"),
}

__all__ = ["GROUPS", "activations"]
