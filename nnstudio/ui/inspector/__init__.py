"""Inspect: the stage on which one step is shown in several views, the step's card, and the network's picture.

What is said comes from ``nnstudio.inspection``; here it is painted. May use bridge, theme and controls; no other panel.
"""

from nnstudio.ui.inspector.panel import InspectorPanel, imported

__all__ = ["InspectorPanel", "imported"]
