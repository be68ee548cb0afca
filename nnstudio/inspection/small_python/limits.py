"""How much a program of the small Python may take: none of it is felt by an exercise, all of it stops a runaway."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 20_000
"""Characters of a program."""
MOST_LINES: Final = 600
LONGEST_LINE: Final = 1_000
"""Characters of a line, with what its brackets continue."""
DEEPEST_TEXT: Final = 30
"""Brackets, and blocks, within one another."""
MOST_STEPS: Final = 5_000_000
"""Instructions of a run."""
MOST_ROOM: Final = 2_000_000
"""Places of lists, dictionaries, texts and objects made in a run, those that are no longer used included."""
DEEPEST_CALLS: Final = 900
"""Calls within one another, about as many as Python allows."""
DEEPEST_WITHIN: Final = 20
"""Calls of a program's functions out of built-in ones (sorted(key=…), sum, print) within one another."""
DEEPEST_DATA: Final = 50
"""Lists within lists that are compared or printed."""
MOST_BITS: Final = 4_096
"""Binary digits of a whole number."""
LONGEST_TEXT: Final = 100_000
"""Characters of one text."""
MOST_PRINTED: Final = 20_000
"""Characters that are kept of what is printed."""
