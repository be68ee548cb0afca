"""Space through the layers (F2): samples and a grid, carried from the inputs through every layer, in one plane that
one walks through or in all of them side by side.

What lies where comes from ``inspection.space``; here it is painted.
"""

from nnstudio.ui.charts.space.view import SpaceView

__all__ = ["SpaceView"]
