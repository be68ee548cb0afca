"""The loss over a plane of parameter space (F4, F9): which plane, what the loss is there, where a path lies on it.

Pure: a :class:`Survey` may be worked off in any thread, can be looked at meanwhile and called off. Pictures are the
window's.
"""

from nnstudio.inspection.landscape.plane import WeightPlane, path_plane, random_plane, weights_plane
from nnstudio.inspection.landscape.shared import all_points, has_same_landscape
from nnstudio.inspection.landscape.standing import Inquiry, Standing
from nnstudio.inspection.landscape.survey import Survey, seconds_of, side_for, span_of

__all__ = [
    "Inquiry",
    "Standing",
    "Survey",
    "WeightPlane",
    "all_points",
    "has_same_landscape",
    "path_plane",
    "random_plane",
    "seconds_of",
    "side_for",
    "span_of",
    "weights_plane",
]
