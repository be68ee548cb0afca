"""The commands that bring the selected layers into line, for the window's menus and for Build.

They stand here, since the menus are there before Build is: it is loaded when it is first shown.
"""

from __future__ import annotations

from collections.abc import Mapping

from nnstudio.text import Message, msg

ARRANGING: Mapping[str, tuple[Message, str]] = {
    "align_left": (msg("Align left edges"), "Alt+Shift+Left"),
    "align_centre": (msg("Align centres"), "Ctrl+Alt+C"),
    "align_right": (msg("Align right edges"), "Alt+Shift+Right"),
    "align_top": (msg("Align top edges"), "Alt+Shift+Up"),
    "align_middle": (msg("Align middles"), "Ctrl+Alt+M"),
    "align_bottom": (msg("Align bottom edges"), "Alt+Shift+Down"),
    "distribute_across": (msg("Distribute across"), "Ctrl+Alt+H"),
    "distribute_down": (msg("Distribute down"), "Ctrl+Alt+V"),
}
"""What each is called, as a command and as an edit, and its keys."""
