"""Runs side by side: the labs, which train variants of the network and show each as a small picture, and the
comparison of runs that were kept: their curves over one another, their answers at the same step, what differs.

What is compared, and how it is trained, stands in ``training``; here it is only asked for and drawn.
"""

from nnstudio.ui.charts.runs.compare_view import CompareView
from nnstudio.ui.charts.runs.lab_view import LabView

__all__ = ["CompareView", "LabView"]
