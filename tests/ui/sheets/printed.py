"""The text of a PDF, read from its pages' drawing and its fonts' tables; nothing of the program is asked."""

from __future__ import annotations

import re
import zlib

_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj|(?<=\s)(ET)(?=\s)")


def pages(data: bytes) -> list[str]:
    """Return the text of each page, in the order of drawing; runs are put together without room."""
    objects = _objects(data)
    fonts = {name: _letters(objects, number) for body in objects.values() for name, number in _fonts(body)}
    return [_shown(drawing, fonts) for drawing in drawings(data)]


def drawings(data: bytes) -> list[bytes]:
    """Return what each page is drawn by."""
    objects = _objects(data)
    found = (
        re.search(rb"/Contents (\d+) 0 R", body) for body in objects.values() if re.search(rb"/Type /Page\b", body)
    )
    return [_stream(objects[int(one[1])]) for one in found if one is not None]


def _objects(data: bytes) -> dict[int, bytes]:
    return {int(m[1]): m[2] for m in re.finditer(rb"(\d+) 0 obj\s(.*?)endobj", data, re.DOTALL)}


def _fonts(body: bytes) -> list[tuple[bytes, int]]:
    return [(m[1], int(m[2])) for m in re.finditer(rb"/(F\d+) (\d+) 0 R", body)] if b"/Font <<" in body else []


def _stream(body: bytes) -> bytes:
    # A compressed stream may itself end in a carriage return.
    found = re.search(rb"stream\n(.*?)\nendstream", body, re.DOTALL)
    assert found is not None
    return zlib.decompress(found[1]) if b"FlateDecode" in body else found[1]


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """Return what each glyph of a font stands for: the table that makes a PDF's text searchable."""
    table = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert table is not None
    found: dict[int, str] = {}
    text = _stream(objects[int(table[1])]).decode("latin-1")
    for first, last, values in re.findall(r"<([0-9A-F]+)> <([0-9A-F]+)> (\[.*?\]|<[0-9A-F]+>)", text, re.DOTALL):
        listed = re.findall(r"<([0-9A-F]+)>", values)
        for place in range(int(last, 16) - int(first, 16) + 1):
            code = listed[place] if values.startswith("[") else f"{int(listed[0], 16) + place:04X}"
            found[int(first, 16) + place] = bytes.fromhex(code).decode("utf-16-be")
    return found


def _shown(drawing: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    text, letters = "", dict[int, str]()
    for font, glyphs, _ in _SHOWN.findall(drawing):
        if font:
            letters = fonts[font]
        for place in range(0, len(glyphs), 4):
            text += letters[int(glyphs[place : place + 4], 16)]
    return text
