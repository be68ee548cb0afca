"""The view of the code exercises: a task, the student's code, its checks, and the graph that it built.

What is checked and drawn comes from ``inspection.exercises``; nothing is run or computed here.
"""

from nnstudio.ui.scalars.exercises.view import ExercisesView

__all__ = ["ExercisesView"]
