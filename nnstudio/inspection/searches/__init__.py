"""One file for each search in the network: adding a file adds it everywhere. ``of_weights`` and
``of_units`` hold what they share.

``searches`` maps each id to its class. Pure: a search reads a trace and returns places; where to go is the window's.
"""

from nnstudio.engine.registry import Registry
from nnstudio.inspection.search import Search

searches: Registry[Search] = Registry(
    __name__, order=("largest_gradient", "smallest_gradient", "largest_weight", "dead", "saturated", "unchanged")
)
