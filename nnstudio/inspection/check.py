"""A gradient checked on the spot: nudge the number, look at the loss, compare (in a float64 shadow of the run)."""

from __future__ import annotations

from dataclasses import replace

from nnstudio.engine import Place
from nnstudio.engine.checking import Check
from nnstudio.engine.nudging import difference, nudged
from nnstudio.engine.shadow import shadow
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace

H = 1e-5


def checkable(step: Step) -> bool:
    """Whether a step is about a gradient of one weight or net input."""
    return step.index is not None and (step.quantity == "grad_z" or step.quantity.endswith("_grad"))


def check(trace: Trace, step: Step, h: float = H) -> Check:
    """Return the numerical gradient of the step's weight or net input beside the plan's own.

    A second program of the same graph in float64 gets the run's weights and batch; dropout keeps the mask that the run
    has drawn. With ``trace.batch`` the loss is the batch's mean, else the sample's own.

    Raises
    ------
    KeyError : the step is about no gradient.
    """
    if not checkable(step) or step.index is None:
        raise KeyError(step)
    if step.quantity not in ("grad_z", "weight_grad", "bias_grad"):
        # Of what an activation learns the plan holds the batch's gradient alone.
        trace = replace(trace, batch=True)
    quantity = "z" if step.quantity == "grad_z" else step.quantity.removesuffix("_grad")
    place = Place(step.layer, quantity, step.index, -1 if trace.batch else trace.sample)
    return Check(_analytic(trace, step), difference(nudged(shadow(trace.plan), place), h), h)


def _analytic(trace: Trace, step: Step) -> float:
    from nnstudio.inspection.describe import describe

    main = describe(trace, step).main
    assert main is not None
    return main.result
