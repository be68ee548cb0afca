"""What every Python peer does: say who it is, then answer requests until the pipe closes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence

from grown import find
from workloads import Workload

Train = Callable[[float], float]
"""Trains for some seconds, returns steps per second."""


def answer(name: str, variants: Sequence[str], stepper: Callable[[Workload, str], Train]) -> None:
    """Answer each line ``workload variant seconds``; ``stepper`` makes a workload ready the first time."""
    print(json.dumps({"name": name, "variants": list(variants)}), flush=True)
    ready: dict[tuple[str, str], Train] = {}
    for line in sys.stdin:
        workload, variant, seconds = line.split()
        try:
            if (workload, variant) not in ready:
                ready[workload, variant] = stepper(find(workload), variant)
            found: dict[str, object] = {"rate": ready[workload, variant](float(seconds))}
        except Exception as error:  # what a rival lacks differs from machine to machine: reported, not fatal
            found = {"error": f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"}
        print(json.dumps(found), flush=True)
