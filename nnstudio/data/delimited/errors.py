"""What can be wrong with a file that should be a table."""

from __future__ import annotations

from nnstudio.engine.errors import DataError
from nnstudio.text import Message


class TableError(DataError):
    """A file that cannot be read as a table.

    ``line`` and ``column`` count from 1 as an editor does, 0 where the fault has no such place; ``place`` is
    ``file:line:column``.
    """

    def __init__(
        self, file: str, expected: Message, received: Message, advice: Message, *, line: int = 0, column: int = 0
    ) -> None:
        super().__init__(":".join([file, *(str(n) for n in (line, column) if n)]), expected, received, advice)
        self.file = file
        self.line = line
        self.column = column
