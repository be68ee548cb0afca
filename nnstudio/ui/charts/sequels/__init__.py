"""What comes next, live: a text written on letter by letter, a sequence carried on beyond what the network has read.

The core asks the network and draws (``inspection.sequels``); here it is started, stopped and shown.
"""

from nnstudio.ui.charts.sequels.sequence_view import SequenceView
from nnstudio.ui.charts.sequels.text_view import TextView

__all__ = ["SequenceView", "TextView"]
