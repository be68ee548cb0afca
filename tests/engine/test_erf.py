"""The engine's own Φ and φ against the C library's error function."""

import math

import numpy as np
import pytest

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.erf import emit_normal
from nnstudio.engine.typing import Array


def normal(z: Array) -> tuple[Array, Array]:
    emit, cdf, density = Emitter(z.dtype), np.zeros_like(z), np.zeros_like(z)
    emit_normal(emit, z, cdf, density)
    with np.errstate(all="raise", under="ignore"):
        emit.run()
    return cdf, density


Z = np.concatenate([np.linspace(-37.0, 37.0, 4001), np.linspace(-1.0, 1.0, 999)])


@pytest.mark.parametrize(("dtype", "units"), [(np.float64, 12), (np.float32, 2)])
def test_both_tails_are_right_to_the_last_bits(dtype: type, units: int) -> None:
    z = Z.astype(dtype)
    cdf, density = normal(z)
    # The reference rounds z/√2, which in the left tail costs it z² units of its own.
    exact = np.array([0.5 * math.erfc(-float(x) / math.sqrt(2.0)) for x in z])
    argument = np.maximum(1.0, np.minimum(z.astype(float), 0.0) ** 2) * np.finfo(np.float64).eps
    allowed = units * np.finfo(dtype).eps + 2.0 * argument
    np.testing.assert_array_less(np.abs(cdf - exact), allowed * exact + 2 * np.finfo(dtype).tiny)
    bell = np.array([math.exp(-(float(x) ** 2) / 2.0) / math.sqrt(2.0 * math.pi) for x in z])
    allowed = units * np.finfo(dtype).eps + z.astype(float) ** 2 * np.finfo(np.float64).eps
    np.testing.assert_array_less(np.abs(density - bell), allowed * bell + 2 * np.finfo(dtype).tiny)


def test_published_values() -> None:
    """Abramowitz & Stegun, table 26.1 (fifteen digits); Φ(−20) with 25 digits by mpmath 1.3."""
    z = np.array([0.0, 1.0, 2.0, 3.0, -20.0])
    wanted = [0.5, 0.841344746068543, 0.977249868051821, 0.998650101968370, 2.753624118606234e-89]
    np.testing.assert_allclose(normal(z)[0], wanted, rtol=1e-14)


def test_far_out_it_is_exactly_0_and_1() -> None:
    # 100000.04 lies just below a sixteenth: what is left of its square would overflow.
    cdf, density = normal(np.array([-1e4, 1e4, -40.0, 40.0, -100000.04, 100000.04, -math.inf, math.inf]))
    np.testing.assert_array_equal(cdf, [0.0, 1.0] * 4)
    np.testing.assert_array_equal(density, 0.0)


def test_it_is_symmetric_to_the_last_bit() -> None:
    z = np.linspace(0.0, 8.0, 500)
    below, above = normal(-z)[0], normal(z)[0]
    np.testing.assert_allclose(below + above, 1.0, rtol=2.3e-16)
