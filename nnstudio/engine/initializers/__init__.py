"""One file for each initializer: adding a file adds it everywhere. Nothing else lives here.

``initializers`` maps each id to its class.
"""

from nnstudio.engine.initializer import Initializer
from nnstudio.engine.registry import Registry

initializers: Registry[Initializer] = Registry(__name__)

__all__ = ["initializers"]
