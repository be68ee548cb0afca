"""Gradients checked by numbers: one of them over many nudges, or those of a whole network.

Everything is worked out in a float64 twin of the run, so that the run itself is never touched. Pure; knows no Qt.
"""

from nnstudio.inspection.checking.network import MOST, TWIN, ArrayCheck, NetworkCheck
from nnstudio.inspection.checking.one import H, Nudging, check, checkable, gradient_step, nudging
from nnstudio.inspection.checking.regimes import Regimes, regimes
from nnstudio.inspection.checking.twins import compiled_twin, twin_of

__all__ = [
    "MOST",
    "TWIN",
    "ArrayCheck",
    "H",
    "NetworkCheck",
    "Nudging",
    "Regimes",
    "check",
    "checkable",
    "compiled_twin",
    "gradient_step",
    "nudging",
    "regimes",
    "twin_of",
]
