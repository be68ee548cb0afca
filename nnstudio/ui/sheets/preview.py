"""The sheet before it is saved: the page as it will be printed, the Markdown as it will be written, or why not."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QTextEdit, QWidget

from nnstudio.exchange.sheet import Sheet, to_markdown
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import EmptyState, bind
from nnstudio.ui.sheets.page import PAPER, page_of


class Preview(QStackedWidget):
    """Shows one of three: ``page``, ``source``, ``trouble``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page, self.source = QTextEdit(), QPlainTextEdit()
        self.trouble = EmptyState(msg("No sheet"), msg("…"), icon_name="sheet")
        self._document: QTextDocument | None = None
        for widget in (self.page, self.source, self.trouble):
            self.addWidget(widget)
        for text in (self.page, self.source):
            text.setReadOnly(True)
            text.setTabChangesFocus(True)
            bind(text.setAccessibleName, msg("Preview"))
        self.source.setFont(theme.font("code"))

    def show_page(self, sheet: Sheet) -> None:
        """Show the sheet as it is printed."""
        # Kept here: the view does not own a document that it is given.
        self._document = page_of(sheet, margin=PAPER.space(3))
        self.page.setDocument(self._document)
        self.setCurrentWidget(self.page)

    def show_markdown(self, sheet: Sheet) -> None:
        """Show the sheet as Markdown's source."""
        self.source.setPlainText(to_markdown(sheet))
        self.setCurrentWidget(self.source)

    def show_trouble(self, title: Message, advice: Message) -> None:
        """Say why there is no sheet, and what to do."""
        self.trouble.set_texts(title, advice)
        self.setCurrentWidget(self.trouble)
