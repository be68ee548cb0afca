"""A picture under a kernel: known filters and one's own, window by window, and what learned kernels respond to.

The convolution is the engine's own layer. No Qt here.
"""

from nnstudio.inspection.filtering.bank import BANK, Filter, filter_of, kernel_in, written
from nnstudio.inspection.filtering.filtered import Filtered, filtered
from nnstudio.inspection.filtering.responses import Found, Responses, field_of, respond

__all__ = [
    "BANK",
    "Filter",
    "Filtered",
    "Found",
    "Responses",
    "field_of",
    "filter_of",
    "filtered",
    "kernel_in",
    "respond",
    "written",
]
