"""Every function beside torch, live: run where torch is installed (torch==2.13.0), skipped elsewhere."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnstudio.engine.activations import activations
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.losses import losses
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.typing import Array

torch = pytest.importorskip("torch")
F = torch.nn.functional
DTYPES = {"float32": (np.float32, torch.float32, 5e-7), "float64": (np.float64, torch.float64, 2e-15)}
dtypes = pytest.mark.parametrize("dtype", DTYPES)

ACTIVATIONS: dict[str, tuple[dict[str, object], Callable[[Any], Any]]] = {
    "identity": ({}, lambda z: z * 1.0),
    "logistic": ({}, torch.sigmoid),
    "tanh": ({}, torch.tanh),
    "relu": ({}, torch.relu),
    "leaky_relu": ({"gamma": 0.2}, lambda z: F.leaky_relu(z, 0.2)),
    "prelu": ({"gamma": 0.1}, lambda z: F.prelu(z, torch.full((1,), 0.1, dtype=z.dtype))),
    "elu": ({"gamma": 1.3}, lambda z: F.elu(z, 1.3)),
    "softplus": ({}, lambda z: F.softplus(z, threshold=1e9)),
    "silu": ({}, F.silu),
    "swish": ({"beta": 2.0}, lambda z: z * torch.sigmoid(2.0 * z)),
    "gelu": ({}, F.gelu),
    "gelu_tanh": ({}, lambda z: F.gelu(z, approximate="tanh")),
    "gelu_logistic": ({}, lambda z: z * torch.sigmoid(1.702 * z)),
    "softmax": ({}, lambda z: torch.softmax(z, 0)),
}
LOSSES: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "mse": ("values", F.mse_loss),
    "half_mse": ("values", lambda a, y: 0.5 * ((a - y) ** 2).sum(1).mean()),
    "mae": ("values", F.l1_loss),
    "binary_cross_entropy": ("probabilities", F.binary_cross_entropy),
    "binary_cross_entropy_logits": ("logits", F.binary_cross_entropy_with_logits),
    "cross_entropy": ("one-hot probabilities", lambda a, y: F.nll_loss(a.log(), y.argmax(1))),
    "cross_entropy_logits": ("one-hot logits", F.cross_entropy),
    "hinge": ("logits", lambda s, y: torch.relu(1 - (2 * y - 1) * s).mean()),
}
OPTIMIZERS: dict[str, tuple[dict[str, object], Callable[[Any], Any]]] = {
    "sgd": ({}, lambda p: torch.optim.SGD(p, lr=0.02)),
    "momentum": ({"mu": 0.8}, lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.8)),
    "rmsprop": ({"rho": 0.95}, lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.95)),
    "adam": ({"beta1": 0.85}, lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.85, 0.999))),
}


def error(found: Array, wanted: Any) -> float:
    """Return the relative difference by norm."""
    wanted = wanted.detach().numpy()
    return float(np.linalg.norm(found - wanted) / max(np.linalg.norm(wanted), 1e-30))


def report(record: Callable[[str, object], None], what: str, **errors: float) -> None:
    for name, value in errors.items():
        record(f"{what}.{name}", value)
    print(what, *(f"{name} {value:.1e}" for name, value in errors.items()))


def test_everything_but_the_step_is_compared() -> None:
    assert set(activations) - set(ACTIVATIONS) == {"step"}
    assert set(losses) == set(LOSSES)
    assert set(optimizers) == set(OPTIMIZERS)


@dtypes
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation(name: str, dtype: str, record_property: Callable[[str, object], None]) -> None:
    parameters, reference = ACTIVATIONS[name]
    numpy_type, torch_type, limit = DTYPES[dtype]
    random, function = np.random.default_rng(21), activations[name](**parameters)
    z, grad_a = random.normal(0, 3, (6, 500)).astype(numpy_type), random.normal(size=(6, 500)).astype(numpy_type)
    a, slope, grad_z, emit = np.zeros_like(z), np.zeros_like(z), np.zeros_like(z), Emitter(z.dtype)
    learned = {scalar.name: np.full((1, 1), scalar.initial, numpy_type) for scalar in function.learned()}
    function.emit_forward(emit, z, a, learned)
    function.emit_backward(emit, z, a, slope, grad_a, grad_z, learned)
    emit.run()
    tensor = torch.tensor(z, dtype=torch_type, requires_grad=True)
    output = reference(tensor)
    output.backward(torch.tensor(grad_a))
    value, gradient = error(a, output), error(grad_z, tensor.grad)
    report(record_property, f"{name} {dtype}", value=value, gradient=gradient)
    assert max(value, gradient) <= limit


def problem(kind: str, random: np.random.Generator) -> tuple[Array, Array]:
    n, k = 64, 5
    logits = random.normal(0, 2, (n, k))
    if kind == "values":
        return logits, random.normal(size=(n, k))
    target = np.eye(k)[random.integers(0, k, n)] if "one-hot" in kind else (random.random((n, k)) < 0.5).astype(float)
    if kind == "one-hot probabilities":
        return np.exp(logits) / np.exp(logits).sum(1, keepdims=True), target
    return (random.uniform(0.02, 0.98, (n, k)) if kind == "probabilities" else logits), target


@dtypes
@pytest.mark.parametrize("name", LOSSES)
def test_loss(name: str, dtype: str, record_property: Callable[[str, object], None]) -> None:
    kind, reference = LOSSES[name]
    numpy_type, _, limit = DTYPES[dtype]
    rows = [array.astype(numpy_type) for array in problem(kind, np.random.default_rng(22))]
    output, target = (np.ascontiguousarray(array.T) for array in rows)
    each, grad, emit = np.zeros(len(rows[0]), numpy_type), np.zeros_like(output), Emitter(output.dtype)
    losses[name]().emit_forward(emit, output, target, each)
    losses[name]().emit_backward(emit, output, target, grad)
    emit.run()
    tensor = torch.tensor(rows[0], requires_grad=True)
    mean = reference(tensor, torch.tensor(rows[1]))
    mean.backward()
    value, gradient = error(each.mean(), mean), error(grad.T, tensor.grad)
    report(record_property, f"{name} {dtype}", value=value, gradient=gradient)
    assert max(value, gradient) <= limit


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizer(name: str, record_property: Callable[[str, object], None]) -> None:
    parameters, reference = OPTIMIZERS[name]
    random, optimizer, emit = np.random.default_rng(23), optimizers[name](**parameters), Emitter(np.dtype(np.float64))
    theta, grad = random.normal(size=200), np.zeros(200)
    tensor = torch.tensor(theta, requires_grad=True)
    other = reference([tensor])
    state = {kept.name: np.zeros(200) for kept in optimizer.kept()}
    scalars = {key: np.array(0.02) for key in ("learning_rate", *optimizer.varies)}
    optimizer.emit_update(emit, theta, grad, state, scalars)
    for step in range(1, 201):
        grad[:] = random.normal(size=200) * np.geomspace(1e-6, 10, 200)
        for key, value in zip(optimizer.varies, optimizer.at_step(step, 0.02), strict=True):
            scalars[key][...] = value
        emit.run()
        tensor.grad = torch.tensor(grad)
        other.step()
    difference = error(theta, tensor)
    report(record_property, name, after_200_steps=difference)
    assert difference <= 1e-12
