"""The What-if view of Inspect: one weight or bias turned by hand, and what the loss makes of it.

It writes through ``bridge.what_if``; every other view follows by itself. No other panel is known here; the shell
declares the view in ``inspect_views``.
"""

from nnstudio.ui.what_if.view import WhatIfView

__all__ = ["WhatIfView"]
