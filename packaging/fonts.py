"""Make ``resources/fonts`` from Debian's fonts: subsets under names of our own. Needs apt; run when a character lacks.

    packaging/fonts.py

The inputs are the packages fonts-inter, fonts-noto-cjk and fonts-noto-core (all under the SIL Open Font License),
downloaded, not installed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

from typefaces import repertoire, shaping

_EPOCH = 3_800_000_000  # seconds since 1904: some day in 2024
TARGET = Path(__file__).resolve().parents[1] / "resources" / "fonts"
PACKAGES = ("fonts-inter", "fonts-noto-cjk", "fonts-noto-core")
LATIN = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}
# Qt emboldens a missing weight by smearing, and DemiBold not at all: headings need a true one.
CHINESE_WEIGHTS = {"Regular": 400, "Bold": 700}
# Family, name in the collection, national character set.
CHINESE = (("nnstudio Sans SC", "Noto Sans CJK SC", "gb2312"), ("nnstudio Sans TC", "Noto Sans CJK TC", "big5"))
SYMBOLS = ("NotoSansMath-Regular.ttf", "NotoSans-Regular.ttf", "NotoSansSymbols2-Regular.ttf")


def main() -> int:
    """Make every font and print its size."""
    with tempfile.TemporaryDirectory(prefix="nnstudio-fonts-") as name:
        folder = Path(name)
        _download(folder)
        TARGET.mkdir(parents=True, exist_ok=True)
        latin = {_make_latin(folder, style, weight) for style, weight in LATIN.items()}
        covered = frozenset.intersection(*latin)
        _make_symbols(folder, set(covered))
        for family, original, encoding in CHINESE:
            for style, weight in CHINESE_WEIGHTS.items():
                font = _open_chinese(folder, original, style)
                shaping.cut(font, repertoire.chinese(encoding))
                _save(font, family, weight, style)
    return 0


def _download(folder: Path) -> None:
    subprocess.run(["apt-get", "download", *PACKAGES], cwd=folder, check=True)
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)


def _make_latin(folder: Path, style: str, weight: int) -> frozenset[int]:
    font = TTFont(folder / f"usr/share/fonts/opentype/inter/Inter-{style}.otf", recalcTimestamp=False)
    shaping.make_figures_tabular(font)
    shaping.cut(font, repertoire.characters(repertoire.LATIN_BLOCKS), ("kern", "mark", "mkmk", "ccmp", "locl"))
    _save(font, "nnstudio Sans", weight, style)
    return frozenset(font.getBestCmap())


def _make_symbols(folder: Path, covered: set[int]) -> None:
    """What mathematics needs and the Latin font lacks, from three fonts that belong together."""
    wanted = repertoire.characters(repertoire.SYMBOL_BLOCKS) - covered
    parts = []
    for file in SYMBOLS:
        font = TTFont(folder / "usr/share/fonts/truetype/noto" / file, recalcTimestamp=False)
        here = wanted & set(font.getBestCmap())
        wanted -= here
        parts.append(shaping.cut(font, here))
    font = shaping.join(parts, folder)
    _save(font, "nnstudio Symbols", 400, "Regular")


def _open_chinese(folder: Path, original: str, style: str) -> TTFont:
    """Open the regional form of that name in the collection of all of them."""
    path = folder / f"usr/share/fonts/opentype/noto/NotoSansCJK-{style}.ttc"
    collection = TTCollection(path, lazy=True)
    number = next(i for i, font in enumerate(collection.fonts) if font["name"].getDebugName(1) == original)
    return TTFont(path, fontNumber=number, lazy=False, recalcTimestamp=False)


def _save(font: TTFont, family: str, weight: int, style: str) -> None:
    shaping.name(font, family, weight, style)
    shaping.measure(font)
    # The same inputs must give the same bytes, on any day.
    font.recalcTimestamp = False
    font["head"].modified = font["head"].created = _EPOCH
    path = TARGET / f"{family.replace(' ', '')}-{style}.{'otf' if 'CFF ' in font else 'ttf'}"
    font.save(path)
    print(f"{path.name}: {len(font.getBestCmap())} characters, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    sys.exit(main())
