"""The engine: NumPy only. A graph of layers is compiled once into a plan, a flat list of calls; the plan is what runs.

Here live layers, activations, losses, metrics, optimisers, schedules and initialisers (a file each, in their folders),
the layer graph, shape inference, the plan and its expansion into terms, the graph of scalars, the trace, checks and
measures. No Qt, no threads, no files of anyone's.

Whatever a notebook needs is imported from here; what training does not need is loaded on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from nnstudio.engine.activations import activations
from nnstudio.engine.chain import chain
from nnstudio.engine.checking import Check, checks_over_h, gradient_check, numerical_check
from nnstudio.engine.curves import jacobian, plot
from nnstudio.engine.errors import (
    DataError,
    GraphError,
    NnstudioError,
    OutOfRangeError,
    ParameterError,
    ResourceError,
    ShapeError,
    UnknownNameError,
)
from nnstudio.engine.expand import expand
from nnstudio.engine.foretell import Foretold, foretell
from nnstudio.engine.graph import Graph, GraphNode, infer_shapes
from nnstudio.engine.initializers import initializers
from nnstudio.engine.instruction import Instruction
from nnstudio.engine.layers import layers
from nnstudio.engine.layout import ParameterKey
from nnstudio.engine.losses import losses
from nnstudio.engine.metrics import metrics
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.plan import Plan
from nnstudio.engine.program import Program, compile
from nnstudio.engine.samples import per_sample_gradients
from nnstudio.engine.schedules import schedules
from nnstudio.engine.terms import Expansion, Factor, Place, Term

if TYPE_CHECKING:
    from nnstudio.engine import measures, scalars
    from nnstudio.engine.measures.objective import Objective
    from nnstudio.engine.scalars import MLP, Neuron, Value, expand_graph
    from nnstudio.engine.trace import Recorded, Recorder, Trace, record

_LATER = {
    "MLP": "scalars",
    "Neuron": "scalars",
    "Objective": "measures.objective",
    "Recorded": "trace",
    "Recorder": "trace",
    "Trace": "trace",
    "Value": "scalars",
    "expand_graph": "scalars",
    "measures": "",
    "record": "trace",
    "scalars": "",
}
"""Where each name comes from that is loaded on first use; "" is a package of its own."""


def __getattr__(name: str) -> object:
    """Load what :data:`_LATER` lists."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    place = _LATER[name]
    found = getattr(import_module(f"{__name__}.{place}"), name) if place else import_module(f"{__name__}.{name}")
    globals()[name] = found
    return found


__all__ = [
    "MLP",
    "Check",
    "DataError",
    "Expansion",
    "Factor",
    "Foretold",
    "Graph",
    "GraphError",
    "GraphNode",
    "Instruction",
    "Neuron",
    "NnstudioError",
    "Objective",
    "OutOfRangeError",
    "ParameterError",
    "ParameterKey",
    "Place",
    "Plan",
    "Program",
    "Recorded",
    "Recorder",
    "ResourceError",
    "ShapeError",
    "Term",
    "Trace",
    "UnknownNameError",
    "Value",
    "activations",
    "chain",
    "checks_over_h",
    "compile",
    "expand",
    "expand_graph",
    "foretell",
    "gradient_check",
    "infer_shapes",
    "initializers",
    "jacobian",
    "layers",
    "losses",
    "measures",
    "metrics",
    "numerical_check",
    "optimizers",
    "per_sample_gradients",
    "plot",
    "record",
    "scalars",
    "schedules",
]
