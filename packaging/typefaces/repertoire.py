"""Which characters each font carries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

# (first, last) of the Unicode blocks that a Latin or Greek sentence with formulas in it is made of.
LATIN_BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A
    (0x02C6, 0x02DD),
    (0x0300, 0x0304),  # hats, bars and tildes over letters
    (0x0370, 0x03FF),  # Greek
    (0x2000, 0x206F),  # punctuation
    (0x2070, 0x209F),  # superscripts, subscripts
    (0x20A0, 0x20BF),
    (0x2100, 0x214F),  # letter-like
    (0x2150, 0x218F),
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2300, 0x23FF),  # technical
    (0x25A0, 0x25FF),  # geometric shapes
    (0x2600, 0x26FF),
    (0x2700, 0x27BF),  # ticks and crosses
    (0xFFFD, 0xFFFD),
)
SYMBOL_BLOCKS = (
    (0x1D40, 0x1D6A),  # raised and lowered letters: ᵀ ᵢ
    (0x2071, 0x209C),
    (0x2C7C, 0x2C7C),  # ⱼ
    (0x2016, 0x2016),  # ‖
    (0x2100, 0x214F),
    (0x2190, 0x22FF),
    (0x2308, 0x230B),
    (0x23E9, 0x23FA),  # play, pause, stop
    (0x25A0, 0x25FF),
    (0x2713, 0x2718),
    (0x27C0, 0x27FF),
    (0x2A00, 0x2AFF),
)
CHINESE_BLOCKS = ((0x0020, 0x007E), (0x2010, 0x2027), (0x3000, 0x303F), (0xFE10, 0xFE4F), (0xFF00, 0xFFEF))


def characters(blocks: Iterable[tuple[int, int]]) -> set[int]:
    """Return the code points of the blocks."""
    return {point for first, last in blocks for point in range(first, last + 1)}


def chinese(encoding: str) -> set[int]:
    """Return the characters of a national set (``gb2312``, ``big5``) with the punctuation of Chinese text."""
    return characters(CHINESE_BLOCKS) | set(_of_encoding(encoding))


def _of_encoding(encoding: str) -> Iterator[int]:
    for first in range(0xA1, 0xFF):
        for second in range(0x40, 0xFF):
            text = bytes((first, second)).decode(encoding, errors="ignore")
            # Where the pair is invalid the second byte may come through alone, as ASCII.
            if len(text) == 1 and ord(text) > 0x7F:
                yield ord(text)
