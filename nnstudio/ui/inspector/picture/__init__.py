"""The network's picture in Inspect: where everything stands, how it is painted, what the mouse and the keys reach.

What is shown is made by ``nnstudio.inspection.picture`` and ``nnstudio.inspection.searches``; nothing is worked out
here.
"""
