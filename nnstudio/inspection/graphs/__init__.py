"""Scalar graphs made ready for drawing: folded, laid out in layers, and walked edge by edge. Pure: no window.

``folding`` says which boxes there are, ``layout`` where they stand, ``walks`` what each mode of differentiation does
step by step, ``story`` the same for a program of the scratch pad, ``four_ways`` a formula's slope by all there are.
"""

from nnstudio.inspection.graphs.folding import Box, Folded, fold, numbered
from nnstudio.inspection.graphs.layout import Layout, arranged
from nnstudio.inspection.graphs.story import Moment, Story, story_of, walk_story
from nnstudio.inspection.graphs.walks import Walk, forward, reverse

__all__ = [
    "Box",
    "Folded",
    "Layout",
    "Moment",
    "Story",
    "Walk",
    "arranged",
    "fold",
    "forward",
    "numbered",
    "reverse",
    "story_of",
    "walk_story",
]
