"""From many dimensions to two: as it is where there are one or two, else in the directions of most variance (PCA)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Projection:
    """``flat = (values − origin) axes``, with ``origin`` ``(K,)`` and ``axes`` ``(K, 2)``.

    ``share`` : of the variance that each direction holds; empty where nothing was left out.
    """

    origin: Floats
    axes: Floats
    share: tuple[float, ...] = ()

    def flat(self, values: Floats) -> Floats:
        """Return ``(P, 2)`` of values ``(P, K)``."""
        found: Floats = (values - self.origin) @ self.axes
        return found


def project(values: Floats, before: Projection | None = None, beside: Floats | None = None) -> Projection:
    """Return how samples ``(N, K)`` are brought into two dimensions.

    One number lies on a horizontal line; two are the plane itself. Of more, the two orthonormal directions in which
    the samples vary most: the leading eigenvectors of their covariance. A direction has no sign of its own: it is
    taken from ``before``, so that a picture that follows a run does not flip; at first such that the samples lie as in
    the picture ``beside`` it, ``(N, 2)``, where there is one, else with its largest part positive.

    Source: Pearson 1901; Bishop 2006, §12.1.
    """
    width = values.shape[1]
    if width <= 2:
        return Projection(np.zeros(width), np.eye(2)[:width])
    origin = values.mean(axis=0)
    axes, share = _directions(values - origin)
    if before is not None and before.axes.shape == axes.shape:
        leading = (axes * before.axes).sum(axis=0)
    elif beside is not None:
        leading = (((values - origin) @ axes) * (beside - beside.mean(axis=0))).sum(axis=0)
    else:
        leading = axes[np.abs(axes).argmax(axis=0), [0, 1]]
    return Projection(origin, axes * np.where(leading < 0, -1.0, 1.0), share)


def _directions(centred: Floats) -> tuple[Floats, tuple[float, ...]]:
    """Return the two leading directions ``(K, 2)`` and their shares of the variance."""
    count, width = centred.shape
    # The smaller of the two matrices that have the same eigenvalues.
    wide = width > count
    values, vectors = np.linalg.eigh(centred @ centred.T if wide else centred.T @ centred)
    largest = np.clip(values[::-1][:2], 0.0, None)
    axes = centred.T @ vectors[:, ::-1][:, :2] if wide else vectors[:, ::-1][:, :2]
    if axes.shape[1] < 2:
        axes, largest = np.pad(axes, ((0, 0), (0, 1))), np.append(largest, 0.0)
    length = np.linalg.norm(axes, axis=0)
    axes = np.divide(axes, length, out=np.zeros_like(axes), where=length > 1e-12)
    total = float((centred**2).sum())
    return axes, tuple(float(each) / total if total > 0 else 0.0 for each in largest)
