"""One file for each test surface: adding a file adds it everywhere. Nothing else lives here.

``surfaces`` maps each id to its class.
"""

from typing import Final

from nnstudio.engine.registry import Registry
from nnstudio.inspection.surfaces.surface import Surface

surfaces: Final[Registry[Surface]] = Registry(
    __name__, order=("bowl", "ravine", "saddle", "rosenbrock", "beale", "plateau")
)

__all__ = ["surfaces"]
