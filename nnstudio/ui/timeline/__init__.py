"""The run's own line: every step that it has made, to go back to and on from, and the break-points that stop it.

Nothing here trains or replays; what is asked for goes to ``session.travel``.
"""

from nnstudio.ui.timeline.run_bar import RunBar
from nnstudio.ui.timeline.stops_dialog import StopsDialog

__all__ = ["RunBar", "StopsDialog"]
