"""Inspect: one sample walked through forward, loss, backward and update, as in a debugger.

What is said comes from ``nnstudio.inspection``; here it is painted. May use bridge, theme and controls; no other panel.
"""

from nnstudio.ui.inspector.panel import InspectorPanel

__all__ = ["InspectorPanel"]
