"""The window: everything that knows Qt, one folder per panel.

``bridge`` is the only tie to the parts below, ``theme`` has every colour and size, ``controls`` the shared widgets,
``shell`` arranges the panels. Panels never import one another, and nothing below ``ui`` imports it.
"""
