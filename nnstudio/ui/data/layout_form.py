"""How a file is read: what was found, and each of it overridable."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QWidget

from nnstudio.data import Detected
from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, label, on_retranslate
from nnstudio.ui.data.reader import Request

Choice = str | bool

ENCODINGS: dict[Choice, Message] = {
    "utf-8": msg("UTF-8"),
    "gb18030": msg("GB 18030 (simplified Chinese)"),
    "big5": msg("Big5 (traditional Chinese)"),
    "cp1252": msg("Windows-1252 (Western)"),
    "utf-16": msg("UTF-16"),
    "shift_jis": msg("Shift JIS (Japanese)"),
}
DELIMITERS: dict[Choice, Message] = {
    ",": msg("Comma"),
    ";": msg("Semicolon"),
    "\t": msg("Tab"),
    "|": msg("Vertical bar"),
    " ": msg("Blanks"),
}
DECIMALS: dict[Choice, Message] = {".": msg("Point"), ",": msg("Comma")}
HEADERS: dict[Choice, Message] = {True: msg("Names the columns"), False: msg("Is data")}

FIELDS: tuple[tuple[str, Message, dict[Choice, Message]], ...] = (
    ("encoding", msg("Encoding"), ENCODINGS),
    ("delimiter", msg("Delimiter"), DELIMITERS),
    ("decimal", msg("Decimal mark"), DECIMALS),
    ("has_header", msg("First line"), HEADERS),
)


class LayoutForm(QWidget):
    """Four choices; the first of each is what was found.

    Signals: ``edited(name, value)`` when the user chooses; None: find it again.
    """

    edited = Signal(str, object)

    def __init__(self, columns: int = 1) -> None:
        super().__init__()
        self.boxes: dict[str, QComboBox] = {}
        self._found: Detected | None = None
        self._request: Request | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.tokens().space(1))
        grid.setVerticalSpacing(theme.tokens().space(0.25))
        for place, (name, title, _) in enumerate(FIELDS):
            row, column = divmod(place, columns)
            grid.setColumnStretch(column, 1)
            box = QComboBox()
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(4)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            bind(box.setAccessibleName, title)
            box.activated.connect(lambda _, key=name: self.edited.emit(key, self.boxes[key].currentData()))
            grid.addWidget(label(title, "caption", buddy=box), 2 * row, column)
            grid.addWidget(box, 2 * row + 1, column)
            self.boxes[name] = box
        on_retranslate(self, self._fill)

    def show_layout(self, found: Detected | None, request: Request | None) -> None:
        """Show what was found, and what of it the user overrode; without a request nothing can be chosen."""
        self._found, self._request = found, request
        self._fill()
        self.setEnabled(request is not None)

    def _fill(self) -> None:
        for name, _, options in FIELDS:
            box = self.boxes[name]
            chosen = getattr(self._request, name) if self._request is not None else None
            box.clear()
            box.addItem(self._said_of_found(name, options, chosen), None)
            for key, text in options.items():
                box.addItem(str(text), key)
            place = next((k for k in range(box.count()) if k and box.itemData(k) == chosen), 0)
            box.setCurrentIndex(place if chosen is not None else 0)
            box.setToolTip(box.currentText())

    def _said_of_found(self, name: str, options: dict[Choice, Message], chosen: object) -> str:
        if self._found is None or chosen is not None:
            return tr("Find it")
        return tr("{value} (found)", value=shown(options, getattr(self._found, name)))


def shown(options: dict[Choice, Message], value: Choice) -> str:
    """Return the name of a value; an encoding without one is shown as it is."""
    plain = value.removesuffix("-sig") if isinstance(value, str) else value
    return str(options.get(plain, plain))


def in_words(found: Detected) -> str:
    """Say how a file was read."""
    return tr(
        "Read as {encoding}; delimiter: {delimiter}; decimal mark: {decimal}; the first line {header}.",
        encoding=shown(ENCODINGS, found.encoding),
        delimiter=shown(DELIMITERS, found.delimiter),
        decimal=shown(DECIMALS, found.decimal),
        header=tr("names the columns") if found.has_header else tr("is data"),
    )
