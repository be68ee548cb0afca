"""Sizes on the canvas, in pixels: the grid, a box, and how far one is from the next."""

from __future__ import annotations

from typing import Final

GRID: Final = 8.0
NODE_WIDTH: Final = 128.0
NODE_HEIGHT: Final = 72.0
GAP: Final = 32.0
PITCH: Final = NODE_WIDTH + GAP
"""From the centre of one box to that of the next, …"""
WIDE: Final = NODE_WIDTH + 2 * GAP
"""… and to that of the next where a shape such as 28×28×6 stands on the wire between."""
DROP: Final = NODE_HEIGHT + 7 * GRID
"""From the centre of one box to that of the one below it, where layers follow one another downwards."""
HEADROOM: Final = 8 * GRID
"""Above the layers of a group, for its name and for wires that go around one of them."""
