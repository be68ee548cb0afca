"""The network's answers held against the truth: ROC curves, residuals, the samples that it gets wrong.

The figures are ``inspection.judging``'s; here samples are asked about, and what comes is painted.
"""

from nnstudio.ui.charts.judging.mistakes_view import MistakesView
from nnstudio.ui.charts.judging.residual_view import ResidualView
from nnstudio.ui.charts.judging.roc_view import RocView

__all__ = ["MistakesView", "ResidualView", "RocView"]
