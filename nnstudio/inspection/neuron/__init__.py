"""One neuron to play with: its sum, its decision line, truth tables, the perceptron rule, and what linear layers
come to.

Everything is calculated by the engine's own programs, small ones made for it; nothing of a run is touched.
"""

from nnstudio.inspection.neuron.collapse import Collapse, Collapsed
from nnstudio.inspection.neuron.fields import FIELDS, Field, field_of, hidden_layers
from nnstudio.inspection.neuron.links import Deed, Links, Score
from nnstudio.inspection.neuron.one_neuron import BENDS, Nudge, OneNeuron
from nnstudio.inspection.neuron.parts import PARTS, Part
from nnstudio.inspection.neuron.perceptron import Correction, PerceptronRule
from nnstudio.inspection.neuron.truth_table import (
    FUNCTIONS,
    ROWS,
    Condition,
    Contradiction,
    Marked,
    TruthFunction,
    TwoLayers,
    conditions,
    contradiction,
    marked,
)

__all__ = [
    "BENDS",
    "FIELDS",
    "FUNCTIONS",
    "PARTS",
    "ROWS",
    "Collapse",
    "Collapsed",
    "Condition",
    "Contradiction",
    "Correction",
    "Deed",
    "Field",
    "Links",
    "Marked",
    "Nudge",
    "OneNeuron",
    "Part",
    "PerceptronRule",
    "Score",
    "TruthFunction",
    "TwoLayers",
    "conditions",
    "contradiction",
    "field_of",
    "hidden_layers",
    "marked",
]
