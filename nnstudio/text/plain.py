"""A message as plain values, for a file: it is kept in no language, and read back with distrust."""

from __future__ import annotations

from string import Formatter

from nnstudio.text.message import Message

LONGEST = 1000
"""Characters that a template or a value may have."""
_DEEPEST = 4


def to_plain(message: Message) -> dict[str, object]:
    """Return a message as JSON-able values; what a field holds that is no number and no message becomes its text."""
    return {"text": message.id, "fields": {name: _written(value) for name, value in message.fields.items()}}


def _written(value: object) -> object:
    if isinstance(value, Message):
        return to_plain(value)
    return value if isinstance(value, int | float) else str(value)


def from_plain(value: object, depth: int = 0) -> Message:
    """Return the message of such values.

    Raises
    ------
    ValueError : they are none, too long, or the template asks for more than its fields say.
    """
    if not isinstance(value, dict) or depth > _DEEPEST:
        raise ValueError("no message")
    text, fields = _text(value.get("text")), value.get("fields")
    if not isinstance(fields, dict):
        raise ValueError("a message without fields")
    # Only plain names: a template of somebody else's could reach into objects, or ask for a gigabyte of blanks.
    parts = Formatter().parse(text) if fields else ()
    if any(name is not None and (name not in fields or spec or turned) for _, name, spec, turned in parts):
        raise ValueError("a message that asks for what it does not hold")
    return Message(text, {_text(name): _read(inner, depth) for name, inner in fields.items()})


def _read(value: object, depth: int) -> object:
    if isinstance(value, dict):
        return from_plain(value, depth + 1)
    return value if isinstance(value, int | float) else _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError("no text, or one that is too long")
    return value
