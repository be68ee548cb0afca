"""What a chart reads at its cursor, or at its end: with the lines' signs on the screen, with their names spoken."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from nnstudio.text import tr
from nnstudio.training.pyramid import Curve
from nnstudio.ui import theme
from nnstudio.ui.charts.series import Series


def step_text(pointed: float, pinned: float) -> str:
    """Return at which step is read: under the cursor, at the pin, or from the pin to the cursor; empty at the end."""
    steps = [theme.count(round(step)) for step in (pinned, pointed) if not math.isnan(step)]
    return tr("step {step}", step=" → ".join(steps)) if steps else ""


def sentences(
    shown: Sequence[Series], curves: Mapping[str, Curve], pointed: float, pinned: float, head: str = ""
) -> tuple[str, str]:
    """Return the values of the lines with their signs, and with their names; ``head`` stands before both."""
    steps = [step for step in (pinned, pointed) if not math.isnan(step)]
    signs, names = ([head] if head else []), ([head] if head else [])
    for entry in shown:
        curve = curves[entry.key]
        values = [curve.at(step) for step in steps] or [curve.last_value]
        text = " → ".join(theme.number(value) for value in values)
        signs.append(f"{entry.sign} {text}")
        names.append(f"{entry.name} {text}")
    return "   ".join(signs), "   ".join(names)
