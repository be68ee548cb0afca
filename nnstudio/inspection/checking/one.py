"""A gradient checked on the spot: nudge the number, look at the loss, compare (in a float64 twin of the run)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstudio.engine import Place, Plan
from nnstudio.engine.checking import Check
from nnstudio.engine.nudging import Nudged, difference, nudged
from nnstudio.inspection.checking.twins import twin_of
from nnstudio.inspection.description import Description, Line
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace
from nnstudio.inspection.whole_layer import is_group

H = 1e-5


@dataclass(frozen=True, eq=False)
class Nudging:
    """One number of a twin, ready to be nudged; it owes nothing to the run any more.

    Attributes
    ----------
    step, description : of the gradient. analytic : by back-propagation, the plan's own number. loss : ``h ↦ L``.
    level : L itself. eps : the spacing of the run's numbers at 1.
    """

    step: Step
    description: Description
    analytic: float
    loss: Nudged
    level: float
    eps: float

    def at(self, h: float) -> Check:
        """Return the check for a nudge, ``(L(+h) − L(−h)) / 2h``: two forward passes of the twin."""
        return Check(self.analytic, difference(self.loss, h), h)


def checkable(step: Step) -> bool:
    """Whether a step is about a gradient of one learned number, or of one net input or output."""
    return step.index is not None and (step.quantity in ("grad_z", "grad_a") or step.quantity.endswith("_grad"))


def gradient_step(trace: Trace, step: Step) -> Step | None:
    """Return the step of the gradient that belongs to a step's number: itself, a neuron's δ, a weight's ∂L/∂w.

    None where a whole layer, window or time step is looked at, and for numbers that have none.
    """
    if step.index is None or is_group(trace, step):
        return None
    if checkable(step):
        return step
    if step.phase == "update":
        name = step.quantity.removesuffix("_update")
        return Step("backward", step.layer, f"{name}_grad", step.index)
    if step.phase != "forward":
        return None
    wanted = (Step("backward", step.layer, f"grad_{name}", step.index) for name in (step.quantity, "z", "a"))
    return next((each for each in wanted if checkable(each) and trace.fine.find(each) >= 0), None)


def nudging(trace: Trace, step: Step) -> Nudging:
    """Return what is needed to check a step's gradient; read while the plan stands still, used at any time after.

    A second program of the same graph in float64 gets the run's weights and batch; dropout keeps the mask that the run
    has drawn. With ``trace.batch`` the loss is the batch's mean, else the sample's own. Where the samples act on one
    another (batch normalisation) the sample's number is nudged and the sum of all losses is looked at.

    Raises
    ------
    KeyError : the step is about no gradient.
    """
    if not checkable(step) or step.index is None:
        raise KeyError(step)
    description = _describe(trace, step)
    if step.quantity.endswith("_grad") and (trace.mixes_samples or not _of_sample(description)):
        # Of what acts on all samples at once the batch's gradient alone can be nudged.
        trace = replace(trace, batch=True)
        description = _describe(trace, step)
    names = {"grad_z": "z", "grad_a": "a"}
    quantity = names.get(step.quantity) or step.quantity.removesuffix("_grad")
    twin = twin_of(trace.plan, "one")
    loss = nudged(twin, Place(step.layer, quantity, step.index, -1 if trace.batch else trace.sample))
    if trace.mixes_samples and not trace.batch:
        loss = _of_all(twin, loss)
    return Nudging(step, description, _main(description).result, loss, abs(loss(0.0)), trace.eps)


def check(trace: Trace, step: Step, h: float = H) -> Check:
    """Return the numerical gradient of the step's number beside the plan's own; errors as :func:`nudging`."""
    return nudging(trace, step).at(h)


def _of_sample(description: Description) -> bool:
    """Whether the step's own number is that of the sample: what an activation learns has the batch's alone."""
    return _main(description).symbol.startswith("∂ℓ")


def _of_all(twin: Plan, loss: Nudged) -> Nudged:
    """Return the sum of all samples' losses after the nudge of one."""

    def whole(h: float) -> float:
        loss(h)
        return float(twin.losses.sum())

    return whole


def _describe(trace: Trace, step: Step) -> Description:
    from nnstudio.inspection.describe import describe

    return describe(trace, step)


def _main(description: Description) -> Line:
    main = description.main
    assert main is not None
    return main
