"""Pictures of single layer kinds, pure: grids of the plan's numbers with their places, and the sums they make.

A file for each kind of picture; each takes a :class:`~nnstudio.inspection.trace.Trace` and gives frozen numbers that
may be kept when the trainer goes on. Nothing here computes what the plan has computed: products and their sums are the
terms of the plan's number, which stands beside them. No widgets, no colours.
"""
