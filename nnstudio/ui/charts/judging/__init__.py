"""The network's answers held against the truth: ROC curves, residuals, the samples that it gets wrong; and against
what simple rules and least squares answer.

The figures are ``inspection.judging``'s and ``inspection.baselines``'; here samples are asked about and painted.
"""

from nnstudio.ui.charts.judging.baseline_view import BaselineView
from nnstudio.ui.charts.judging.least_squares_view import LeastSquaresView
from nnstudio.ui.charts.judging.mistakes_view import MistakesView
from nnstudio.ui.charts.judging.residual_view import ResidualView
from nnstudio.ui.charts.judging.roc_view import RocView

__all__ = ["BaselineView", "LeastSquaresView", "MistakesView", "ResidualView", "RocView"]
