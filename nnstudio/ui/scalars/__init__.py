"""Scalar graphs: the one behind a number of the network, the scratch pad where one types or builds one's own, a
formula's derivative four ways, and ``exercises/``, in which one writes the code of it all.

Boxes with label, data and grad as micrograd draws them, walked edge by edge in both modes of differentiation. What is
drawn comes from ``inspection.graphs``; nothing is computed here.
"""

from nnstudio.ui.scalars.four_ways_view import FourWaysView
from nnstudio.ui.scalars.graph_view import GraphView
from nnstudio.ui.scalars.scratch_pad import ScratchPad

__all__ = ["FourWaysView", "GraphView", "ScratchPad"]
