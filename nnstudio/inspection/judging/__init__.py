"""Answers held against the truth: how well classes are ranked, by how much values are missed, which samples are wrong.

Functions of arrays; nothing here asks a network or draws.
"""

from nnstudio.inspection.judging.mistakes import Mistake, mistakes
from nnstudio.inspection.judging.residuals import Residuals, residuals
from nnstudio.inspection.judging.roc import Roc, rocs
from nnstudio.inspection.judging.shares import are_shares

__all__ = ["Mistake", "Residuals", "Roc", "are_shares", "mistakes", "residuals", "rocs"]
