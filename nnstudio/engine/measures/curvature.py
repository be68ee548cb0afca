"""The second derivative of the loss: products with the Hessian, its extreme eigenvalues, what they say of a point."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.demands import instance
from nnstudio.engine.errors import ResourceError
from nnstudio.engine.measures.objective import AN_OBJECTIVE, Objective
from nnstudio.engine.typing import Array
from nnstudio.text import msg

LARGEST_WHOLE = 2000
"""Parameters up to which a whole Hessian is computed."""

_STEP = float(np.cbrt(np.finfo(np.float64).eps))
_AGREEMENT, _NEGLIGIBLE = 1e-4, 1e-6
"""How far the two halves of a difference may be apart: in shares of H v, and in curvature that is none."""
_TRIES = 5
"""Steps, each an eighth of the one before, that are tried where they are not."""


def hessian_vector_product(objective: Objective, vector: Array, *, theta: Array | None = None) -> Array:
    r"""Return ``H v`` at ``theta`` (the objective's own if None) by a central difference of gradients, in float64.

    .. math:: H v \approx \frac{g(\theta + \epsilon v) - g(\theta - \epsilon v)}{2 \epsilon}, \qquad
              \epsilon = \sqrt[3]{\varepsilon}\,\frac{1 + \lVert\theta\rVert / \sqrt P}{\lVert v\rVert}

    Three passes, whatever the number of parameters. Where a kink (of ReLU, max pooling, an absolute error) lies within
    the step, the gradient jumps there and the difference has nothing to do with H: then the two halves of the step
    disagree, and smaller steps are tried. Source: Pearlmutter, Neural Computation 6 (1994), §2.

    Warns
    -----
    RuntimeWarning : the halves disagree however small the step: ``theta`` is on a kink, where there is no H.
    """
    instance("objective", objective, Objective, AN_OBJECTIVE)
    vector = objective.checked("vector", vector)
    start = objective.theta if theta is None else objective.checked("theta", theta)
    return _product(objective, vector, start, objective.gradient(start))


def _product(objective: Objective, vector: Array, start: Array, here: Array) -> Array:
    """Return H v; warn where there is none."""
    found, sound = _difference(objective, vector, start, here)
    if not sound:
        warnings.warn(
            str(msg("The loss has a kink here (a ReLU at 0?): its second derivative does not exist.")),
            RuntimeWarning,
            stacklevel=3,
        )
    return found


def _difference(objective: Objective, vector: Array, start: Array, here: Array) -> tuple[Array, bool]:
    """Return H v and whether there is one: with a kink within the smallest step there is not."""
    length = float(np.linalg.norm(vector))
    if not length:
        return np.zeros_like(start), True
    step = _STEP * (1 + float(np.linalg.norm(start)) / np.sqrt(max(start.size, 1))) / length
    negligible = _NEGLIGIBLE * length * (1 + float(np.linalg.norm(here)))
    best, least = np.zeros_like(start), np.inf
    for _ in range(_TRIES):
        ahead, behind = (objective.gradient(start + sign * step * vector) for sign in (1, -1))
        found = np.asarray((ahead - behind) / (2 * step))
        # By how much the halves disagree: the rate of change of H, rounding, or a jump.
        apart = float(np.linalg.norm((ahead - here) - (here - behind))) / (2 * step)
        if apart < least:
            best, least = found, apart
        if least <= _AGREEMENT * float(np.linalg.norm(best)) + negligible:
            return best, True
        step /= 8
    return best, least <= 0.1 * float(np.linalg.norm(best))


def hessian(objective: Objective, *, theta: Array | None = None) -> Array:
    """Return the whole Hessian ``(P, P)``, symmetric, column by column; on kinks see ``hessian_vector_product``.

    Raises
    ------
    ResourceError : more than ``LARGEST_WHOLE`` parameters.
    """
    count = objective.theta.size
    if count > LARGEST_WHOLE:
        raise ResourceError(
            "Hessian",
            msg("at most {count} parameters", count=f"{LARGEST_WHOLE:,}"),
            msg("a network of {count} parameters", count=f"{count:,}"),
            msg("Ask for products with vectors or for its largest eigenvalue instead."),
        )
    start = objective.theta if theta is None else theta
    here = objective.gradient(start)
    rows = np.array([_product(objective, unit, start, here) for unit in np.eye(count)])
    return np.asarray((rows + rows.T) / 2)


@dataclass(frozen=True, eq=False)
class Eigenpair:
    """An eigenvalue with its unit vector; ``residual`` is ``‖H v − λ v‖``, ``iterations`` how many products it took."""

    value: float
    vector: Array
    residual: float
    iterations: int


def largest_eigenvalue(
    objective: Objective, *, iterations: int = 200, tolerance: float = 1e-4, seed: int = 0
) -> Eigenpair:
    """Return the eigenvalue of largest size by power iteration; it may be negative.

    Ends when ``‖H v − λ v‖ ≤ tolerance |λ|`` or after so many products. A step of gradient descent is stable along v
    while ``α < 2/λ``.
    """
    vector = _unit(np.random.default_rng(seed).normal(size=objective.theta.size))
    here = objective.gradient(objective.theta)
    value = residual = 0.0
    for done in range(1, iterations + 1):
        image = _product(objective, vector, objective.theta, here)
        value = float(vector @ image)
        residual = float(np.linalg.norm(image - value * vector))
        if residual <= tolerance * abs(value):
            return Eigenpair(value, vector, residual, done)
        vector = _unit(image)
    return Eigenpair(value, vector, residual, iterations)


def extreme_eigenvalues(objective: Objective, *, products: int = 60, seed: int = 0) -> tuple[float, float]:
    """Return the least and the largest eigenvalue of the Hessian, by the Lanczos method with full orthogonalisation.

    With as many products as parameters they are exact; with fewer, both ends come out first.
    Source: Golub & Van Loan 2013, §10.1.
    """
    return _lanczos(objective, products, seed)[:2]


def _lanczos(objective: Objective, products: int, seed: int = 0) -> tuple[float, float, bool]:
    """Return both ends, and whether every product was one with a Hessian."""
    count, sound = objective.theta.size, True
    here = objective.gradient(objective.theta)
    basis = [_unit(np.random.default_rng(seed).normal(size=count))]
    diagonal: list[float] = []
    beside: list[float] = []
    for _ in range(min(products, count)):
        image, smooth = _difference(objective, basis[-1], objective.theta, here)
        sound = sound and smooth
        diagonal.append(float(basis[-1] @ image))
        known = np.array(basis)
        for _ in range(2):
            image = image - known.T @ (known @ image)
        length = float(np.linalg.norm(image))
        if length <= 1e-9 * max(1.0, max(map(abs, diagonal))) or len(basis) == count:
            break
        beside.append(length)
        basis.append(image / length)
    size = len(diagonal)
    matrix = np.diag(diagonal) + np.diag(beside[: size - 1], 1) + np.diag(beside[: size - 1], -1)
    values = np.linalg.eigvalsh(matrix)
    return float(values[0]), float(values[-1]), sound


def _unit(vector: Array) -> Array:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


@dataclass(frozen=True)
class Verdict:
    """What a point of the loss surface is: ``slope minimum saddle maximum plateau``, and the numbers it rests on.

    Not ``sound`` where a kink of the loss is so near that its curvature, ``least`` and ``largest``, does not exist.
    """

    kind: str
    gradient_norm: float
    least: float
    largest: float
    sound: bool = True


def verdict(
    objective: Objective, *, flat_gradient: float = 1e-3, flat_curvature: float = 1e-4, products: int = 60
) -> Verdict:
    """Return what the present point is.

    A ``slope`` where ``‖∂L/∂θ‖ > flat_gradient``; else a ``plateau`` where no eigenvalue is larger than
    ``flat_curvature`` in size; else a ``saddle`` (or ``maximum``) where one is clearly negative; else a ``minimum``.
    """
    instance("objective", objective, Objective, AN_OBJECTIVE)
    norm = float(np.linalg.norm(objective.gradient(objective.theta)))
    least, largest, sound = _lanczos(objective, products)
    if norm > flat_gradient:
        kind = "slope"
    elif max(abs(least), abs(largest)) <= flat_curvature:
        kind = "plateau"
    elif least < -max(flat_curvature, 1e-3 * largest):
        kind = "maximum" if largest <= flat_curvature else "saddle"
    else:
        kind = "minimum"
    return Verdict(kind, norm, least, largest, sound)
