"""The engine: NumPy only. A graph of layers is compiled once into a plan, a flat list of calls; the plan is what runs.

Here live layers, activations, losses, optimisers and initialisers (a file each, in their folders), the layer graph,
shape inference, the plan and its expansion into terms. No Qt, no files, no threads.
"""

from nnstudio.engine.activations import activations
from nnstudio.engine.checking import gradient_check
from nnstudio.engine.curves import jacobian, plot
from nnstudio.engine.errors import DataError, GraphError, NnstudioError, ParameterError, ResourceError, ShapeError
from nnstudio.engine.expand import expand
from nnstudio.engine.graph import Graph, GraphNode, infer_shapes
from nnstudio.engine.initializers import initializers
from nnstudio.engine.instruction import Instruction
from nnstudio.engine.layers import layers
from nnstudio.engine.layout import ParameterKey
from nnstudio.engine.losses import losses
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.plan import Plan
from nnstudio.engine.program import Program, compile
from nnstudio.engine.terms import Expansion, Factor, Place, Term

__all__ = [
    "DataError",
    "Expansion",
    "Factor",
    "Graph",
    "GraphError",
    "GraphNode",
    "Instruction",
    "NnstudioError",
    "ParameterError",
    "ParameterKey",
    "Place",
    "Plan",
    "Program",
    "ResourceError",
    "ShapeError",
    "Term",
    "activations",
    "compile",
    "expand",
    "gradient_check",
    "infer_shapes",
    "initializers",
    "jacobian",
    "layers",
    "losses",
    "optimizers",
    "plot",
]
