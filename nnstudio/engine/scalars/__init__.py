"""The computational graph of scalars: every ``+``, ``×`` and ``tanh`` a node with its number and its gradient.

For looking at and learning from, on thousands of numbers; training runs on plans. Here live the node, its
operations, the two modes of differentiation, networks built of nodes, and the graphs of any number of a plan and of
a typed formula.
"""

from nnstudio.engine.scalars.from_plan import expand_graph
from nnstudio.engine.scalars.modes import Passes, backward_steps, jacobian, passes, topological_order
from nnstudio.engine.scalars.network import MLP, Layer, Neuron
from nnstudio.engine.scalars.operation import Operation
from nnstudio.engine.scalars.value import Value, product, total

__all__ = [
    "MLP",
    "Layer",
    "Neuron",
    "Operation",
    "Passes",
    "Value",
    "backward_steps",
    "expand_graph",
    "jacobian",
    "passes",
    "product",
    "topological_order",
    "total",
]
