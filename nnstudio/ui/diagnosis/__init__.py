"""What is wrong with the run, at the foot of Train: one line, and under it the findings with evidence and remedy.

Words and judgement are ``nnstudio.inspection.diagnosis``'s; nothing here measures.
"""

from nnstudio.ui.diagnosis.panel import DiagnosisPanel

__all__ = ["DiagnosisPanel"]
