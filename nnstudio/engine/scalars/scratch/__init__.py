"""The scratch pad's safe little language: ``a = Value(2.0); b = a * a; b.backward()``.

``spelling`` looks at characters and words, ``reading`` makes statements of the text (through Python's own parser and a
white-list: nothing is ever evaluated by Python), ``running`` carries them out and records each number made and each
gradient passed on, ``editing`` changes the text for whoever builds with the mouse. No window, no plan.
"""

from nnstudio.engine.scalars.scratch.grammar import Program
from nnstudio.engine.scalars.scratch.mistake import ScratchError
from nnstudio.engine.scalars.scratch.reading import read
from nnstudio.engine.scalars.scratch.records import Event, Made, Printed, Scratch, Swept, Wrote
from nnstudio.engine.scalars.scratch.running import run

__all__ = ["Event", "Made", "Printed", "Program", "Scratch", "ScratchError", "Swept", "Wrote", "read", "run"]
