"""The function lab: activation functions and their derivatives, drawn by the engine's own calls.

Nothing here knows a formula of its own: every value comes from ``engine.plot`` and ``engine.jacobian``.
"""

from nnstudio.ui.functions.panel import FunctionsPanel

__all__ = ["FunctionsPanel"]
