"""The gradient checked by numbers: every parameter is nudged up and down, and the loss is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nnstudio.engine.graph import Graph
from nnstudio.engine.loss import Loss
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.plan import Plan
from nnstudio.engine.program import Program, compile
from nnstudio.engine.typing import Array


def gradient_check(
    graph: Graph, loss: Loss, x: Array, y: Array, h: float = 1e-5, seed: int = 0
) -> dict[tuple[str, str], float]:
    r"""Return, for each parameter, how far back-propagation is from the central difference, in float64.

    .. math:: \frac{\lVert g - \hat g\rVert}{\max(\lVert g\rVert, \lVert\hat g\rVert)}, \qquad
              \hat g_i = \frac{L(\theta_i + h) - L(\theta_i - h)}{2h}

    0 where both are no more than what rounding of L makes of a zero difference, :math:`\varepsilon |L| / h` each.
    Dropout draws the same mask each time.

    Parameters
    ----------
    x : ``(N, *shape)``; y : ``(N, K)``. h : the nudge.

    Raises
    ------
    GraphError, ShapeError, DataError : as :func:`~nnstudio.engine.program.compile` and :meth:`Program.arrange`.
    """
    program = compile(graph, loss, optimizers.make("sgd"), learning_rate=0.0, dtype="float64", seed=seed)
    return check_program(program, x, y, h)


def check_program(program: Program, x: Array, y: Array, h: float = 1e-5) -> dict[tuple[str, str], float]:
    """Check a float64 program at its present parameters; they and running statistics are as before when it returns."""
    plan = program.plan(len(np.asarray(y)))
    plan.load(*program.arrange(x, y))
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
        for nudged in (kept + h, kept - h):
            theta[place] = nudged
            program.random.bit_generator.state = start
            plan.forward()
            sides.append(float(plan.loss))
        theta[place] = kept
        yield (sides[0] - sides[1]) / (2 * h)
    program.random.bit_generator.state = start
    plan.forward()
