"""Code exercises: a student writes a Value, a topological sort, a neuron …, in the small safe Python; each check holds
the student's numbers against the engine's, and the graph that the code built can be drawn and walked.

``exercise`` says what an exercise is, ``tasks`` holds one file for each, ``running`` carries one out, ``recording``
makes the graph's story of what the code did. No window.
"""

from nnstudio.inspection.exercises.exercise import Check, Exercise
from nnstudio.inspection.exercises.picture import Picture
from nnstudio.inspection.exercises.running import Report, Result, Row, carry_out
from nnstudio.inspection.exercises.tasks import exercises

__all__ = ["Check", "Exercise", "Picture", "Report", "Result", "Row", "carry_out", "exercises"]
