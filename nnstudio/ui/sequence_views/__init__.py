"""Views of layers that read sequences: strips over time, one step's cell, gradients through time, attention.

They draw what ``inspection.sequences`` has worked out; they follow the present step, and a click on a number leads to
its step. No other panel is known here; the shell declares them in ``inspect_views``.
"""
