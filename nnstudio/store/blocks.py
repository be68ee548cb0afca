"""The blocks that a student keeps for later networks: one JSON file each, in a folder of the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nnstudio.document import FormatError, Fragment
from nnstudio.document.fragment import LONGEST, fragment_from_json, fragment_to_json
from nnstudio.engine.errors import NnstudioError
from nnstudio.store.atomic import replace_file
from nnstudio.store.errors import not_read, not_saved
from nnstudio.text import msg

FOLDER: Final = "blocks"
ENDING: Final = ".json"
MOST: Final = 500
"""So many files are looked into; more would make the palette slow, not useful."""


@dataclass(frozen=True)
class Block:
    """A kept block; ``key`` is its file's name without the ending."""

    key: str
    name: str
    fragment: Fragment


@dataclass(frozen=True)
class BrokenBlock:
    """A file that holds no block, and why. It is left as it is."""

    file: str
    error: NnstudioError


def read_blocks(folder: Path) -> tuple[tuple[Block, ...], tuple[BrokenBlock, ...]]:
    """Return the blocks of a folder by name, and the files that hold none."""
    found: list[Block] = []
    broken: list[BrokenBlock] = []
    for path in sorted(folder.glob(f"*{ENDING}"))[:MOST]:
        try:
            found.append(_read(path))
        except OSError as error:
            broken.append(BrokenBlock(path.name, not_read(path, error)))
        except NnstudioError as error:
            broken.append(BrokenBlock(path.name, error))
    return tuple(sorted(found, key=lambda block: (block.name.casefold(), block.key))), tuple(broken)


def _read(path: Path) -> Block:
    with path.open("rb") as file:
        data = file.read(4 * LONGEST + 1)
    advice = msg("The file is damaged, or was made by another program.")
    try:
        name, fragment = fragment_from_json(data.decode())
    except UnicodeDecodeError:
        raise FormatError("", msg("a block in JSON"), msg("something else"), advice) from None
    if not name or not fragment.nodes:
        raise FormatError("name", msg("a block with a name and layers"), msg("none"), advice)
    return Block(path.stem, name, fragment)


def keep_block(folder: Path, name: str, fragment: Fragment) -> Block:
    """Write a block into a file of its own, and return it.

    Raises
    ------
    ProjectError : it cannot be written; nothing is left half-written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise not_saved(folder, error) from error
    number = 1
    while (path := folder / f"block-{number}{ENDING}").exists():
        number += 1
    return write_block(folder, Block(path.stem, name, fragment))


def write_block(folder: Path, block: Block) -> Block:
    """Put a block in the place of its file, under another name for instance, and return it.

    Raises
    ------
    ProjectError : it cannot be written; the old file is whole then.
    """
    text = fragment_to_json(block.fragment, block.name)
    replace_file(folder / f"{block.key}{ENDING}", text.encode())
    return block


def drop_block(folder: Path, block: Block) -> None:
    """Delete a block's file; one that is gone already is no error.

    Raises
    ------
    ProjectError : the system does not let us.
    """
    path = folder / f"{block.key}{ENDING}"
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise not_saved(path, error) from error
