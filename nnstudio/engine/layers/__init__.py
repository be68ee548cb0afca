"""One file for each layer: adding a file adds it everywhere. Nothing else lives here.

``layers`` maps each id to its class.
"""

from nnstudio.engine.layer import Layer
from nnstudio.engine.registry import Registry

layers: Registry[Layer] = Registry(__name__)

__all__ = ["layers"]
