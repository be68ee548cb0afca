"""The system libraries that Qt opens on Linux: looked for by opening them, as Qt would."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from machine import debian
from machine.console import SetupError, say

OFFSCREEN = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
SCREEN = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_OPEN_DISPLAY = "import sys; from PySide6.QtGui import QGuiApplication; QGuiApplication([]); sys.exit(0)"


def ensure_system(packages: Sequence[str], *, screen: bool) -> None:
    """Install the libraries that are missing, and the further Debian ``packages``, in one go; or name them.

    Raises
    ------
    SetupError : some are missing and are not ours to install.
    """
    if not sys.platform.startswith("linux"):
        return  # Qt's wheels for macOS and Windows need nothing beside the system.
    missing = missing_libraries({**OFFSCREEN, **(SCREEN if screen else {})})
    wanted = sorted({*packages, *missing.values()})
    if wanted and debian.has_apt():
        debian.install(wanted)
        missing = missing_libraries(missing)
    if missing:
        raise SetupError(_advice(missing))


def missing_libraries(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return those of ``wanted`` (library → Debian package) that can't be opened."""
    return {library: package for library, package in wanted.items() if not _opens(library)}


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _advice(missing: Mapping[str, str]) -> str:
    names = ", ".join(missing)
    if shutil.which("dnf"):
        capabilities = " ".join(f"'{library}()(64bit)'" for library in missing)
        return f"Qt needs libraries that are missing ({names}). Run:\n\n    sudo dnf install -y {capabilities}\n"
    return f"Qt needs libraries that are missing: {names}. Install them with the system's package manager."


def has_display() -> bool:
    """Return whether this session names a display; whether it answers is :func:`display_answers`'s to say."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def display_answers(python: Path) -> bool:
    """Return whether Qt can open the display: ``DISPLAY`` may name one that is gone."""
    if not has_display() or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    opened = subprocess.run([str(python), "-c", _OPEN_DISPLAY], capture_output=True, text=True, check=False)
    if opened.returncode:
        say((opened.stderr.strip() or "Qt could not open the display").splitlines()[-1])
    return opened.returncode == 0
