"""The loss landscape (F4, F9): the loss over a plane through the weights, as map or relief, and the paths of runs.

What the loss is there comes from ``inspection.landscape``; here it is asked for, beside the window's thread, and
painted.
"""

from nnstudio.ui.charts.landscape.view import LandscapeView

__all__ = ["LandscapeView"]
