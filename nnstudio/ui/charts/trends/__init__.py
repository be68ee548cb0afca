"""What goes on while the network learns, over the steps of the run: metrics of the three sets, rates and norms of the
layers, single weights, and how all weights, activations and gradients are spread.

It draws the trends that the session's curves hold; what is observed, and when, is the trainer's.
"""

from nnstudio.ui.charts.trends.kinds import GRADIENT_NORM, LEARNING_RATE, UPDATE_RATIO
from nnstudio.ui.charts.trends.numbers_view import NumbersView
from nnstudio.ui.charts.trends.scores_view import ScoresView
from nnstudio.ui.charts.trends.spread_view import SpreadView
from nnstudio.ui.charts.trends.view import TrendView

__all__ = ["GRADIENT_NORM", "LEARNING_RATE", "UPDATE_RATIO", "NumbersView", "ScoresView", "SpreadView", "TrendView"]
