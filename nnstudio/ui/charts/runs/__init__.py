"""Runs side by side: the labs, which train variants of the network and show each as a small picture, and the
comparison of runs that were kept: their curves over one another, their answers at any step, what differs; and the
queue of those that wait to be trained.

What is compared, and how it is trained, stands in ``training``; here it is only asked for and drawn.
"""

from nnstudio.ui.charts.runs.compare_view import CompareView
from nnstudio.ui.charts.runs.lab_view import LabView
from nnstudio.ui.charts.runs.queue_view import QueueView

__all__ = ["CompareView", "LabView", "QueueView"]
