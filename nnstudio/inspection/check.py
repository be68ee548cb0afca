"""A gradient checked on the spot: nudge the number, look at the loss, compare (in a float64 shadow of the run)."""

from __future__ import annotations

from dataclasses import replace

from nnstudio.engine import Place, Plan
from nnstudio.engine.checking import Check
from nnstudio.engine.nudging import Nudged, difference, nudged
from nnstudio.engine.shadow import shadow
from nnstudio.inspection.description import Line
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace

H = 1e-5


def checkable(step: Step) -> bool:
    """Whether a step is about a gradient of one learned number, or of one net input or output."""
    return step.index is not None and (step.quantity in ("grad_z", "grad_a") or step.quantity.endswith("_grad"))


def check(trace: Trace, step: Step, h: float = H) -> Check:
    """Return the numerical gradient of the step's number beside the plan's own.

    A second program of the same graph in float64 gets the run's weights and batch; dropout keeps the mask that the run
    has drawn. With ``trace.batch`` the loss is the batch's mean, else the sample's own. Where the samples act on one
    another (batch normalisation) the sample's number is nudged and N times the mean loss is looked at.

    Raises
    ------
    KeyError : the step is about no gradient.
    """
    if not checkable(step) or step.index is None:
        raise KeyError(step)
    if step.quantity.endswith("_grad") and (trace.mixes_samples or not _of_sample(trace, step)):
        # Of what acts on all samples at once the batch's gradient alone can be nudged.
        trace = replace(trace, batch=True)
    names = {"grad_z": "z", "grad_a": "a"}
    quantity = names.get(step.quantity) or step.quantity.removesuffix("_grad")
    place = Place(step.layer, quantity, step.index, -1 if trace.batch else trace.sample)
    twin = shadow(trace.plan)
    loss = nudged(twin, place)
    if trace.mixes_samples and not trace.batch:
        return Check(_analytic(trace, step), difference(_of_all(twin, loss), h), h)
    return Check(_analytic(trace, step), difference(loss, h), h)


def _of_sample(trace: Trace, step: Step) -> bool:
    """Whether the step's own number is that of the sample: what an activation learns has the batch's alone."""
    main = _main(trace, step)
    return main.symbol.startswith("∂ℓ")


def _of_all(twin: Plan, loss: Nudged) -> Nudged:
    """Return the sum of all samples' losses after the nudge of one."""

    def whole(h: float) -> float:
        loss(h)
        return float(twin.losses.sum())

    return whole


def _analytic(trace: Trace, step: Step) -> float:
    return _main(trace, step).result


def _main(trace: Trace, step: Step) -> Line:
    from nnstudio.inspection.describe import describe

    main = describe(trace, step).main
    assert main is not None
    return main
