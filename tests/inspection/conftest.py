"""The worked example, primed; and the way to the helpers here."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from nnstudio.engine import Plan

sys.path.insert(0, str(Path(__file__).parent))

from inspected import network, primed


@pytest.fixture
def worked_example() -> Plan:
    """The two-layer example that everyone calculates (FACTS): its biases are shared and not trained."""
    program = network((2, 2, 2), ("logistic", "logistic"), rate=0.5, dtype="float64")
    program.set_parameter("h1", "weight", np.array([[0.15, 0.25], [0.20, 0.30]]))
    program.set_parameter("h2", "weight", np.array([[0.40, 0.50], [0.45, 0.55]]))
    program.set_parameter("h1", "bias", np.full(2, 0.35))
    program.set_parameter("h2", "bias", np.full(2, 0.60))
    return primed(program, np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]]))
