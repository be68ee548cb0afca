"""What a page of the lab is, and what it declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from nnstudio.exchange.table import Table
from nnstudio.text import Message
from nnstudio.ui.functions.lab import Lab


class LabPage(QWidget):
    """Base of the pages. ``lab`` : what is chosen on any of them."""

    def __init__(self, lab: Lab) -> None:
        super().__init__()
        self.lab = lab

    def picture(self) -> QWidget:
        """Return what is saved as a picture."""
        return self

    def table(self) -> Table | None:
        """Return the numbers that are shown, as a table; None where there are none just now."""
        return None


@dataclass(frozen=True)
class PageDeclaration:
    """``make`` builds the page when it is first asked for, and imports it then; it is found by its ``aliases``, too."""

    id: str
    name: Message
    make: Callable[[Lab], LabPage]
    aliases: tuple[str, ...] = ()
