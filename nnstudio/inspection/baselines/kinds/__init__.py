"""One file for each baseline: adding a file adds it everywhere. Nothing else lives here.

``baselines`` maps each id to its class.
"""

from nnstudio.engine.registry import Registry
from nnstudio.inspection.baselines.baseline import Baseline

baselines: Registry[Baseline] = Registry(__name__, order=("same", "pair", "repeat", "linear", "neighbour"))

__all__ = ["baselines"]
