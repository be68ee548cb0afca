"""What is wrong with a run, and why: looks at its layers, its curves and its data become findings.

``look`` measures copies of a run at one step, ``data_facts`` the data, ``case`` holds all that is known and reads it,
``culprits`` judge it, a file each, and ``diagnose`` asks them all. ``examine`` does it without a window. Nothing here
is called from a step: looks are taken now and then, while the trainer stands still anyway.
"""

from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.culprits import culprits
from nnstudio.inspection.diagnosis.data_facts import DataFacts
from nnstudio.inspection.diagnosis.diagnose import diagnose
from nnstudio.inspection.diagnosis.examine import Examination, examine
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.inspection.diagnosis.look import LayerLook, Look, Looker

__all__ = [
    "Case",
    "Culprit",
    "DataFacts",
    "Evidence",
    "Examination",
    "Finding",
    "LayerLook",
    "Look",
    "Looker",
    "culprits",
    "diagnose",
    "examine",
]
