"""What Qt's own catalogues lack of its file dialog, which is seen where the system has none of its own (Linux)."""

from __future__ import annotations

from typing import Final, cast

from PySide6.QtCore import QObject, QTranslator

from nnstudio.text import msg

_LACKING: Final = {
    "QFileDialog": (msg("&Look in:"), msg("Files of &type:")),
    "QAbstractFileIconProvider": (
        msg("Folder"),
        msg("Drive"),
        msg("Shortcut"),
        msg("File"),
        msg("%1 File"),
        msg("Unknown"),
    ),
}
"""By the context that Qt asks in: its English texts, ``%1`` its own way to write a place for a value."""


class QtTexts(QTranslator):
    """Answers with the window's own translations; to be installed before Qt's, which then is asked first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._known = {(context, text.id): text for context, texts in _LACKING.items() for text in texts}

    def isEmpty(self) -> bool:
        """Say that there is something in it."""
        return False

    def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str:
        """Return a text in the language in force; for any that is not lacking None, so that Qt asks on."""
        found = self._known.get((context, sourceText))
        # Qt takes None for a text that there is not, and '' for one that is empty; its stub knows of '' only.
        return cast("str", None if found is None else str(found))
