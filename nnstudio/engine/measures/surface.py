"""The loss over a line or a plane of parameter space, along random directions or those that a path took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrange import check_numbers
from nnstudio.engine.demands import instance, numbers
from nnstudio.engine.errors import DataError
from nnstudio.engine.layer import shape_text
from nnstudio.engine.measures.objective import AN_OBJECTIVE, Objective
from nnstudio.engine.program import A_PROGRAM, Program
from nnstudio.engine.typing import Array
from nnstudio.text import msg


def random_direction(program: Program, random: np.random.Generator, *, filters: bool = True) -> Array:
    r"""Return a random vector ``(P,)`` of parameter space, normal, or normalised filter by filter.

    With ``filters`` the numbers that lead to one neuron (to one channel) get the length of the neuron's own weights,
    :math:`d_j \leftarrow \frac{d_j}{\lVert d_j\rVert} \lVert w_j\rVert`, and biases stay where they are, so that
    surfaces of different networks may be compared. Source: Li et al., NeurIPS (2018), §4.
    """
    instance("program", program, Program, A_PROGRAM)
    drawing = instance("random", random, np.random.Generator, msg("a generator, as numpy.random.default_rng gives it"))
    direction = drawing.normal(size=program.count)
    for placed in program.layout.entries.values() if filters else ():
        part = slice(placed.start, placed.stop)
        if not placed.weight.regularised:
            direction[part] = 0
            continue
        own = program.theta[part].reshape(-1, placed.key.shape[-1]).astype(np.float64)
        drawn = direction[part].reshape(own.shape)
        drawn *= np.linalg.norm(own, axis=0) / np.maximum(np.linalg.norm(drawn, axis=0), np.finfo(np.float64).tiny)
    return direction


def along(objective: Objective, direction: Array, steps: Array | Sequence[float], centre: Array | None = None) -> Array:
    """Return ``L(θ + t d)`` for each t of ``steps``."""
    instance("objective", objective, Objective, AN_OBJECTIVE)
    direction = objective.checked("direction", direction)
    start = objective.theta if centre is None else objective.checked("centre", centre)
    return np.array([objective.loss(start + t * direction) for t in numbers("steps", steps, axes=1)])


def over_plane(
    objective: Objective,
    one: Array,
    other: Array,
    xs: Array | Sequence[float],
    ys: Array | Sequence[float],
    centre: Array | None = None,
) -> Array:
    """Return ``L(θ + x d₁ + y d₂)`` as ``(len(ys), len(xs))``; ``centre`` is θ (the objective's own if None)."""
    instance("objective", objective, Objective, AN_OBJECTIVE)
    other = objective.checked("direction", other)
    start = objective.theta if centre is None else objective.checked("centre", centre)
    return np.array([along(objective, one, xs, start + y * other) for y in numbers("steps", ys, axes=1)])


@dataclass(frozen=True, eq=False)
class PrincipalPlane:
    """The plane that a path of parameters stays closest to.

    ``one`` and ``other`` are unit vectors at right angles; ``coordinates`` are the path's points in the plane
    ``(T, 2)``, counted from ``centre``, its last point; ``explained`` is the share of the path's variance along each.
    """

    centre: Array
    one: Array
    other: Array
    coordinates: Array
    explained: tuple[float, float]


def principal_plane(path: Array) -> PrincipalPlane:
    """Return the plane of the first two principal components of ``θ_t − θ_T``, for a path ``(T, P)``.

    The components come from the (T, T) matrix of inner products, so that P may be large. Source: Li et al. 2018, §7.

    Raises
    ------
    DataError : fewer than three points, or all in one line of which there is no plane; NaN or infinity.
    """
    points = np.asarray(path, np.float64)
    if points.ndim != 2:
        given = msg("shape {shape}", shape=shape_text(points.shape))
        advice = msg("Give the parameters at each time as a row.")
        raise DataError("path", msg("an array of shape {shape}", shape="T×P"), given, advice)
    check_numbers("path", points, points.dtype)
    centre = points[-1].copy()
    moved = points - centre
    values, vectors = np.linalg.eigh(moved @ moved.T) if len(points) > 2 else (np.zeros(2), np.eye(2))
    if values[-2] <= 1e-12 * max(values[-1], 1e-300):
        raise DataError(
            "path",
            msg("a path of three points or more that bends"),
            msg("{count} points", count=len(points)),
            msg("Train for longer, or choose directions at random."),
        )
    axes = [moved.T @ vectors[:, -k] / np.sqrt(values[-k]) for k in (1, 2)]
    total = float(values.clip(0).sum())
    explained = (float(values[-1]) / total, float(values[-2]) / total)
    return PrincipalPlane(centre, axes[0], axes[1], moved @ np.array(axes).T, explained)
