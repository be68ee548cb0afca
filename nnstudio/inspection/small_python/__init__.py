"""A small safe Python for a student's own code: def, class, loops, lists, closures, math and random, and nothing else.

``reading`` lets Python's parser make a tree, ``building`` and ``expressions`` make instructions of what is on the list
and refuse the rest, ``machine`` carries them out on a stack of its own, with every step and all room counted. Nothing
is ever evaluated by Python; a program reaches its own objects, numbers, texts and lists, and no other object. Exercises
live in ``inspection.exercises``; nothing of them, and no window, belongs here.
"""

from nnstudio.inspection.small_python.fault import CodeError, Place, StoppedError
from nnstudio.inspection.small_python.machine import Machine, Watch
from nnstudio.inspection.small_python.reading import Source

__all__ = ["CodeError", "Machine", "Place", "Source", "StoppedError", "Watch"]
