"""Read and write the catalogues, ``resources/translations/<language>/<catalogue>.po``, and compile ``nnstudio.mo``."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LANGUAGES = ("zh_CN", "zh_TW")
# The same tree must give the same bytes, on any day.
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_HEADER = """\
# {name} in {language}.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def folder(root: Path, language: str) -> Path:
    """Return the folder of a language's catalogues."""
    return root / "resources" / "translations" / language


def read_catalogue(path: Path, language: str) -> Catalog:
    """Read one ``.po``.

    Raises
    ------
    babel.messages.pofile.PoFileError : the file is not well formed; the message names the line.
    """
    with path.open("rb") as stream:
        return read_po(stream, locale=language, charset="utf-8", abort_invalid=True)


def read_all(root: Path, language: str) -> dict[str, Catalog]:
    """Return the language's catalogues by name, in alphabetical order."""
    paths = sorted(folder(root, language).glob("*.po"))
    return {path.stem: read_catalogue(path, language) for path in paths}


def entries(catalogue: Catalog) -> list[Message]:
    """Return the entries without the header."""
    return [entry for entry in catalogue if entry.id]


def write_catalogue(
    path: Path, language: str, wanted: Mapping[str, Iterable[str]], known: Mapping[str, str], retired: Iterable[str]
) -> bool:
    """Write the entries ``wanted`` (with the files that use them); return whether the file changed.

    ``known`` holds the translations, ``retired`` the msgids kept as obsolete entries so that no work is lost.
    """
    catalogue = Catalog(locale=language, charset="utf-8")
    for msgid, places in wanted.items():
        # No line numbers: they would change with every edit and hide what changed in the words.
        flags = ("python-brace-format",) if "{" in msgid else ()
        catalogue.add(msgid, known.get(msgid, ""), locations=[(place, 0) for place in sorted(places)], flags=flags)
    for msgid in retired:
        catalogue.obsolete[msgid] = Message(msgid, known[msgid])
    body = io.BytesIO()
    write_po(body, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)
    return _replace(path, _HEADER.format(name=path.stem, language=language).encode() + body.getvalue().lstrip(b"\n"))


def compile_all(root: Path, target: Path) -> list[Path]:
    """Merge each language's catalogues into ``target/<language>/LC_MESSAGES/nnstudio.mo``; return the files."""
    return [_compile(root, language, target) for language in LANGUAGES]


def _compile(root: Path, language: str, target: Path) -> Path:
    merged = Catalog(locale=language, charset="utf-8", creation_date=_EPOCH, revision_date=_EPOCH)
    for catalogue in read_all(root, language).values():
        for entry in entries(catalogue):
            if entry.string and not entry.fuzzy:
                merged.add(entry.id, entry.string)
    body = io.BytesIO()
    write_mo(body, merged)
    path = target / language / "LC_MESSAGES" / "nnstudio.mo"
    _replace(path, body.getvalue())
    return path


def _replace(path: Path, content: bytes) -> bool:
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    # A program that is running may be reading the old one.
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
    return True
