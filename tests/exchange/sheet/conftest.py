"""The worked example and other networks as the inspection's tests make them, and the way to what reads sheets here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from nnstudio.engine import Plan
from nnstudio.inspection import Trace
from nnstudio.text import set_language

sys.path.insert(0, str(Path(__file__).parents[2] / "contracts"))
sys.path.insert(0, str(Path(__file__).parents[2] / "inspection"))
sys.path.insert(0, str(Path(__file__).parent))

from inspected import network, primed

NAMES = {"x": "Input", "h1": "Hidden 1", "h2": "Output", "y": "Target"}


def _worked(weights: dict[str, list[list[float]]]) -> Plan:
    program = network((2, 2, 2), ("logistic", "logistic"), rate=0.5, dtype="float64")
    for name, values in weights.items():
        program.set_parameter(name, "weight", np.array(values))
    program.set_parameter("h1", "bias", np.full(2, 0.35))
    program.set_parameter("h2", "bias", np.full(2, 0.60))
    return primed(program, np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]]))


@pytest.fixture
def worked() -> Trace:
    """The two-layer example that everyone calculates (FACTS): its biases are shared and not trained."""
    return Trace(_worked({"h1": [[0.15, 0.25], [0.20, 0.30]], "h2": [[0.40, 0.50], [0.45, 0.55]]}), names=NAMES)


@pytest.fixture
def updated(worked: Trace) -> Trace:
    """The example after one update, by the engine's own, with its biases as they were."""
    plan = worked.plan
    plan.update()
    weights = {name: plan.sites[name].parameter("weight").tolist() for name in ("h1", "h2")}
    return Trace(_worked(weights), names=NAMES)


@pytest.fixture(params=["en", "zh_CN", "zh_TW"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language in turn."""
    set_language(request.param)
    yield request.param
    set_language("en")
