"""Space through the layers (F2): where samples, and a grid laid over the inputs, lie after each layer.

Pure: the program's own forward pass says where; here it is only brought into two dimensions. Pictures are the window's.
"""

from nnstudio.inspection.space.passage import Passage, Stop, stops_of
from nnstudio.inspection.space.projection import Projection, project

__all__ = ["Passage", "Projection", "Stop", "project", "stops_of"]
