"""One file for each lab: adding a file adds it everywhere. Nothing else lives here.

``labs`` maps each id to its class. Pure: a lab says what is compared; ``contest`` trains it.
"""

from typing import Final

from nnstudio.engine.registry import Registry
from nnstudio.training.lab import Lab

labs: Final[Registry[Lab]] = Registry(
    __name__,
    order=(
        "learning_rate",
        "optimizer",
        "initializer",
        "activation",
        "depth",
        "skips",
        "cells",
        "width",
        "shape",
        "batch",
        "regularisation",
    ),
)

__all__ = ["labs"]
