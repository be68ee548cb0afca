"""Pictures of layers that read sequences, pure: strips over time, one step's cell, back-propagation through time.

Each takes a :class:`~nnstudio.inspection.trace.Trace` and gives frozen copies of the plan's numbers with their places,
which may be kept when the trainer goes on. Nothing here computes what the plan has computed. No widgets, no colours.
"""
