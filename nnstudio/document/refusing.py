"""How a file whose content contradicts itself is refused: with the place of the fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from nnstudio.document.errors import FormatError
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import Message, msg


def damaged() -> Message:
    """Return what to say of a file whose content contradicts itself."""
    return msg("The file is damaged, or was changed by another program.")


def refuse(place: str, expected: Message, received: object) -> NoReturn:
    """Raise the error of an entry.

    Raises
    ------
    FormatError : always.
    """
    raise FormatError(place, expected, msg("{value}", value=repr(received)[:60]), damaged())


@contextmanager
def as_fault() -> Iterator[None]:
    """Turn what an edit's own check raises into a fault of the file, at the same place.

    Raises
    ------
    FormatError : instead of any other error of this program.
    """
    try:
        yield
    except FormatError:
        raise
    except NnstudioError as error:
        raise FormatError(error.place, error.expected, error.received, damaged()) from None


def check_id(found: str, letter: str, next_id: int, place: str) -> None:
    """Let an id pass that is a letter and a number below the next one.

    Raises
    ------
    FormatError : it is anything else.
    """
    number = found[1:]
    plain = found[0] == letter and number.isascii() and number.isdigit() and len(number) <= 16
    if not plain or int(number) >= next_id:
        refuse(f"{place}.id", msg("{letter} and a number below {next_id}", letter=letter, next_id=next_id), found)


def check_unique(place: str, field: str, values: list[str], expected: Message) -> None:
    """Let a list pass whose entries differ in a field.

    Raises
    ------
    FormatError : two have the same; the place is the second's.
    """
    if len(set(values)) == len(values):
        return
    seen: set[str] = set()
    for number, value in enumerate(values):
        if value in seen:
            refuse(f"{place}[{number}].{field}", expected, value)
        seen.add(value)
