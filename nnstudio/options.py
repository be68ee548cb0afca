"""What the command line asks for. Read before anything heavy is imported."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nnstudio import __version__
from nnstudio.text import LANGUAGES

THEMES = ("light", "dark", "system")
SMALLEST = (640, 480)
LARGEST = (16384, 16384)


@dataclass(frozen=True)
class Options:
    """The command line, read. None where the user's own settings decide.

    ``file`` is opened at the start; ``pictures`` is the folder for a picture of every workspace, instead of a window;
    ``size`` is the window's (width, height) in pixels.
    """

    file: Path | None = None
    pictures: Path | None = None
    language: str | None = None
    theme: str | None = None
    size: tuple[int, int] | None = None


def read_options(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line; ends the program itself on ``--help``, ``--version`` and mistakes."""
    parser = argparse.ArgumentParser(prog="nnstudio", description="Build, train and look inside neural networks.")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a project (*.nnstudio) to open")
    parser.add_argument(
        "--pictures", type=Path, metavar="DIR", help="train, save a picture of every workspace, and end"
    )
    parser.add_argument("--language", choices=tuple(LANGUAGES), help="the window's language")
    parser.add_argument("--theme", choices=THEMES, help="light, dark, or as the system has it")
    parser.add_argument("--size", type=_size, metavar="WIDTHxHEIGHT", help="the window's size, such as 1024x768")
    parser.add_argument("--version", action="version", version=f"nnstudio {__version__}")
    given = parser.parse_args(arguments)
    return Options(given.file, given.pictures, given.language, given.theme, given.size)


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"expected WIDTHxHEIGHT such as 1024x768, received {text!r}")
    size = (int(width), int(height))
    if not all(low <= side <= high for low, side, high in zip(SMALLEST, size, LARGEST, strict=True)):
        raise argparse.ArgumentTypeError(f"expected from 640x480 to 16384x16384, received {text!r}")
    return size
