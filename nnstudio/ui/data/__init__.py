"""The Data workspace: which data, how they are prepared, and what they look like before and after.

Every change is an edit of the document, so it can be undone. Nothing here computes what training reads: that is
``nnstudio.data.prepare``, through the session.
"""

from nnstudio.ui.data.panel import DataPanel

__all__ = ["DataPanel"]
