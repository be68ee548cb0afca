"""The classic surfaces on which optimisers are compared (F4, F6): two numbers, and the engine's own updates on them.

``surface`` says what a surface is, ``kinds/`` has one file for each, ``racer`` walks on one.
"""

from nnstudio.inspection.surfaces.kinds import surfaces
from nnstudio.inspection.surfaces.racer import Move, Racer
from nnstudio.inspection.surfaces.surface import Surface

__all__ = ["Move", "Racer", "Surface", "surfaces"]
