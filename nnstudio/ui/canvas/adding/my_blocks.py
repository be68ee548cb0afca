"""The student's own blocks: kept in files, shown in the palette, put on the canvas like a layer."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.document import Fragment
from nnstudio.document.edits.add import unique_name
from nnstudio.document.edits.parameters import checked_name
from nnstudio.engine.errors import NnstudioError
from nnstudio.store.blocks import FOLDER, Block, BrokenBlock, drop_block, keep_block, read_blocks, write_block

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

PREFIX: Final = "block:"
"""Before a block's key, where the palette tells it from a kind of layer."""


class MyBlocks(QObject):
    """``blocks`` by what the palette calls them, ``broken`` the files that hold none.

    Signals: ``changed()``, ``refused(error)`` where a file could not be written.
    """

    changed = Signal()
    refused = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Without settings, in tests and pictures, blocks last as long as the program.
        self._folder = session.settings.folder / FOLDER if session.settings is not None else None
        self.blocks: dict[str, Block] = {}
        self.broken: tuple[BrokenBlock, ...] = ()
        # After the window's first paint: checking the files takes a while.
        QTimer.singleShot(0, self, self.read)

    @property
    def folder(self) -> Path:
        """Where the files are."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="nnstudio-blocks-"))
        return self._folder

    def read(self) -> None:
        """Read the files anew."""
        if self._folder is None or not self._folder.is_dir():
            return
        found, self.broken = read_blocks(self._folder)
        self.blocks = {PREFIX + block.key: block for block in found}
        self.changed.emit()

    def keep(self, name: str, fragment: Fragment) -> Block | None:
        """Keep layers under a name, with a number where it is taken; None where they could not be written."""
        try:
            title = unique_name(checked_name(name, name), (block.name for block in self.blocks.values()))
            kept = keep_block(self.folder, title, fragment)
        except NnstudioError as error:
            self.refused.emit(error)
            return None
        self.read()
        return kept

    def rename(self, kind: str, name: str) -> None:
        """Give a block another name."""
        block = self.blocks[kind]
        try:
            others = (other.name for other in self.blocks.values() if other is not block)
            title = unique_name(checked_name(name, name), others)
            write_block(self.folder, Block(block.key, title, block.fragment))
        except NnstudioError as error:
            self.refused.emit(error)
        self.read()

    def drop(self, kind: str) -> None:
        """Delete a block with its file."""
        try:
            drop_block(self.folder, self.blocks[kind])
        except NnstudioError as error:
            self.refused.emit(error)
        self.read()

    def matching(self, text: str) -> list[str]:
        """Return what a search finds, by name."""
        words = text.casefold().split()
        return [kind for kind, block in self.blocks.items() if all(word in block.name.casefold() for word in words)]
