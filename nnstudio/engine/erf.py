r"""The normal distribution's Φ and φ as calls of a plan: NumPy has no error function, so this is the engine's own.

.. math:: \Phi(z) = \tfrac12\,(1 + \operatorname{erf}(z/\sqrt2)), \qquad \varphi(z) = \frac{e^{-z^2/2}}{\sqrt{2\pi}}

The upper tail is :math:`Q(|z|) = e^{-z^2/2}\,t\,P(u)`, :math:`t = 5/(5 + |z|)`, :math:`u = 2t - 1`: one polynomial P on
[−1, 1] serves the whole axis, and both tails keep their relative accuracy, as Shepherd and Laframboise do it for erfc.
P's Chebyshev coefficients were computed with 50 digits (mpmath); 23 of them give 6·10⁻¹⁶, 13 give 2·10⁻⁹.

Source: Shepherd & Laframboise, Mathematics of Computation 36 (1981).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.polynomial import chebyshev

from nnstudio.engine.elementary import emit_minimum, emit_square
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array

_SCALE = 5.0
_COEFFICIENTS = (
    0.216999486225630146,
    0.189024246604704756,
    0.0679085649679413454,
    0.0201602298002558478,
    0.00486832347838963758,
    0.000915613550616752926,
    0.00011925269587745174,
    6.00691448079966489e-6,
    -1.39164160579462922e-6,
    -3.32324455015059163e-7,
    -8.581182555069986e-9,
    7.55694533681518927e-9,
    9.3131108108741513e-10,
    -1.45346379623916613e-10,
    -3.75214191208957592e-11,
    2.70969507103888701e-12,
    1.35096707868426365e-12,
    -5.67795496879111302e-14,
    -4.94100248567400036e-14,
    1.80900630934483901e-15,
    1.89023209409756872e-15,
    -9.64984414666499271e-17,
    -7.49059542011991275e-17,
)
_ENOUGH_FOR_FLOAT32 = 13
_BELL_ENDS = 40.0
"""From here on exp(−x²/2) is 0 in float64."""


def emit_normal(emit: Emitter, z: Array, cdf: Array, density: Array) -> None:
    """Emit ``cdf = Φ(z)`` and ``density = φ(z)``, computed in float64 whatever the run's dtype.

    About 45 calls in a float32 run, 75 in a float64 one. ``cdf`` and ``density`` must not be ``z``.
    """
    x, e, tail = (emit.passing(z.shape, float) for _ in range(3))
    positive = emit.passing(z.shape, bool)
    emit.call(np.copyto, x, z)
    emit.call(np.greater, x, np.array(0.0), positive)
    emit.call(np.abs, x, x)
    _emit_bell(emit, x, e, exact=emit.dtype == np.float64)
    _emit_tail_over_bell(emit, x, tail)
    emit.call(np.multiply, tail, e, tail)
    # Φ(z) is Q(|z|) left of 0 and 1 − Q(|z|) right of it; as Q ≤ 1/2 both are |[z > 0] − Q|.
    emit.call(np.copyto, x, positive)
    emit.call(np.subtract, x, tail, tail)
    emit.call(np.abs, tail, tail)
    emit.call(np.copyto, cdf, tail)
    emit.call(np.multiply, e, np.array(1.0 / math.sqrt(2.0 * math.pi)), e)
    emit.call(np.copyto, density, e)


def _emit_tail_over_bell(emit: Emitter, x: Array, out: Array) -> None:
    """Emit ``out = t P(2t − 1)``, ``t = 5/(5 + x)``, for x ≥ 0, by Horner's rule."""
    count = len(_COEFFICIENTS) if emit.dtype == np.float64 else _ENOUGH_FOR_FLOAT32
    powers = [np.array(c) for c in chebyshev.cheb2poly(np.array(_COEFFICIENTS[:count]))]
    t, u = emit.passing(x.shape, float), emit.passing(x.shape, float)
    scale = np.array(_SCALE)
    emit.call(np.add, x, scale, t)
    emit.call(np.divide, scale, t, t)
    emit.call(np.add, t, t, u)
    emit.call(np.subtract, u, np.array(1.0), u)
    emit.call(np.multiply, u, powers[-1], out)
    for coefficient in powers[-2:0:-1]:
        emit.call(np.add, out, coefficient, out)
        emit.call(np.multiply, out, u, out)
    emit.call(np.add, out, powers[0], out)
    emit.call(np.multiply, out, t, out)


def _emit_bell(emit: Emitter, x: Array, out: Array, *, exact: bool) -> None:
    r"""Emit ``out = exp(−x²/2)`` for x ≥ 0.

    Rounding x² costs x²/2 units in the last place. Where ``exact``, x is split into h, whose square has no
    rounding, and the rest: :math:`e^{-h^2/2}\,e^{-(x-h)(x+h)/2}` (Cody 1969). Far out the second would overflow
    where the first is 0.
    """
    minus_half = np.array(-0.5)
    if not exact:
        emit_square(emit, x, out)
        emit.call(np.multiply, out, minus_half, out)
        emit.call(np.exp, out, out)
        return
    head, rest = emit.passing(x.shape, float), emit.passing(x.shape, float)
    emit_minimum(emit, x, np.array(_BELL_ENDS), out)
    emit.call(np.multiply, out, np.array(16.0), head)
    emit.call(np.rint, head, head)
    emit.call(np.multiply, head, np.array(1.0 / 16.0), head)
    emit.call(np.subtract, out, head, rest)
    emit.call(np.add, out, head, out)
    emit.call(np.multiply, rest, out, rest)
    emit_square(emit, head, out)
    for part in (rest, out):
        emit.call(np.multiply, part, minus_half, part)
        emit.call(np.exp, part, part)
    emit.call(np.multiply, out, rest, out)
