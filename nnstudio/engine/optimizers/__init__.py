"""One file for each optimizer: adding a file adds it everywhere. Nothing else lives here.

``optimizers`` maps each id to its class.
"""

from nnstudio.engine.optimizer import Optimizer
from nnstudio.engine.registry import Registry

optimizers: Registry[Optimizer] = Registry(__name__)

__all__ = ["optimizers"]
