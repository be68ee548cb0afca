"""Charts of the run and the picture of what it has learned: curves over the steps, the decision boundary, the
confusion matrix, predictions against the truth; ``space/``: everything carried through the layers;
``landscape/``: the loss over a plane of weights; ``runs/``: labs, the queue, and runs compared; ``trying/``: an input
of one's own, and the answer; ``surfaces/``: optimisers on test surfaces; ``trends/``: what goes on inside the network;
``judging/``: answers held against the truth; ``feature_maps/``: kernels and their maps; ``sequels/``: text written on,
waves carried on. ``looking`` joins the cursors and zooms of all charts of the run.

They draw what the session's frames and curves hold; nothing here trains or computes a number of its own.
"""

from nnstudio.ui.charts.boundary_view import BoundaryView
from nnstudio.ui.charts.confusion_view import ConfusionView
from nnstudio.ui.charts.train_charts import TrainCharts
from nnstudio.ui.charts.truth_view import TruthView

__all__ = ["BoundaryView", "ConfusionView", "TrainCharts", "TruthView"]
