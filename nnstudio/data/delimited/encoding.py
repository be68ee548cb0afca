"""From the bytes of a file to its text: which encoding, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from typing import Final

from nnstudio.data.delimited.errors import TableError
from nnstudio.text import Message, msg

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # Before UTF-16: its mark begins with that one's.
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, and the encodings that take them off."""

SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How workbooks of spreadsheet programs begin."""

LEGACY: Final = ("shift_jis", "gb18030", "big5", "cp1252")
"""What a file that is not UTF-8 may be in; where none makes common characters, the last that reads it is taken."""

AS_WRITTEN: Final = {"big5": "cp950", "shift_jis": "cp932"}
"""What Windows means by an encoding, and so what spreadsheets write: the standard and more, such as 恒, 裏, € and ①."""

SAMPLE: Final = 16_384
"""So many bytes of lines with non-ASCII characters are enough to tell encodings apart."""

COMMON: Final = {
    "gb18030": (frozenset((*range(0xA1, 0xAA), *range(0xB0, 0xD8))), frozenset(range(0xA1, 0xFF))),
    "big5": (frozenset(range(0xA1, 0xC7)), frozenset((*range(0x40, 0x7F), *range(0xA1, 0xFF)))),
    "shift_jis": (
        frozenset((*range(0x81, 0x85), *range(0x88, 0x98))),
        frozenset((*range(0x40, 0x7F), *range(0x80, 0xFD))),
    ),
}
"""First and second bytes of the characters that each standard calls common (level 1), and of its punctuation."""

ENOUGH: Final = 0.4
"""Share of common characters that makes a text Chinese or Japanese: 鸢尾 (iris) is half uncommon, é and ü make none."""

CLEARLY: Final = 0.15
"""By so much one encoding must make more common characters than the other to be taken without further question."""

_KANA: Final = re.compile("[ぁ-ゖァ-ヺ]")

CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))


def detect_encoding(data: bytes, file: str) -> str:
    """Return the codec that reads ``data``.

    A byte order mark decides; then the zero bytes of UTF-16 without one; then UTF-8 if it is valid throughout; else
    GB 18030, Big5 or Shift JIS if it makes common characters (charset-normalizer decides where several do); else
    Windows-1252.

    Raises
    ------
    TableError : a workbook, or bytes that are no text.
    """
    if data.startswith(SPREADSHEETS):
        _refuse(file, msg("a spreadsheet workbook"), msg("Open it in its program and save it as CSV (UTF-8)."))
    for mark, codec in MARKS:
        if data.startswith(mark):
            return codec
    wide = _wide(data[:SAMPLE])
    if wide:
        return wide
    if len(data[:SAMPLE].translate(None, CONTROLS)) < len(data[:SAMPLE]):
        _refuse(file, msg("bytes that are no text"), msg("Choose a CSV file, a text file of rows and columns."))
    if _decodes(data, "utf-8"):
        return "utf-8"
    return _legacy(data, file)


def decode(data: bytes, encoding: str, file: str) -> str:
    """Return the text of ``data``.

    Raises
    ------
    TableError : bytes that are not of that encoding, with the line of the first one; or no such encoding.
    """
    try:
        return data.decode(AS_WRITTEN.get(encoding, encoding))
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise TableError(
            file,
            msg("text in the encoding {encoding}", encoding=encoding),
            msg("the byte 0x{value}", value=data[start : start + 1].hex().upper()),
            msg("Choose another encoding."),
            line=data[:start].count(b"\n") + 1,
        ) from error
    except LookupError as error:
        raise TableError(
            file, msg("a known encoding"), msg("{value}", value=encoding), msg("Choose one from the list.")
        ) from error


def _wide(sample: bytes) -> str:
    # In UTF-16 without a mark every ASCII character (delimiters and digits are) has a zero byte on the same side.
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) / 10 or min(even, odd) > max(even, odd) / 10:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(AS_WRITTEN.get(codec, codec))
    except UnicodeDecodeError:
        return False
    return True


def _legacy(data: bytes, file: str) -> str:
    possible = [codec for codec in LEGACY if _decodes(data, codec)]
    if not possible:
        _refuse(file, msg("text in an unknown encoding"), msg("Save it as UTF-8, or choose its encoding."))
    sample = _telling(data)
    shares = {codec: _share_of_common(sample, codec) for codec in possible if codec in COMMON}
    # ’ and “ of Windows-1252 are first halves of common kanji: of what it reads as well, only kana make Japanese.
    if "cp1252" in possible and not _KANA.search(sample.decode(AS_WRITTEN["shift_jis"], "ignore")):
        shares.pop("shift_jis", None)
    likely = sorted((codec for codec in shares if shares[codec] >= ENOUGH), key=shares.__getitem__, reverse=True)
    if not likely:
        return possible[-1]
    if len(likely) == 1 or shares[likely[0]] - shares[likely[1]] > CLEARLY:
        return likely[0]
    # A slow import that only few files need.
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=likely).best()
    return best.encoding if best is not None and best.encoding in likely else likely[0]


def _telling(data: bytes) -> bytes:
    """Return lines with non-ASCII bytes, as many as are enough."""
    telling = bytearray()
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            telling += line
        if len(telling) > SAMPLE:
            break
    return bytes(telling)


def _share_of_common(sample: bytes, codec: str) -> float:
    """Return how many of the non-ASCII characters are common ones; Western letters read as Chinese make rare ones."""
    name = AS_WRITTEN.get(codec, codec)
    encoded = [character.encode(name) for character in sample.decode(name, "ignore") if character > "\x7f"]
    lead, trail = COMMON[codec]
    common = sum(len(pair) == 2 and pair[0] in lead and pair[1] in trail for pair in encoded)
    return common / len(encoded) if encoded else 0.0


def _refuse(file: str, received: Message, advice: Message) -> None:
    raise TableError(file, msg("a text file of rows and columns"), received, advice)
