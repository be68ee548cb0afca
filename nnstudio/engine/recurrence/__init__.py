"""The loop over time that recurrent layers share, and the cells: one time step forward and one backward.

``cell.py`` is the loop and its buffers; ``simple.py``, ``lstm.py``, ``lstm_variants.py`` and ``gru.py`` are the steps;
``layer.py`` is the layer around them, ``options.py`` its hyper-parameters, ``initial.py`` how its weights begin;
``terms.py`` and ``gated_terms.py`` tell what stands behind a number, ``shares.py`` each step's share in a weight's
gradient, read from a plan that has run. Declarations, which palette and files see, are in ``layers/``; nothing is
registered here.
"""
