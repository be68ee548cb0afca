"""A gradient checked on the spot: nudge the number, look at the loss, compare (in a float64 shadow of the run)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from nnstudio.engine import Plan, compile
from nnstudio.engine.emitter import Call
from nnstudio.engine.plan import run
from nnstudio.engine.typing import Array
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace

H = 1e-5


@dataclass(frozen=True)
class Check:
    """``(L(θ+h) − L(θ−h)) / 2h`` beside the plan's gradient; ``error`` is relative to the larger of the two."""

    analytic: float
    numeric: float
    h: float

    @property
    def error(self) -> float:
        """Return |a − n| / max(|a|, |n|); 0 where both are 0."""
        larger = max(abs(self.analytic), abs(self.numeric))
        return abs(self.analytic - self.numeric) / larger if larger else 0.0


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
    shadow = _shadow(trace.plan)
    nudge: Callable[[float], float] = (
        _nudged_net_input(trace, shadow, step) if step.quantity == "grad_z" else _nudged_weight(trace, shadow, step)
    )
    numeric = (nudge(h) - nudge(-h)) / (2 * h)
    return Check(_analytic(trace, step), numeric, h)


def _analytic(trace: Trace, step: Step) -> float:
    from nnstudio.inspection.describe import describe

    main = describe(trace, step).main
    assert main is not None
    return main.result


def _shadow(plan: Plan) -> Plan:
    program = compile(plan.graph, plan.loss_function, plan.update_rule.optimizer, learning_rate=0.0, dtype="float64")
    program.theta[:] = plan.update_rule.theta
    shadow = program.plan(plan.batch_size)
    shadow.load([plan.sites[name].output.array for name in plan.graph.sources], list(plan.targets))
    for name, site in plan.sites.items():
        if "mask" in site.quantities:
            shadow.sites[name].quantities["mask"].array[...] = site.quantities["mask"].array
    return shadow


def _calls(shadow: Plan) -> list[tuple[Call, str, str]]:
    """Return the forward calls with the layer and quantity they are about, without those that draw dropout's mask."""
    return [
        (call, about.layer, about.quantity)
        for call, about in zip(shadow.calls, shadow.info, strict=True)
        if about.phase in ("forward", "loss") and about.quantity != "mask"
    ]


def _loss(trace: Trace, shadow: Plan) -> float:
    return float(shadow.loss) if trace.batch else float(shadow.losses[trace.sample])


def _nudged_weight(trace: Trace, shadow: Plan, step: Step) -> Callable[[float], float]:
    assert step.index is not None
    own: Array = shadow.sites[step.layer].parameter(step.quantity.removesuffix("_grad"))
    index, calls = step.index, [call for call, _, _ in _calls(shadow)]

    def loss(h: float) -> float:
        kept = own[index]
        own[index] = kept + h
        run(calls)
        own[index] = kept
        return _loss(trace, shadow)

    return loss


def _nudged_net_input(trace: Trace, shadow: Plan, step: Step) -> Callable[[float], float]:
    """Nudge z between the call that writes it and those that read it: the sample's, or (for the batch) all samples'."""
    assert step.index is not None
    site = shadow.sites[step.layer]
    index = (step.index[0], step.index[2], step.index[1]) if len(step.index) == 3 else step.index
    calls = _calls(shadow)
    own = [number for number, (_, layer, quantity) in enumerate(calls) if layer == step.layer]
    written = [number for number in own if calls[number][2] == "z"]
    place = written[-1] + 1 if written else own[0]
    before, after = [call for call, _, _ in calls[:place]], [call for call, _, _ in calls[place:]]
    samples = slice(None) if trace.batch else slice(trace.sample, trace.sample + 1)
    z: Array = site.quantities["z"].array[index][samples]

    def loss(h: float) -> float:
        run(before)
        z[:] += h
        run(after)
        return _loss(trace, shadow)

    return loss
