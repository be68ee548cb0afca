"""Test surfaces (F4, F6): optimisers race over a loss of two numbers, step by step, from a start that can be dragged.

Surfaces and steps come from ``inspection.surfaces``; here they are painted and set going.
"""

from nnstudio.ui.charts.surfaces.view import SurfacesView

__all__ = ["SurfacesView"]
