"""The error of something that cannot be written out as asked."""

from __future__ import annotations

from nnstudio.engine.errors import NnstudioError


class ExportError(NnstudioError):
    """What was asked for cannot be exported; ``place`` says what, ``advice`` what can be."""
