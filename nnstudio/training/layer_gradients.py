"""How long the gradient of each layer is at a moment of a kept run: what reaches the first layers."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.measures.statistics import gradient_norms
from nnstudio.training.kept_run import KeptRun, Moment
from nnstudio.training.problem import targets_of

SAMPLES = 64
"""Training samples, evenly spread, whose mean loss it is the gradient of."""


def layer_gradients(run: KeptRun, moment: Moment) -> dict[str, float]:
    """Return ‖∂L/∂θ‖ of every layer that learns, from the input on; may be infinite or NaN where the run flew away."""
    program, prepared = run.holding(moment), run.prepared
    part = prepared.training
    rows = np.unique(np.linspace(0, len(part) - 1, min(len(part), SAMPLES)).round().astype(np.int64))
    plan = program.plan(len(rows), "train")
    with np.errstate(all="ignore"):
        plan.load(*program.arrange(part.x[rows], targets_of(program, prepared, part.y[rows])))
        plan.forward()
        plan.backward()
        norms = gradient_norms(program)
    return {layer: norms[layer] for layer in program.graph.order if layer in norms}
