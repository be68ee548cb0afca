"""One file for each feature transformation: adding a file adds it everywhere. Nothing else lives here.

``transforms`` maps each id to its class.
"""

from nnstudio.data.transform import Transform
from nnstudio.engine.registry import Registry

transforms: Registry[Transform] = Registry(__name__, order=("power", "product", "sine", "drop", "pca", "lda", "edges"))

__all__ = ["transforms"]
