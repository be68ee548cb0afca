"""What the picture shows of neurons and links: two choosers for each, and the legends of their scales."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.inspection.overlay import FILLS, LINKS, Overlay
from nnstudio.inspection.picture.shades import Shades
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import ChoiceBox, ColorScaleLegend, bind, label, on_retranslate

_NAMES: dict[str, Message] = {
    "": msg("no ring"),
    "auto": msg("a, then δ"),
    "a": msg("a activation"),
    "z": msg("z net input"),
    "slope": msg("f′(z) slope"),
    "grad_a": msg("∂L/∂a"),
    "grad_z": msg("δ = ∂L/∂z"),
    "bias": msg("b bias"),
    "weight": msg("w weight"),
    "weight_grad": msg("∂L/∂w"),
    "product": msg("w·x product"),
    "change": msg("Δw update"),
}
_HELP: dict[str, Message] = {
    "fill": msg("What fills a neuron: a, then δ, as far as the walk has come, or one number throughout"),
    "ring": msg("A second number of each neuron, as a ring around it; dashes where it is negative"),
    "colour": msg("What colours a link"),
    "width": msg("What makes a link wide: the size of the number, whatever its sign"),
}
_CHOICES = {"fill": FILLS, "ring": ("", *FILLS[1:]), "colour": LINKS, "width": LINKS}


_ROOM = 15
"""Width of a legend, in units of the grid, from which its numbers stand clear of one another."""


class OverlayBar(QWidget):
    """Two rows below the picture. Signals: ``chosen(Overlay)``."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = {part: ChoiceBox() for part in _CHOICES}
        self.legends: dict[str, ColorScaleLegend] = {}
        self._overlay, self._batch = Overlay(), False
        self._legend_grid = QGridLayout()
        self._shown: tuple[str, ...] = ()
        self._laid_out: tuple[tuple[str, ...], int] = (), 0
        self._arrange()
        for part, box in self.boxes.items():
            bind(box.setToolTip, _HELP[part])
            box.activated.connect(lambda number, part=part: self._choose(part, number))
        on_retranslate(self, self._fill)

    def _arrange(self) -> None:
        space = theme.tokens().space
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(0.5))
        row.setSpacing(space(0.5))
        names = {
            "fill": msg("Neurons: fill"),
            "ring": msg("ring"),
            "colour": msg("Links: colour"),
            "width": msg("width"),
        }
        for part, box in self.boxes.items():
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.setMinimumWidth(space(8))
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(label(names[part], "caption", buddy=box))
            pair.addWidget(box)
            row.addLayout(pair, 1)
            bind(box.setAccessibleName, names[part])
        self._legend_grid.setHorizontalSpacing(space(2))
        self._legend_grid.setVerticalSpacing(space(0.5))
        # Those of the first step are there before it is, so that nothing jumps when it comes.
        self._shown = "value", "weight"
        for scale, quantity in zip(self._shown, ("a", "weight"), strict=True):
            self._legend(scale).set_title(partial(_title, (quantity,), batch=False))
        self._lay_out()
        column.addLayout(row)
        column.addLayout(self._legend_grid)

    def _fill(self) -> None:
        for part, box in self.boxes.items():
            box.clear()
            box.addItems([str(_NAMES[choice]) for choice in _CHOICES[part]])
        self.show_overlay(self._overlay)

    # -- what is in force

    def show_overlay(self, overlay: Overlay) -> None:
        """Show what is chosen, without telling."""
        self._overlay = overlay
        for part, box in self.boxes.items():
            box.setCurrentIndex(_CHOICES[part].index(getattr(overlay, part)))

    def show_scales(self, shades: Shades, *, batch: bool) -> None:
        """Show the legends of the scales in use; what may be compared shares one."""
        shown = shades.shown()
        for scale, quantities in shown:
            legend = self._legend(scale)
            legend.set_title(partial(_title, quantities, batch=batch))
            legend.set_limit(shades.limits.get(scale, 1.0))
        self._shown = tuple(scale for scale, _ in shown)
        self._lay_out()

    def _legend(self, scale: str) -> ColorScaleLegend:
        if scale not in self.legends:
            self.legends[scale] = ColorScaleLegend(parent=self)
        return self.legends[scale]

    def _lay_out(self) -> None:
        """Put the legends in use beside one another, or two by two where their numbers need the room."""
        narrow = self.width() < len(self._shown) * theme.tokens().space(_ROOM)
        across = 2 if narrow and len(self._shown) > 2 else max(1, len(self._shown))
        if (self._shown, across) == self._laid_out:
            return
        self._laid_out = self._shown, across
        for legend in self.legends.values():
            self._legend_grid.removeWidget(legend)
            legend.hide()
        for number, scale in enumerate(self._shown):
            self._legend_grid.addWidget(self.legends[scale], *divmod(number, across))
            self.legends[scale].show()
        for number in range(self._legend_grid.columnCount()):
            self._legend_grid.setColumnStretch(number, number < across)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the legends out for the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def _choose(self, part: str, number: int) -> None:
        chosen = {name: getattr(self._overlay, name) for name in _CHOICES} | {part: _CHOICES[part][number]}
        self._overlay = Overlay(**chosen)
        self.chosen.emit(self._overlay)


def _title(quantities: tuple[str, ...], *, batch: bool) -> str:
    return " · ".join(letter(each, batch=batch) for each in quantities)


def letter(quantity: str, *, batch: bool) -> str:
    """Return a quantity's letter: of the batch's loss L, or of the sample's ℓ."""
    loss = "L" if batch else "ℓ"
    letters = {
        "slope": "f′(z)",
        "grad_a": f"∂{loss}/∂a",
        "grad_z": f"δ = ∂{loss}/∂z",
        "bias": "b",
        "weight": "w",
        "weight_grad": f"∂{loss}/∂w",
        "product": "w·x",
        "change": "Δw",
    }
    return letters.get(quantity, quantity)
