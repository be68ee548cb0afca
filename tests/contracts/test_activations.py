"""Every registered activation keeps what ``Activation`` promises."""

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine.activation import Activation
from nnstudio.engine.activations import activations
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array

CURRICULUM = (
    *("step", "identity", "logistic", "tanh", "relu", "leaky_relu", "prelu", "elu", "softplus", "swish", "silu"),
    *("gelu", "gelu_tanh", "gelu_logistic", "softmax", "log_softmax", "hard_sigmoid", "hard_tanh", "softsign"),
    *("relu6", "rrelu", "selu", "celu", "hard_swish", "mish", "formula"),
)
VARIANTS: dict[str, tuple[dict[str, object], ...]] = {
    "step": ({"threshold": -0.3},),
    "leaky_relu": ({"gamma": 0.3}, {"gamma": 0.0}, {"gamma": 1.0}, {"gamma": 1.7}),
    "prelu": ({"sharing": "layer", "gamma": -0.4},),
    "elu": ({"gamma": 0.3}, {"gamma": 2.5}),
    "swish": ({"beta": 0.0}, {"beta": 4.0}, {"beta": 100.0}, {"learning": "layer"}, {"learning": "neuron"}),
    "hard_sigmoid": ({"slope": "1/5"}, {"slope": "1/6"}),
    "rrelu": ({"lower": 0.0, "upper": 1.0},),
    "celu": ({"gamma": 0.3}, {"gamma": 2.5}),
    **{name: ({"mean": 0.5, "deviation": 2.0},) for name in ("gelu", "gelu_tanh", "gelu_logistic")},
}
EVERY = [activations[name](**given) for name in activations for given in ({}, *VARIANTS.get(name, ()))]
every = pytest.mark.parametrize("function", EVERY, ids=repr)
elementwise = pytest.mark.parametrize("function", [f for f in EVERY if f.elementwise], ids=repr)


class Bench:
    """An activation with buffers and its calls, forward and backward apart."""

    def __init__(self, function: Activation, z: Array, grad_a: Array | None = None) -> None:
        self.emit = Emitter(z.dtype)
        self.z, self.a, self.slope, self.grad_z = z.copy(), *(np.full_like(z, np.nan) for _ in range(3))
        self.grad_a = np.ones_like(z) if grad_a is None else grad_a.astype(z.dtype)
        learned = {
            scalar.name: np.full((z.shape[0] if scalar.per_neuron else 1, 1), scalar.initial, z.dtype)
            for scalar in function.learned()
        }
        function.emit_forward(self.emit, self.z, self.a, learned)
        self.forward = len(self.emit.calls)
        function.emit_backward(self.emit, self.z, self.a, self.slope, self.grad_a, self.grad_z, learned)
        self.gradient = {name: np.full_like(array, np.nan) for name, array in learned.items()}
        self.backward = len(self.emit.calls)
        function.emit_learned_gradient(self.emit, self.z, self.a, self.grad_a, learned, self.gradient)
        self.learned = learned

    def run(self) -> "Bench":
        with np.errstate(all="raise", under="ignore"):
            self.emit.run()
        return self


def run(function: Activation, z: Array, grad_a: Array | None = None) -> Bench:
    return Bench(function, z, grad_a).run()


def norm_error(found: Array, wanted: Array) -> float:
    return float(np.linalg.norm(found - wanted) / max(np.linalg.norm(found) + np.linalg.norm(wanted), 1e-30))


def smooth_points() -> Array:
    """Net inputs at least 0.01 from the corners of the functions and settings used here."""
    z = np.random.default_rng(3).normal(0.0, 2.5, (5, 40))
    for corner in (0.0, -0.3, 1.0, -1.0, 2.0, -2.0, 2.5, -2.5, 3.0, -3.0, 6.0):
        z = np.where(np.abs(z - corner) < 0.01, z + 0.05, z)
    return z


def test_the_curriculum_s_functions_are_there() -> None:
    assert set(activations) >= set(CURRICULUM)


@every
def test_it_is_an_activation(function: Activation) -> None:
    assert isinstance(function, Activation)


@every
def test_backward_is_the_numerical_derivative(function: Activation) -> None:
    z, h = smooth_points(), 1e-5
    grad_a = np.random.default_rng(4).normal(size=z.shape)
    numerical = np.empty_like(z)
    for feature in range(z.shape[0]):
        nudge = np.zeros_like(z)
        nudge[feature] = h
        difference = run(function, z + nudge).a - run(function, z - nudge).a
        numerical[feature] = (difference * grad_a).sum(0) / (2 * h)
    assert norm_error(run(function, z, grad_a).grad_z, numerical) <= 1e-7


@elementwise
def test_slope_is_the_numerical_derivative(function: Activation) -> None:
    z, h = smooth_points(), 1e-5
    numerical = (run(function, z + h).a - run(function, z - h).a) / (2 * h)
    assert norm_error(run(function, z).slope, numerical) <= 1e-7


@pytest.mark.parametrize("function", [f for f in EVERY if f.learned()], ids=repr)
def test_learned_gradient_is_the_numerical_one(function: Activation) -> None:
    z, h = smooth_points(), 1e-5
    grad_a = np.random.default_rng(5).normal(size=z.shape)
    bench = run(function, z, grad_a)
    for name, gamma in bench.learned.items():
        for index in np.ndindex(gamma.shape):
            values = []
            for sign in (1, -1):
                nudged = Bench(function, z, grad_a)
                nudged.learned[name][index] += sign * h
                values.append((nudged.run().a * grad_a).sum())
            assert bench.gradient[name][index] == pytest.approx((values[0] - values[1]) / (2 * h), rel=1e-7)


