"""The gallery of templates: cards by family, with a drawn preview, a search, and what to look at.

It lists what ``nnstudio.document.templates`` declares and hands back the template chosen; it opens nothing itself.
"""

from nnstudio.ui.shell.gallery.dialog import Gallery

__all__ = ["Gallery"]
