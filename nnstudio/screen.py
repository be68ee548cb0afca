"""Whether there is a screen to open a window on, asked before Qt is imported: without one Qt ends the program."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from nnstudio.text import tr

_SOCKETS = Path("/tmp/.X11-unix")
_ABSTRACT = Path("/proc/net/unix")
_LOCAL = re.compile(r"(?:unix)?:(\d+)(?:\.\d+)?")


def has_screen() -> bool:
    """Return whether Qt can be expected to open a window: a platform was chosen, or a display names one that listens.

    Only X and Wayland can be missing; Windows and macOS always have a screen.
    """
    if os.environ.get("QT_QPA_PLATFORM") or sys.platform in ("win32", "darwin"):
        return True
    return _wayland_listens(os.environ.get("WAYLAND_DISPLAY", "")) or _x_listens(os.environ.get("DISPLAY", ""))


def use_offscreen() -> None:
    """Have Qt draw into memory."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def no_screen() -> str:
    """Return what is missing and what to try."""
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    missing = (
        tr("The display {name} does not answer.", name=shown)
        if shown
        else tr("There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set.")
    )
    return missing + " " + tr("nnstudio needs one for its window. Without a display you can try:")


def ways_out() -> tuple[str, ...]:
    """Return what works without a screen: command and what it does."""
    return (
        "nnstudio --pictures FOLDER      " + tr("trains a sample and saves a picture of every workspace"),
        "python packaging/dev.py run     " + tr("the same from a checkout, set-up included"),
        "xvfb-run nnstudio               " + tr("opens the window on a virtual display"),
    )


def _wayland_listens(name: str) -> bool:
    return bool(name) and (Path(os.environ.get("XDG_RUNTIME_DIR", "")) / name).exists()


def _x_listens(name: str) -> bool:
    local = _LOCAL.fullmatch(name)
    if local is None:
        # Another machine's display, or one through ssh: whether it answers is only known by asking.
        return bool(name)
    socket = f"{_SOCKETS}/X{local[1]}"
    return Path(socket).exists() or (_ABSTRACT.is_file() and f"@{socket}\n" in _ABSTRACT.read_text())
