"""From a case to its findings: all culprits are asked, and what another one explains is left out."""

from __future__ import annotations

from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.culprits import culprits
from nnstudio.inspection.diagnosis.finding import Finding


def diagnose(case: Case) -> tuple[Finding, ...]:
    """Return what is wrong, the deepest cause first; nothing for a healthy run."""
    found: list[Finding] = []
    explained: set[str] = set()
    for name, culprit in culprits.items():
        finding = culprit().find(case) if name not in explained else None
        if finding is not None:
            found.append(finding)
            explained |= culprit.explains
    return tuple(found)
