"""A plane of parameter space: through which point, in which two directions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Program
from nnstudio.engine.measures.surface import principal_plane, random_direction

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WeightPlane:
    """``θ(x, y) = centre + x one + y other``, with vectors ``(P,)`` at right angles.

    ``explained`` : the share of a path's variance along each direction, where they come from one. ``origin`` : what
    is added to x and y where they are shown: two weights are shown as they are, not as a distance.
    """

    centre: Floats
    one: Floats
    other: Floats
    explained: tuple[float, ...] = ()
    origin: tuple[float, float] = (0.0, 0.0)

    def coordinates(self, points: Floats) -> Floats:
        """Return where the points ``(…, P)`` of parameter space lie, seen at right angles to the plane: ``(…, 2)``."""
        moved = np.asarray(points, np.float64) - self.centre
        found = [moved @ each / max(float(each @ each), 1e-300) for each in (self.one, self.other)]
        return np.stack(found, axis=-1) + self.origin

    def distances(self, points: Floats) -> Floats:
        """Return how far points ``(T, P)`` are from the plane ``(T,)``."""
        x, y = (self.coordinates(points) - self.origin).T[:, :, None]
        found: Floats = np.linalg.norm(points - self.centre - x * self.one - y * self.other, axis=1)
        return found


def path_plane(path: Floats) -> WeightPlane:
    """Return the plane that a path ``(T, P)`` stays closest to, through its last point.

    DataError : fewer than three points, or none beside one line.
    """
    found = principal_plane(path)
    return WeightPlane(found.centre, found.one, found.other, found.explained)


def random_plane(program: Program, seed: int) -> WeightPlane:
    """Return a plane through the weights along two random directions, normalised filter by filter.

    The second is made to stand at right angles to the first, and keeps its length.
    Source: Li et al., NeurIPS (2018), §4.
    """
    random = np.random.default_rng(seed)
    one, other = (random_direction(program, random) for _ in range(2))
    length = float(np.linalg.norm(other))
    other = other - one * (other @ one) / max(float(one @ one), 1e-300)
    other *= length / max(float(np.linalg.norm(other)), 1e-300)
    return WeightPlane(program.theta.astype(np.float64), one, other)


def weights_plane(program: Program, first: int, second: int) -> WeightPlane:
    """Return the plane of two single weights, numbers of the flat parameter vector; all others stay as they are."""
    theta = program.theta.astype(np.float64)
    one, other = np.zeros(len(theta)), np.zeros(len(theta))
    one[first], other[second] = 1.0, 1.0
    return WeightPlane(theta, one, other, origin=(float(theta[first]), float(theta[second])))