def tails(dtype: type[np.floating]) -> Array:
    sizes = np.concatenate([[0.0], np.geomspace(1e-6, 1e4, 200), np.linspace(0.1, 60, 300)])
    return np.concatenate([-sizes[::-1], sizes]).astype(dtype).reshape(2, -1)


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_stays_finite_and_quiet_far_out(function: Activation, dtype: type[np.floating]) -> None:
    bench = run(function, tails(dtype))
    for array in (bench.a, bench.grad_z, *(() if not function.elementwise else (bench.slope,))):
        assert np.isfinite(array).all()
        assert array.dtype == dtype


@every
def test_float32_agrees_with_float64_to_the_last_bits(function: Activation) -> None:
    z = tails(np.float32)
    single, double = run(function, z), run(function, z.astype(np.float64))
    eps, tiny = np.finfo(np.float32).eps, np.finfo(np.float32).tiny
    # Where an exponent is itself computed (β z, a cubic, a difference), its rounding counts as often as it is large.
    exponent = {
        "swish": 200.0,
        "gelu_tanh": 200.0,
        "gelu_logistic": 100.0,
        "softmax": 100.0,
        "celu": 100.0,
        "gelu": 200.0,
    }
    bound = max(8.0, exponent.get(function.declaration.id, 0.0)) * eps
    # A log-probability near 0 is the logarithm of a number near 1, which has no more digits than 1 has.
    least = eps if function.declaration.id == "log_softmax" else 2 * tiny
    np.testing.assert_array_less(np.abs(single.a - double.a), bound * np.abs(double.a) + least)
    np.testing.assert_array_less(
        np.abs(single.grad_z - double.grad_z), 8 * eps * np.maximum(1.0, np.abs(double.grad_z))
    )


@every
def test_nothing_is_written_but_its_own_buffer(function: Activation) -> None:
    z = smooth_points()
    bench = Bench(function, z, np.random.default_rng(6).normal(size=z.shape))
    grad_a = bench.grad_a.copy()
    for call, arguments in bench.emit.calls[: bench.forward]:
        call(*arguments)
    a = bench.a.copy()
    for call, arguments in bench.emit.calls[bench.forward :]:
        call(*arguments)
    first = [array.copy() for array in (bench.a, bench.slope, bench.grad_z)]
    np.testing.assert_array_equal(bench.z, z)
    np.testing.assert_array_equal(bench.grad_a, grad_a)
    np.testing.assert_array_equal(bench.a, a)
    bench.run()
    for before, after in zip(first, (bench.a, bench.slope, bench.grad_z), strict=True):
        np.testing.assert_array_equal(before, after)


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_step_allocates_nothing(
    function: Activation, dtype: type[np.floating], allocated: Callable[..., tuple[int, int]]
) -> None:
    bench = Bench(function, np.random.default_rng(7).normal(size=(16, 1024)).astype(dtype)).run()
    _, peak = allocated(bench.emit.run)
    assert peak < bench.z.nbytes // 8


@every
def test_one_emitter_may_apply_it_many_times(function: Activation) -> None:
    """A recurrent layer emits every time step's forward pass before the first backward pass."""
    inputs = [np.random.default_rng(seed).normal(size=(3, 6)) for seed in (8, 9)]
    emit, one = Emitter(np.dtype(np.float64)), np.ones((3, 6))
    buffers = [(z, *(np.zeros_like(z) for _ in range(3))) for z in inputs]
    learned = {scalar.name: np.full((1, 1), scalar.initial) for scalar in function.learned()}
    for z, a, _, _ in buffers:
        function.emit_forward(emit, z, a, learned)
    for z, a, slope, grad_z in reversed(buffers):
        function.emit_backward(emit, z, a, slope, one, grad_z, learned)
    emit.run()
    for z, a, _, grad_z in buffers:
        alone = run(function, z)
        np.testing.assert_array_equal(a, alone.a)
        np.testing.assert_array_equal(grad_z, alone.grad_z)


@pytest.mark.parametrize("function", [f for f in EVERY if f.elementwise and not f.slope_reads_forward], ids=repr)
def test_a_slope_needs_z_and_a_alone_unless_it_says_otherwise(function: Activation) -> None:
    """Small layers' slopes are computed together, in buffers that the forward pass was not emitted for."""
    known = run(function, smooth_points())
    emit, slope = Emitter(known.z.dtype), np.full_like(known.z, np.nan)
    function.emit_slope(emit, known.z.copy(), known.a.copy(), slope, known.learned)
    emit.run()
    np.testing.assert_array_equal(slope, known.slope)


@every
def test_a_nan_is_never_hidden(function: Activation) -> None:
    z = np.array([[0.5, np.nan], [0.1, 0.2]])
    bench = Bench(function, z)
    with np.errstate(invalid="ignore"):
        bench.emit.run()
    assert np.isnan(bench.a[0, 1]) or function.declaration.id == "step"


FEW_CALLS = {
    "identity": (1, 0),
    "step": (2, 0),
    "tanh": (1, 2),
    "logistic": (4, 2),
    "relu": (1, 1),
    "leaky_relu": (2, 3),
    "softplus": (6, 4),
    "silu": (5, 3),
    "swish": (6, 3),
    "gelu_tanh": (9, 7),
    "gelu_logistic": (6, 3),
    "elu": (5, 2),
}


@pytest.mark.parametrize("name", FEW_CALLS)
def test_calls_are_few(name: str) -> None:
    forward, slope = FEW_CALLS[name]
    bench = Bench(activations[name](), np.zeros((4, 10)))
    assert bench.forward <= forward
    assert bench.backward - bench.forward <= slope + 1
