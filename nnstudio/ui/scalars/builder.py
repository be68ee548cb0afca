"""Building with the mouse: numbers, operations on what is chosen, names. It only ever asks for another text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from nnstudio.engine.scalars.scratch import Made, ScratchError, editing
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import IconButton, LineField, NumberField, bind

INFIX: tuple[tuple[str, str], ...] = (("+", "+"), ("-", "−"), ("*", "×"), ("/", "÷"))
FUNCTIONS: tuple[str, ...] = ("tanh", "sigmoid", "relu", "exp", "log", "sin", "cos", "abs", "sqrt")
JOINED: tuple[str, ...] = ("sum", "max", "min", "**")


class Builder(QWidget):
    """A row of tools. ``names`` are those of what is chosen, in the order of choosing; "" for what has none.

    Signals: ``text_wanted(str)``; ``refused(ScratchError)`` where something cannot be done.
    """

    text_wanted = Signal(str)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self.names: tuple[str, ...] = ()
        self.made: Made | None = None
        self.add = IconButton("add", msg("Add a number with this value and name"))
        self.value, self.name = NumberField(1.0), LineField()
        self.operations = {sign: self._button(sign, shown) for sign, shown in INFIX}
        self.more = QToolButton()
        self.menu = QMenu(self)
        self.functions = {name: self.menu.addAction(name) for name in (*FUNCTIONS, *JOINED)}
        self.backward = QToolButton()
        self.delete = IconButton("delete", msg("Delete what is chosen"))
        self._arrange()
        self._connect()
        self.show_chosen("", (), None)

    def _button(self, sign: str, shown: str) -> QToolButton:
        made = QToolButton()
        made.setText(shown)
        made.clicked.connect(lambda: self._operate(sign))
        return made

    def _arrange(self) -> None:
        space = theme.tokens().space
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(0.25))
        row.addWidget(self.value)
        row.addWidget(self.name)
        row.addWidget(self.add)
        row.addSpacing(space(0.5))
        for button in (*self.operations.values(), self.more, self.backward):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.delete)
        for field, units in ((self.value, 9), (self.name, 8)):
            field.setFixedWidth(space(units))
            field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._name_tools()

    def _name_tools(self) -> None:
        names = (msg("Add"), msg("Subtract"), msg("Multiply"), msg("Divide"))
        for button, name in zip(self.operations.values(), names, strict=True):
            bind(button.setAccessibleName, name)
            bind(button.setToolTip, name)
        for button, name in (
            (self.more, msg("A function of what is chosen")),
            (self.backward, msg("Backward: ∂ of the chosen number by all others, in reverse mode")),
        ):
            bind(button.setAccessibleName, name)
            bind(button.setToolTip, name)
        self.more.setText("f(x)")
        self.backward.setText("∂")
        for field, caption in ((self.value, msg("Value")), (self.name, msg("Name"))):
            bind(field.setAccessibleName, caption)
            bind(field.setPlaceholderText, caption)
            bind(field.setToolTip, caption)

    def _connect(self) -> None:
        self.add.clicked.connect(self._add)
        self.backward.clicked.connect(lambda: self._try(lambda: editing.swept(self.text, self.names[0])))
        self.delete.clicked.connect(self.delete_chosen)
        self.value.edited.connect(self._on_value)
        self.name.editingFinished.connect(self._on_name)
        self.name.returnPressed.connect(self._on_return)
        for name, action in self.functions.items():
            action.triggered.connect(lambda _=False, name=name: self._operate(name))

    # -- what is chosen

    def show_chosen(self, text: str, names: Sequence[str], made: Made | None) -> None:
        """Offer what can be done with so many chosen numbers; ``made`` : the only one, if it is one."""
        self.text, self.names, self.made = text, tuple(names), made
        count = len(names)
        named = all(names)
        for button in self.operations.values():
            button.setEnabled(count == 2 and named)
        for sign in ("+", "*"):
            self.operations[sign].setEnabled(count >= 2 and named)
        for name, action in self.functions.items():
            wanted = count == 1 if name in FUNCTIONS else count == 2 if name in ("max", "min", "**") else count >= 1
            action.setEnabled(wanted and named)
        self.more.setEnabled(count >= 1 and named)
        self.backward.setEnabled(count == 1 and named)
        self.delete.setEnabled(count == 1 and named)
        if not self.name.hasFocus() or count:
            self.name.setText(names[0] if count == 1 else "")
        if made is not None and made.node.is_leaf:
            self.value.set_value(made.data)

    def delete_chosen(self) -> None:
        """Delete the chosen number."""
        if len(self.names) == 1 and self.names[0]:
            self._try(lambda: editing.deleted(self.text, self.names[0]))

    def begin_another(self) -> None:
        """Have the next number typed."""
        self.name.clear()
        self.value.setFocus(Qt.FocusReason.OtherFocusReason)
        self.value.selectAll()

    # -- what is wanted

    def _try(self, change: Callable[[], str]) -> None:
        try:
            text = change()
        except ScratchError as error:
            self.refused.emit(error)
            return
        self.text_wanted.emit(text)

    def _add(self) -> None:
        self.value.commit()
        name = "" if self.names else self.name.text().strip()
        value = self.value.value()
        self._try(lambda: editing.with_number(self.text, value, name))

    def _operate(self, sign: str) -> None:
        self._try(lambda: editing.appended(self.text, sign, self.names))

    def _on_value(self, value: float) -> None:
        if len(self.names) == 1 and self.made is not None and self.made.node.is_leaf:
            self._try(lambda: editing.number_set(self.text, self.names[0], value))

    def _on_return(self) -> None:
        """Add the number whose name was typed, where there is none chosen that would be called so."""
        if not self.names and self.name.text().strip():
            self._add()

    def _on_name(self) -> None:
        new = self.name.text().strip()
        made = self.made
        if made is None or not new or new == self.names[0]:
            return
        if self.names[0]:
            self._try(lambda: editing.renamed(self.text, self.names[0], new))
        else:
            self._try(lambda: editing.extracted(self.text, made.span, new))
