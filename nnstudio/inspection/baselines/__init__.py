"""Simple answers to the same question (M8, F12): what a network must beat, and where a linear one would end.

``baseline`` says what a baseline is, ``kinds/`` has one file for each, ``judging`` holds them on the samples and by the
metric of the network, ``least_squares`` solves a linear network in one go. Pure; nothing here draws.
"""

from nnstudio.inspection.baselines.baseline import Baseline
from nnstudio.inspection.baselines.judging import Scores, can_judge, judge
from nnstudio.inspection.baselines.kinds import baselines
from nnstudio.inspection.baselines.least_squares import Solution, linear_layer, solve

__all__ = ["Baseline", "Scores", "Solution", "baselines", "can_judge", "judge", "linear_layer", "solve"]
