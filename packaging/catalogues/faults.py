"""What can be wrong with the catalogues; each fault is one line that names the file and the message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError

from catalogues import wording
from catalogues.files import LANGUAGES, entries, read_all
from catalogues.source import Found, find_messages


def catalogue_faults(root: Path) -> list[str]:
    """Return every fault of every language's catalogues, sorted."""
    found = find_messages(root)
    faults = list(found.unreadable) + list(_unfillable(found))
    for language in LANGUAGES:
        try:
            catalogues = read_all(root, language)
        except PoFileError as error:
            faults.append(f"{language}: {error}")
            continue
        faults += _placement_faults(language, catalogues, found)
        faults += _entry_faults(language, catalogues, found)
    return sorted(faults)


def _unfillable(found: Found) -> Iterator[str]:
    """A msgid that is used with fields must be a template, else showing it would fail."""
    for msgid in sorted(found.filled()):
        if fields(msgid) is None:
            yield f"{msgid!r}: braces do not match"


def _placement_faults(language: str, catalogues: dict[str, Catalog], found: Found) -> Iterator[str]:
    owners = found.owners()
    present = {name: {str(entry.id) for entry in entries(catalogue)} for name, catalogue in catalogues.items()}
    for msgid, owner in owners.items():
        if msgid not in present.get(owner, set()):
            yield f"{language}/{owner}.po: missing {msgid!r}"
    for name, msgids in present.items():
        for msgid in msgids:
            if msgid not in owners:
                yield f"{language}/{name}.po: obsolete {msgid!r}, nothing uses it"
            elif owners[msgid] != name:
                yield f"{language}/{name}.po: {msgid!r} belongs in {owners[msgid]}.po"
        for obsolete in catalogues[name].obsolete.values():
            yield f"{language}/{name}.po: obsolete {obsolete.id!r}, kept as a comment"


def _entry_faults(language: str, catalogues: dict[str, Catalog], found: Found) -> Iterator[str]:
    filled = found.filled()
    for name, catalogue in catalogues.items():
        for entry in entries(catalogue):
            for fault in _faults_of(language, entry, str(entry.id) in filled):
                yield f"{language}/{name}.po: {fault}: {entry.id!r}"


def _faults_of(language: str, entry: Message, filled: bool) -> Iterator[str]:
    msgid, text = str(entry.id), str(entry.string or "")
    if not text.strip():
        yield "empty"
        return
    if entry.fuzzy:
        yield "fuzzy"
    if filled and fields(text) != fields(msgid):
        yield f"fields {sorted(fields(text) or ())} instead of {sorted(fields(msgid) or ())}"
    if (msgid[0].isspace(), msgid[-1].isspace()) != (text[0].isspace(), text[-1].isspace()):
        yield "blanks at the ends differ"
    yield from wording.faults(language, msgid, text)


def fields(template: str) -> set[tuple[str, str, str]] | None:
    """Return the fields of a template with their conversion and format; None if its braces do not match."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return None
    return {(name, conversion or "", spec or "") for _, name, spec, conversion in parts if name is not None}
