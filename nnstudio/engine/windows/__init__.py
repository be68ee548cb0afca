"""Windows that slide over an image or a sequence: what convolution and pooling share.

``axis.py`` knows which places a window covers along one axis, ``geometry.py`` two such axes with channels and groups.
``unfold.py``, ``products.py``, ``correlation.py``, ``biased.py`` and ``spread.py`` emit convolutions, transposed too,
``sliding.py``, ``maxima.py`` and ``means.py`` emit pooling. ``filtering.py``, ``convolution.py``, ``transposed.py`` and
``pooling.py`` are the layers' bases, ``everywhere.py`` is global pooling, ``options.py`` holds the hyper-parameters,
``reading.py`` the terms behind the numbers. No layer is declared here.

Inside, everything is an image in the plan's order ``(H, C, W, N)``; a sequence ``(T, F, N)`` is one a pixel wide.
"""
