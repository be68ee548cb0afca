"""The picture of the network: every neuron and link with the numbers of the moment, and their gradients.

``structure`` says what there is, ``arrangement`` where it stands, ``reading`` copies the numbers out of a frame,
``painting/`` draws them. Nothing here computes a gradient: every number is the engine's own.
"""

from nnstudio.ui.network.view import NetworkView

__all__ = ["NetworkView"]
