"""Try it (M4): an input of the student's own, typed, clicked or drawn, and what the network answers.

What may be entered, and the answer, come from ``inspection.trying``; here it is typed, drawn and painted.
"""

from nnstudio.ui.charts.trying.view import TryView

__all__ = ["TryView"]
