"""One file for each initialiser: adding a file adds it everywhere. Nothing else lives here.

``initializers`` maps each id to its class; ``GROUPS`` names the groups of their declarations, in order.
"""

from typing import Final

from nnstudio.engine.initializer import Initializer
from nnstudio.engine.registry import Registry
from nnstudio.text import Message, msg

initializers: Registry[Initializer] = Registry(
    __name__,
    order=(
        "xavier_uniform",
        "xavier_normal",
        "he_uniform",
        "he_normal",
        "lecun_uniform",
        "lecun_normal",
        "orthogonal",
        "uniform",
        "normal",
        "truncated_normal",
        "identity",
        "zeros",
        "constant",
    ),
)

GROUPS: Final[dict[str, Message]] = {
    "scaled": msg("Sized by the layer"),
    "random": msg("Random"),
    "constant": msg("Constant"),
}

__all__ = ["GROUPS", "initializers"]
