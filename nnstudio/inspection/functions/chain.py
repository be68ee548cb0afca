"""A gradient that passes n layers of one neuron (A3): the product of their slopes and weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio import engine
from nnstudio.engine.activation import Activation
from nnstudio.inspection.functions.properties import steepest
from nnstudio.inspection.functions.sampled import Numbers


@dataclass(frozen=True, eq=False)
class Chain:
    r"""``z_k = w a_{k-1}``, ``a_k = f(z_k)``, ``a_0 = x``: all of ``(n,)`` or, over many x, ``(n, N)``.

    .. math:: \frac{\partial a_k}{\partial x} = \prod_{i \le k} w \, f'(z_i)

    ``factor`` has that for each k. ``bound`` : (|w| max |f′|)^k, which no x can pass; not finite where
    |f′| has no bound.
    """

    z: Numbers
    a: Numbers
    slope: Numbers
    factor: Numbers
    bound: Numbers


def chain(function: Activation, depth: int, weight: float, x: float | Numbers) -> Chain:
    """Send x through ``depth`` layers with one weight and no bias."""
    a = np.asarray(x, np.float64)
    rows: list[tuple[Numbers, Numbers, Numbers]] = []
    with np.errstate(all="ignore"):
        for _ in range(depth):
            z = weight * a
            a, slope = engine.plot(function, z)
            rows.append((z, a, slope))
        z_all, a_all, slopes = (np.array(column) for column in zip(*rows, strict=True))
        factor = np.asarray(np.cumprod(weight * slopes, axis=0), np.float64)
        bound = (abs(weight) * steepest(function)) ** np.arange(1.0, depth + 1)
    return Chain(z_all, a_all, slopes, factor, np.asarray(bound, np.float64))
