"""An input of the student's own (M4): what may be entered, how it becomes what the network sees, what it answers.

Pure: every entry is in the data's own units and goes through the same scaling as the data; the answer is the program's
own forward pass. Widgets are the window's.
"""

from nnstudio.inspection.trying.answering import Answer, answer
from nnstudio.inspection.trying.entries import Entry, Kind, beyond, entries_of, kind_of, middle, of_row
from nnstudio.inspection.trying.reading import read_row, read_text, spell
from nnstudio.inspection.trying.sketch import Sketch, Stroke, drawn

__all__ = [
    "Answer",
    "Entry",
    "Kind",
    "Sketch",
    "Stroke",
    "answer",
    "beyond",
    "drawn",
    "entries_of",
    "kind_of",
    "middle",
    "of_row",
    "read_row",
    "read_text",
    "spell",
]
