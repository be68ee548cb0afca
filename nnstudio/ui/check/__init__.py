"""The Check view of Inspect: a gradient by nudging beside back-propagation, over h, and a whole network's.

What is compared is worked out in ``inspection.checking``, in slices, in a float64 twin: the run is never touched. No
other panel is known here; the shell declares the view in ``inspect_views``.
"""

from nnstudio.ui.check.view import CheckView

__all__ = ["CheckView"]
