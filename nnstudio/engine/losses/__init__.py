"""One file for each loss: adding a file adds it everywhere. Nothing else lives here.

``losses`` maps each id to its class.
"""

from nnstudio.engine.loss import Loss
from nnstudio.engine.registry import Registry

losses: Registry[Loss] = Registry(__name__)

__all__ = ["losses"]
