"""Every picture of the window by one command: each workspace, small and large, light and dark, in every language.

    .venv/bin/python packaging/pictures.py [FOLDER] [--language zh_CN …] [--theme dark …] [--size 1024x768 …]

Each combination is a folder with a PNG of each workspace (``nnstudio --pictures``); ``sheet-<place>.png`` puts a
workspace's pictures side by side, so that one look finds what is clipped, ugly or untranslated.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "zh_CN", "zh_TW")
THEMES = ("light", "dark")
SIZES = ("1024x768", "1920x1080")
TIMEOUT = 120
THUMBNAIL = 640
MARGIN = 16


def take(folder: Path, language: str, theme: str, size: str) -> Path:
    """Make the pictures of one combination in a folder of their own; CalledProcessError where that failed."""
    own = folder / f"{language}-{theme}-{size}"
    command = [sys.executable, "-m", "nnstudio", "--pictures", str(own)]
    command += ["--language", language, "--theme", theme, "--size", size]
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=TIMEOUT, stdout=subprocess.DEVNULL)
    return own


def contact_sheet(pictures: Sequence[Path], target: Path, columns: int) -> None:
    """Put pictures side by side, each with the name of its folder under it."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance() or QGuiApplication(["pictures"])
    images = [
        QImage(str(path)).scaledToWidth(THUMBNAIL, Qt.TransformationMode.SmoothTransformation) for path in pictures
    ]
    height = max(image.height() for image in images) + 2 * MARGIN
    rows = -(-len(images) // columns)
    sheet = QImage(columns * (THUMBNAIL + MARGIN), rows * height, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.gray)
    painter = QPainter(sheet)
    for place, (path, image) in enumerate(zip(pictures, images, strict=True)):
        x, y = place % columns * (THUMBNAIL + MARGIN), place // columns * height
        painter.drawImage(x, y, image)
        painter.drawText(x + MARGIN, y + image.height() + MARGIN, path.parent.name)
    painter.end()
    sheet.save(str(target))
    app.processEvents()


def main(arguments: Sequence[str] | None = None) -> int:
    """Make them all."""
    parser = argparse.ArgumentParser(prog="packaging/pictures.py", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "pictures")
    parser.add_argument("--language", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--theme", nargs="+", choices=THEMES, default=THEMES)
    parser.add_argument("--size", nargs="+", default=SIZES, metavar="WIDTHxHEIGHT")
    options = parser.parse_args(arguments)
    taken = [
        take(options.folder, *combination) for combination in product(options.language, options.theme, options.size)
    ]
    names = sorted({path.name for own in taken for path in own.glob("*.png")})
    for name in names:
        pictures = [own / name for own in taken if (own / name).is_file()]
        contact_sheet(pictures, options.folder / f"sheet-{name}", columns=len(options.theme) * len(options.size))
    print(f"{len(taken)} × {len(names)} pictures in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
