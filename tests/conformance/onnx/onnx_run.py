"""What comes of each case, by operator: passed, failed, or not applicable and why.

python tests/conformance/onnx/onnx_run.py [OPERATOR …]
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
from onnx_cases import (
    PLUMBING,
    Case,
    Found,
    Left,
    Node,
    NotApplicableError,
    Tensor,
    node_cases,
    nodes,
    plumbed,
    recorded_cases,
)
from onnx_functions import FUNCTIONS
from onnx_norms import NORMS
from onnx_recurrent import RECURRENT
from onnx_windows import WINDOWS

from nnstudio.engine.errors import NnstudioError

RTOL, ATOL = 1e-3, 1e-7
"""ONNX's own tolerances for these cases."""
ADAPTERS: dict[str, Callable[[Node], Found]] = {**WINDOWS, **RECURRENT, **NORMS, **FUNCTIONS}


@dataclass(frozen=True)
class Outcome:
    """``fault`` is empty where the numbers agree; ``reason`` says why a case is not applicable.

    ``left`` says which of its outputs were not compared, and why; all others were.
    """

    case: str
    group: str
    op: str
    fault: str = ""
    reason: str = ""
    left: str = ""


def outcome(case: Case) -> Outcome:
    """Follow a case through the engine and compare."""
    try:
        fault, left = _fault(case)
    except NotApplicableError as error:
        return Outcome(case.name, case.group, case.op, reason=str(error))
    except NnstudioError as error:
        return Outcome(case.name, case.group, case.op, f"refused: {error}")
    return Outcome(case.name, case.group, case.op, fault, left=left)


def _fault(case: Case) -> tuple[str, str]:
    """Return what is wrong, and which outputs were left out."""
    if not case.kinds:
        raise NotApplicableError("no layer, only another form")
    for kind in sorted(case.kinds):
        if kind not in ADAPTERS:
            raise NotApplicableError(f"with {kind}, which is no layer here")
    values, left = dict(case.values), {}
    for node in nodes(case, values):
        found = (plumbed(node),) if node.op in PLUMBING else ADAPTERS[node.op](node)
        for name, array in zip(node.outputs, found, strict=False):
            if isinstance(array, Left):
                left[name] = array.reason
            elif array is not None:
                values[name] = array
    for name, right in case.expected.items():
        if name not in left:
            fault = _difference(values[name], right) if name in values else "was not computed"
            if fault:
                return f"{name}: {fault}", ""
    return "" if set(case.expected) - set(left) else "nothing was compared", "; ".join(left.values())


def _difference(found: Tensor, right: Tensor) -> str:
    if found.shape != right.shape:
        return f"shape {found.shape}, not {right.shape}"
    try:
        np.testing.assert_allclose(found, right, rtol=RTOL, atol=ATOL)
    except AssertionError as error:
        return str(error)
    return ""


@cache
def outcomes() -> tuple[Outcome, ...]:
    """Return what comes of every case whose operator has an adapter, and of all recorded ones."""
    cases: Iterable[Case] = chain((case for case in node_cases() if case.op in ADAPTERS), recorded_cases())
    with np.errstate(all="ignore"):
        return tuple(outcome(case) for case in cases)


def table() -> str:
    """Return a line for each operator, and below it the reasons why cases are not applicable."""
    lines = [f"{'operator':28}{'passed':>7}{'of':>5}{'n/a':>6}"]
    found = outcomes()
    for op in sorted({one.op for one in found}):
        own = [one for one in found if one.op == op]
        applicable = [one for one in own if not one.reason]
        passed = sum(not one.fault for one in applicable)
        lines.append(f"{op:28}{passed:7}{len(applicable):5}{len(own) - len(applicable):6}")
        notes = [one.reason or f"passed but for {one.left}" for one in own if one.reason or one.left]
        lines += [f"    {count:3} × {note}" for note, count in Counter(notes).items()]
    applicable = [one for one in found if not one.reason]
    passed = sum(not one.fault for one in applicable)
    return "\n".join([*lines, f"{'all':28}{passed:7}{len(applicable):5}{len(found) - len(applicable):6}"])


def main() -> int:
    """Print the table and every fault."""
    print(table())
    faults = [one for one in outcomes() if one.fault]
    for one in faults:
        print(f"\n{one.op} {one.case}: {one.fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
