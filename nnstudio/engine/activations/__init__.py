"""One file for each activation: adding a file adds it everywhere. Nothing else lives here.

``activations`` maps each id to its class.
"""

from nnstudio.engine.activation import Activation
from nnstudio.engine.registry import Registry

activations: Registry[Activation] = Registry(__name__)

__all__ = ["activations"]
