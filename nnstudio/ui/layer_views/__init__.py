"""Views of single layers in Inspect: a file for each kind, each a widget that shows a moment and what is lit.

They draw what ``inspection.layer_views`` has worked out, as grids of cells; they follow the present step, and a click
on a number leads to its step. No other panel is known here; the shell declares them in ``inspect_views``.
"""
