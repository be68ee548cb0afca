"""The gradient checked by numbers: every parameter is nudged up and down, and the loss is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnstudio.engine.arrange import samples_in
from nnstudio.engine.demands import instance, positive, row, unknown
from nnstudio.engine.graph import Graph
from nnstudio.engine.nudging import difference, nudged, row_of
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.output_losses import Judging
from nnstudio.engine.places import checked
from nnstudio.engine.plan import Plan
from nnstudio.engine.program import A_PROGRAM, Program, compile
from nnstudio.engine.samples import SampleBackward
from nnstudio.engine.terms import Place
from nnstudio.engine.typing import Array
from nnstudio.text import msg

Several = Array | Sequence[Array]
STEPS = tuple(10.0**-k for k in range(1, 13))
"""Nudges from 0.1 to 10⁻¹²."""


def gradient_check(
    graph: Graph, loss: Judging, x: Several, y: Several, h: float = 1e-5, seed: int = 0
) -> dict[tuple[str, str], float]:
    r"""Return, for each parameter, how far back-propagation is from the central difference, in float64.

    .. math:: \frac{\lVert g - \hat g\rVert}{\max(\lVert g\rVert, \lVert\hat g\rVert)}, \qquad
              \hat g_i = \frac{L(\theta_i + h) - L(\theta_i - h)}{2h}

    0 where both are no more than what rounding of L makes of a zero difference, :math:`\varepsilon |L| / h` each.
    Dropout draws the same mask each time.

    Parameters
    ----------
    loss : as for compile. x : ``(N, *shape)``; y : ``(N, K)``; lists for several inputs or outputs. h : the nudge.

    Raises
    ------
    GraphError, ShapeError, DataError : as :func:`~nnstudio.engine.program.compile` and :meth:`Program.arrange`.
    """
    program = compile(graph, loss, "sgd", learning_rate=0.0, dtype="float64", seed=seed)
    return check_program(program, x, y, h)


@dataclass(frozen=True)
class Check:
    """A gradient by back-propagation beside ``(L(θ+h) − L(θ−h)) / 2h``."""

    analytic: float
    numeric: float
    h: float

    @property
    def error(self) -> float:
        """Return |a − n| / max(|a|, |n|); 0 where both are 0."""
        larger = max(abs(self.analytic), abs(self.numeric))
        return abs(self.analytic - self.numeric) / larger if larger else 0.0


def numerical_check(program: Program, x: Several, y: Several, place: Place, h: float = 1e-5) -> Check:
    """Check one derivative on request, in a float64 shadow of the program; the run is not touched.

    Parameters
    ----------
    x, y : a batch, ``(N, *shape)`` and ``(N, K)``. place : a parameter (``Place("h", "weight", (0, 1))``), a net
        input or activation (``z``, ``a``), or an input of the network (``a`` of its input layer), indices in the
        outside order. With a sample it is the derivative of that sample's own loss ℓₙ, without of the batch's mean
        L (of an activation: summed over the samples).

    Raises
    ------
    UnknownNameError, a KeyError : no such number, or no gradient arrives at it. OutOfRangeError, an IndexError : past
        the end. ParameterError : h is no number above 0.
    """
    (found,) = checks_over_h(program, x, y, place, (h,))
    return found


def checks_over_h(
    program: Program, x: Several, y: Several, place: Place, steps: Sequence[float] = STEPS
) -> tuple[Check, ...]:
    """Return the check for each h: the error falls with h² until rounding, which grows with 1/h, takes over."""
    nudges = [positive("h", h) for h in row("h", steps, object, msg("a list of numbers"), msg("Give a list."))]
    twin = primed_shadow(program, x, y)
    place = _checked(twin, instance("place", place, Place, msg("a Place: layer, quantity, index")))
    exact = analytic(twin, place)
    loss = nudged(twin, place)
    return tuple(Check(exact, difference(loss, h), h) for h in nudges)


def _checked(twin: Plan, place: Place) -> Place:
    """Return the place with its index counted from 0; a sample of −1 is the whole batch, of a parameter too."""
    index, _ = checked(twin, place.layer, place.quantity, place.index, place.sample)
    site, gradient = twin.sites.get(place.layer), f"grad_{place.quantity}"
    weights = [name for layer, name in twin.update_rule.layout.entries if layer == place.layer]
    if place.quantity not in weights and (site is None or gradient not in site.quantities):
        numbers = [name for name in ("z", "a") if site is not None and f"grad_{name}" in site.quantities]
        raise unknown(place.layer, place.quantity, (*weights, *numbers))
    if place.sample != -1:
        _, sample = checked(twin, place.layer, "loss", (), place.sample)
        return replace(place, index=index, sample=sample)
    return replace(place, index=index)


def primed_shadow(program: Program, x: Several, y: Several) -> Plan:
    """Return a float64 plan with the program's weights and this batch, after its forward and backward pass."""
    instance("program", program, Program, A_PROGRAM)
    made = compile(program.graph, program.judges, optimizers.make("sgd"), learning_rate=0.0, dtype="float64", seed=0)
    made.theta[:], made.carried[:] = program.theta, program.carried
    batch = made.arrange(x, y)
    twin = made.plan(samples_in(batch), gradient_of_inputs=True)
    twin.load(*batch)
    twin.forward()
    twin.backward()
    return twin


def analytic(twin: Plan, place: Place) -> float:
    """Return back-propagation's derivative by the number at a place; of ℓₙ for a sample, of L for −1."""
    if place.sample >= 0:
        SampleBackward(twin).run(place.sample)
    site = twin.sites[place.layer]
    if (place.layer, place.quantity) in site.arenas.layout.entries:
        return float(site.gradient(place.quantity)[place.index])
    row = row_of(twin, replace(place, quantity={"z": "grad_z", "a": "grad_a"}[place.quantity]))
    return float(row.sum() if place.sample < 0 else row[place.sample])


def check_program(program: Program, x: Several, y: Several, h: float = 1e-5) -> dict[tuple[str, str], float]:
    """Check a float64 program at its present parameters; they and running statistics are as before when it returns."""
    h = positive("h", h)
    batch = program.arrange(x, y)
    plan = program.plan(samples_in(batch))
    plan.load(*batch)
    start, carried = program.random.bit_generator.state, program.carried.copy()
    plan.forward()
    plan.backward()
    exact = program.grad.copy()
    noise = 4 * float(np.finfo(np.float64).eps) * max(float(plan.loss), 1e-3) / h
    numerical = np.array([*_differences(program, plan, start, h)])
    found = {}
    for (layer, name), placed in program.layout.entries.items():
        part = slice(placed.start, placed.stop)
        found[layer, name] = relative_error(exact[part], numerical[part], noise)
    program.carried[:] = carried
    return found


def relative_error(one: Array, other: Array, noise: float = 0.0) -> float:
    """Return ``‖a − b‖ / max(‖a‖, ‖b‖)``; 0 where neither has elements larger than ``noise`` on the average."""
    larger = max(float(np.linalg.norm(one)), float(np.linalg.norm(other)))
    return float(np.linalg.norm(one - other)) / larger if larger > noise * np.sqrt(one.size) else 0.0


def _differences(program: Program, plan: Plan, start: Mapping[str, Any], h: float) -> Iterator[float]:
    theta = program.theta
    for place in range(theta.size):
        kept = theta[place]
        sides = []
        for moved in (kept + h, kept - h):
            theta[place] = moved
            program.random.bit_generator.state = start
            plan.forward()
            sides.append(float(plan.loss))
        theta[place] = kept
        yield (sides[0] - sides[1]) / (2 * h)
    program.random.bit_generator.state = start
    plan.forward()
