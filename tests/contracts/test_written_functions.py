"""What an activation writes of itself for the inspector is what its own calls compute; else it has a name there."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine import activations
from nnstudio.engine.activation import Activation
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.formulas.emission import Store, emit_tape
from nnstudio.engine.rerun import rerun_activation, rerun_slope
from nnstudio.inspection.engine_terms import FUNCTIONS

POINTS = (-7.5, -3.0, -2.6, -0.7, -0.01, 0.0, 0.3, 1.9, 2.6, 6.5)
VARIANTS = [
    *((name, {}) for name in activations if activations.make(name).elementwise),
    ("hard_sigmoid", {"slope": "1/6"}),
    ("leaky_relu", {"gamma": 1.5}),
    ("elu", {"gamma": 0.4}),
    ("celu", {"gamma": 2.5}),
    ("prelu", {"sharing": "layer"}),
    ("swish", {"beta": 2.5}),
    ("swish", {"beta": 1.5, "learning": "neuron"}),
    *((name, {"mean": 0.7, "deviation": 1.3}) for name in ("gelu", "gelu_tanh", "gelu_logistic")),
    *(("formula", {"expression": text}) for text in ("max(0, z) - z^3", "where(z > 1, 2 * z, exp(z) / 2)")),
]


def worked_out(formula: Formula, known: dict[str, float]) -> float:
    emit, out = Emitter(np.dtype(np.float64)), np.zeros(1)
    variables = {name: np.array([value]) for name, value in known.items()}
    emit_tape(Store(emit, "x"), formula.tape, formula.value, variables, out, {})
    emit.run()
    return float(out[0])


@pytest.mark.parametrize(("name", "values"), VARIANTS, ids=str)
def test_what_is_written_is_what_is_computed(name: str, values: dict[str, object]) -> None:
    function: Activation = activations.make(name, **values)
    learned = {scalar.name: scalar.initial for scalar in function.learned()}
    arrays = {key: np.array([[value]]) for key, value in learned.items()}
    for z in POINTS:
        column = np.array([[z]])
        value, slope = rerun_activation(function, column, arrays), rerun_slope(function, column, arrays)
        drawn = float(slope[0, 0])
        for written, computed in ((function.written(z), value), (function.written_slope(z), slope)):
            if written is None:
                assert name in FUNCTIONS or name == "step"
            else:
                found = worked_out(written, {"z": z, "drawn": drawn, **learned})
                assert found == pytest.approx(float(computed[0, 0]), rel=1e-9, abs=1e-12), (z, written.text)
