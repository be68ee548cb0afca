"""The engine: NumPy only. A graph of layers is compiled once into a plan, a flat list of calls, and the plan is what runs.

Here live layers, activations, losses, optimisers and initialisers (a file each, in their folders), the layer graph, shape
inference, the plan and its expansion into terms. No Qt, no files, no threads.
"""
