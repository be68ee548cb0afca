"""The neuron page: a nerve cell beside the artificial neuron, its sum and line, truth tables, linear layers.

What is calculated here is calculated by ``inspection.neuron``, on small programs of its own; the run is only read.
"""

from nnstudio.ui.neuron.view import NeuronView

__all__ = ["NeuronView"]
