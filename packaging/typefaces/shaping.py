"""Cut a font down, merge, rename and measure it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from fontTools import merge, subset
from fontTools.ttLib import TTFont

# Ascent and descent of every font, as parts of the em (Inter's): lines are as high in Chinese as in English.
ASCENT, DESCENT = 0.969, 0.242
_TABULAR = "0123456789+−±×÷=<>≈~"
_FAMILY, _STYLE, _UNIQUE, _FULL, _POSTSCRIPT = 1, 2, 3, 4, 6
_TYPOGRAPHIC_FAMILY, _TYPOGRAPHIC_STYLE = 16, 17
_KEPT_NAMES = (0, 5, 7, 8, 9, 11, 12, 13, 14)


def cut(font: TTFont, points: Collection[int], features: Sequence[str] = ()) -> TTFont:
    """Reduce a font in place to some characters and features, without hints; return it."""
    options = subset.Options()
    options.layout_features = list(features)
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG", "meta"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    return font


def make_figures_tabular(font: TTFont) -> None:
    """Let digits and signs be of one width without being asked: numbers that change must not jump."""
    replaced: dict[str, str] = {}
    table = font["GSUB"].table
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for step in table.LookupList.Lookup[index].SubTable:
                    replaced |= getattr(step, "ExtSubTable", step).mapping
    for encoding in font["cmap"].tables:
        if encoding.isUnicode():
            for point in map(ord, _TABULAR):
                glyph = encoding.cmap.get(point)
                encoding.cmap[point] = replaced.get(glyph, glyph)
        encoding.cmap = {point: glyph for point, glyph in encoding.cmap.items() if glyph}
    _level([font.getBestCmap()[ord(figure)] for figure in "0123456789"], font)


def _level(glyphs: Sequence[str], font: TTFont) -> None:
    """Even out the widths: those of the interpolated weights differ by a thousandth of the em."""
    widths = font["hmtx"].metrics
    common = max(widths[glyph][0] for glyph in glyphs)
    for glyph in glyphs:
        widths[glyph] = (common, widths[glyph][1])


def join(fonts: Sequence[TTFont], folder: Path) -> TTFont:
    """Merge fonts of one em size and one outline format; the first that has a character gives it."""
    paths = []
    for index, font in enumerate(fonts):
        path = folder / f"part-{index}.ttf"
        font.save(path)
        paths.append(str(path))
    return merge.Merger(merge.Options(drop_tables=["GSUB", "GPOS", "GDEF", "MATH"])).merge(paths)


def name(font: TTFont, family: str, weight: int, style: str) -> None:
    """Give a font a family name of our own: a changed font must not pass for the original, nor be mixed up with it."""
    names: Any = font["name"]
    names.names = [record for record in names.names if record.nameID in _KEPT_NAMES]
    regular = weight == 400
    plain = family if regular else f"{family} {style}"
    ours = {
        _FAMILY: plain,
        _STYLE: "Regular",
        _UNIQUE: f"{plain};nnstudio",
        _FULL: plain,
        _POSTSCRIPT: f"{family}-{style}".replace(" ", ""),
        _TYPOGRAPHIC_FAMILY: family,
        _TYPOGRAPHIC_STYLE: style,
    }
    for identifier, text in ours.items():
        names.setName(text, identifier, 3, 1, 0x409)
    windows = font["OS/2"]
    windows.usWeightClass = weight
    # Only the bit of the regular, and of the bold, style: Qt goes by these too.
    windows.fsSelection = (windows.fsSelection & ~0x61) | (0x40 if regular else 0x20 if weight == 700 else 0)
    font["head"].macStyle = 1 if weight == 700 else 0
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [ours[_POSTSCRIPT]]
        top[0].FamilyName, top[0].FullName = family, plain


def measure(font: TTFont) -> None:
    """Set the line measures that all the fonts share."""
    em = font["head"].unitsPerEm
    ascent, descent = round(ASCENT * em), round(DESCENT * em)
    head, windows = font["hhea"], font["OS/2"]
    head.ascent, head.descent, head.lineGap = ascent, -descent, 0
    windows.sTypoAscender, windows.sTypoDescender, windows.sTypoLineGap = ascent, -descent, 0
    windows.usWinAscent, windows.usWinDescent = ascent, descent
