"""The bar above: which sample, whose gradients, vectors as rows or columns, how many digits, copy."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from nnstudio.inspection import Options
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import ElidedLabel, IconButton, Segmented, bind, label, visit_after

DIGITS = (2, 17)


class Toolbar(QWidget):
    """Choices that hold for every step.

    Signals: ``sample_chosen(int)``, ``digits_chosen(int)``, ``scope_chosen("sample" or "batch")``,
    ``columns_chosen(bool)``, ``copy_wanted("text" or "latex")``.
    """

    sample_chosen = Signal(int)
    scope_chosen = Signal(str)
    columns_chosen = Signal(bool)
    digits_chosen = Signal(int)
    copy_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sample = QSpinBox()
        self.of = label("", "soft")
        self.about = ElidedLabel("caption")
        self.scope = Segmented((("sample", msg("Sample")), ("batch", msg("Batch"))))
        self.convention = Segmented((("rows", msg("x W")), ("columns", msg("W x"))))
        self.digits = QSpinBox()
        self.copy_text = IconButton("copy", msg("Copy the calculation with all digits"))
        self.copy_latex = IconButton("functions", msg("Copy the calculation as LaTeX"))
        self._tools: list[QWidget] = [self.copy_latex]
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        space = theme.tokens().space
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1))
        row.addWidget(label(msg("Sample"), "soft", buddy=self.sample))
        for shown in (self.sample, self.of):
            row.addWidget(shown)
        row.addWidget(self.about, 1)
        row.addWidget(label(msg("Gradients of"), "soft"))
        row.addWidget(self.scope)
        row.addSpacing(space(1))
        row.addWidget(self.convention)
        row.addSpacing(space(1))
        row.addWidget(label(msg("Digits"), "soft", buddy=self.digits))
        for button in (self.digits, self.copy_text, self.copy_latex):
            row.addWidget(button)
        self.digits.setRange(*DIGITS)
        self.digits.setValue(4)
        self.sample.setMinimum(1)
        self.sample.setKeyboardTracking(False)
        for box, name in ((self.sample, msg("Sample of the batch")), (self.digits, msg("Significant digits"))):
            bind(box.setAccessibleName, name)
            # Some readers land in the field within.
            bind(box.lineEdit().setAccessibleName, name)
        bind(self.scope.setAccessibleName, msg("Gradients of"))
        bind(
            self.scope.setToolTip, msg("A sample's gradient is that of its own loss; the batch's is the mean of these.")
        )
        bind(self.convention.setAccessibleName, msg("Vectors as rows or as columns"))
        bind(
            self.convention.setToolTip,
            msg("Vectors as rows, z = x W + b, or as columns, z = W x + b: all is transposed, no number changes."),
        )

    def _connect(self) -> None:
        self.sample.valueChanged.connect(lambda value: self.sample_chosen.emit(value - 1))
        self.scope.chosen.connect(self.scope_chosen)
        self.convention.chosen.connect(lambda key: self.columns_chosen.emit(key == "columns"))
        self.digits.valueChanged.connect(self.digits_chosen)
        self.copy_text.clicked.connect(lambda: self.copy_wanted.emit("text"))
        self.copy_latex.clicked.connect(lambda: self.copy_wanted.emit("latex"))

    def add_tool(self, tool: QWidget) -> None:
        """Put one more button at the end of the bar."""
        self._row.addWidget(tool)
        visit_after(self._tools[-1], tool)
        self._tools.append(tool)

    def show_options(self, options: Options) -> None:
        """Show the options in force, without telling."""
        self.scope.set_value("batch" if options.batch else "sample")
        self.convention.set_value("columns" if options.columns else "rows")
        self.digits.blockSignals(True)
        self.digits.setValue(options.digits)
        self.digits.blockSignals(False)

    def show_sample(self, sample: int, count: int, about: str) -> None:
        """Show which sample is looked at, without telling."""
        self.sample.blockSignals(True)
        if count != self.sample.maximum():
            # It lays all bars out anew, whatever it was before.
            self.sample.setMaximum(count)
        self.sample.setValue(sample + 1)
        self.sample.blockSignals(False)
        self.of.setText(f"/ {theme.count(count)}")
        self.about.setText(about)
