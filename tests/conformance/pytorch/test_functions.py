"""Every activation and loss beside torch, live: run where torch is installed (torch==2.13.0), skipped elsewhere."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from torch_distances import difference, worst

from nnstudio.engine.activations import activations
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.losses import losses
from nnstudio.engine.typing import Array

torch = pytest.importorskip("torch")
F = torch.nn.functional
DTYPES = {"float32": (np.float32, torch.float32, 5e-7), "float64": (np.float64, torch.float64, 2e-15)}
dtypes = pytest.mark.parametrize("dtype", DTYPES)


def typed_in(z: Any) -> Any:
    """Return the formula that is typed in below."""
    return torch.where(z > 0, z**2, 0.1 * z) + torch.exp(-(z**2)) * torch.cos(z)


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
    "log_softmax": ({}, lambda z: torch.log_softmax(z, 0)),
    # Written out: torch's own backward pass has 1/6 rounded to single precision, even in double.
    "hard_sigmoid": ({"slope": "1/6"}, lambda z: (z + 3).clamp(0, 6) / 6),
    "hard_tanh": ({}, F.hardtanh),
    "softsign": ({}, F.softsign),
    "relu6": ({}, F.relu6),
    "rrelu": ({}, lambda z: F.rrelu(z, training=False)),
    "selu": ({}, F.selu),
    # Torch's own backward pass rounds 1/γ to single precision: ½ is exact.
    "celu": ({"gamma": 2.0}, lambda z: F.celu(z, 2.0)),
    "hard_swish": ({}, F.hardswish),
    "mish": ({}, F.mish),
    "formula": ({"expression": "where(z > 0, z^2, 0.1*z) + exp(-z^2)*cos(z)"}, typed_in),
}
VARIANTS: dict[str, tuple[dict[str, object], Callable[[Any], Any]]] = {
    "hard_sigmoid": ({"slope": "1/5"}, lambda z: (z * 0.2 + 0.5).clamp(0, 1)),
    "gelu": ({"mean": 0.4, "deviation": 1.5}, lambda z: z * torch.special.ndtr((z - 0.4) / 1.5)),
    "swish": ({"beta": 0.7, "learning": "neuron"}, lambda z: z * torch.sigmoid(0.7 * z)),
}


def focal(p: Any, y: Any, gamma: float) -> Any:
    """Return the binary focal loss, as torchvision's ``sigmoid_focal_loss`` has it, of hard targets."""
    right = p * y + (1 - p) * (1 - y)
    return -((1 - right) ** gamma) * right.log()


def softmax_focal(z: Any, y: Any, gamma: float) -> Any:
    """Return the focal loss of softmax(z)."""
    log_p = torch.log_softmax(z, 1)
    return (y * (1 - log_p.exp()) ** gamma * -log_p).sum(1).mean()


LOSSES: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "mse": ("values", F.mse_loss),
    "half_mse": ("values", lambda a, y: 0.5 * ((a - y) ** 2).sum(1).mean()),
    "mae": ("values", F.l1_loss),
    "binary_cross_entropy": ("probabilities", F.binary_cross_entropy),
    "binary_cross_entropy_logits": ("logits", F.binary_cross_entropy_with_logits),
    "cross_entropy": ("one-hot probabilities", lambda a, y: F.nll_loss(a.log(), y.argmax(1))),
    "cross_entropy_logits": ("one-hot logits", F.cross_entropy),
    "hinge": ("logits", lambda s, y: torch.relu(1 - (2 * y - 1) * s).mean()),
    "squared_hinge": ("logits", lambda s, y: (torch.relu(1 - (2 * y - 1) * s) ** 2).mean()),
    "huber": ("values", F.huber_loss),
    "log_cosh": ("values", lambda a, y: torch.log(torch.cosh(a - y)).mean()),
    "nll": ("one-hot logarithms", lambda a, y: F.nll_loss(a, y.argmax(1))),
    "kl_divergence": ("soft probabilities", lambda a, y: F.kl_div(a.log(), y, reduction="batchmean")),
    "binary_focal": ("probabilities", lambda a, y: focal(a, y, 2.0).mean()),
    "binary_focal_logits": ("logits", lambda z, y: focal(torch.sigmoid(z), y, 2.0).mean()),
    "focal": ("one-hot probabilities", lambda a, y: (y * (1 - a) ** 2 * -a.log()).sum(1).mean()),
    "focal_logits": ("one-hot logits", lambda z, y: softmax_focal(z, y, 2.0)),
}
W = [0.5, 2.0, 1.0, 3.0, 0.1]
TEXT = "0.5, 2, 1, 3, 0.1"
OPTIONS: list[tuple[str, dict[str, object], str, Callable[[Any, Any], Any]]] = [
    ("mse", {"reduction": "sum"}, "values", lambda a, y: F.mse_loss(a, y, reduction="sum") / len(a)),
    ("half_mse", {"reduction": "mean"}, "values", lambda a, y: 0.5 * F.mse_loss(a, y)),
    ("mae", {"reduction": "sum"}, "values", lambda a, y: F.l1_loss(a, y, reduction="sum") / len(a)),
    ("huber", {"delta": 0.4}, "values", lambda a, y: F.huber_loss(a, y, delta=0.4)),
    (
        "binary_cross_entropy_logits",
        {"class_weights": "1, 2.5"},
        "logits",
        lambda z, y: F.binary_cross_entropy_with_logits(z, y, pos_weight=torch.full((5,), 2.5, dtype=z.dtype)),
    ),
    (
        "binary_cross_entropy",
        {"class_weights": "0.5 2", "reduction": "sum"},
        "probabilities",
        lambda a, y: F.binary_cross_entropy(a, y, weight=0.5 + 1.5 * y, reduction="sum") / len(a),
    ),
    (
        "binary_cross_entropy",
        {"smoothing": 0.1},
        "probabilities",
        lambda a, y: F.binary_cross_entropy(a, 0.9 * y + 0.05),
    ),
    (
        "binary_cross_entropy_logits",
        {"smoothing": 0.2, "class_weights": "1, 2.5"},
        "logits",
        lambda z, y: F.binary_cross_entropy_with_logits(
            z, 0.8 * y + 0.1, pos_weight=torch.full((5,), 2.5, dtype=z.dtype)
        ),
    ),
    (
        "cross_entropy_logits",
        {"class_weights": TEXT, "smoothing": 0.1},
        "one-hot logits",
        # Targets as probabilities: torch then divides by N.
        lambda z, y: F.cross_entropy(z, y, weight=torch.tensor(W, dtype=z.dtype), label_smoothing=0.1),
    ),
    (
        "cross_entropy_logits",
        {"smoothing": 0.2},
        "soft logits",
        lambda z, y: F.cross_entropy(z, y, label_smoothing=0.2),
    ),
    (
        "nll",
        {"class_weights": TEXT},
        "one-hot logarithms",
        # Torch's mean divides by the sum of the samples' weights; ours by N.
        lambda a, y: F.nll_loss(a, y.argmax(1), torch.tensor(W, dtype=a.dtype), reduction="sum") / len(a),
    ),
    (
        "nll",
        {"class_weights": TEXT, "normalise": "weights"},
        "one-hot logarithms",
        lambda a, y: F.nll_loss(a, y.argmax(1), torch.tensor(W, dtype=a.dtype)),
    ),
    (
        "cross_entropy_logits",
        {"class_weights": TEXT, "normalise": "weights"},
        "one-hot logits",
        lambda z, y: F.cross_entropy(z, y.argmax(1), torch.tensor(W, dtype=z.dtype)),
    ),
    (
        "cross_entropy_logits",
        {"class_weights": TEXT, "smoothing": 0.1, "normalise": "weights"},
        "one-hot logits",
        lambda z, y: F.cross_entropy(z, y.argmax(1), torch.tensor(W, dtype=z.dtype), label_smoothing=0.1),
    ),
    (
        "cross_entropy",
        {"class_weights": TEXT, "normalise": "weights"},
        "one-hot probabilities",
        lambda a, y: F.nll_loss(a.log(), y.argmax(1), torch.tensor(W, dtype=a.dtype)),
    ),
    (
        "binary_focal_logits",
        {"class_weights": "0.75, 0.25", "gamma": 1.5},
        "logits",
        lambda z, y: ((0.75 - 0.5 * y) * focal(torch.sigmoid(z), y, 1.5)).mean(),
    ),
]


def reported(record: Callable[[str, object], None], what: str, **errors: float) -> dict[str, float]:
    """Return the errors, and write them into the test's report."""
    for name, value in errors.items():
        record(f"{what}.{name}", value)
    return errors


def test_everything_but_the_step_is_compared() -> None:
    assert set(activations) - set(ACTIVATIONS) == {"step"}
    assert set(losses) == set(LOSSES)


@dtypes
@pytest.mark.parametrize(
    ("name", "parameters", "reference"),
    [(name, *case) for cases in (ACTIVATIONS, VARIANTS) for name, case in cases.items()],
    ids=[*ACTIVATIONS, *(f"{name} {VARIANTS[name][0]}" for name in VARIANTS)],
)
def test_activation(
    name: str,
    parameters: dict[str, object],
    reference: Callable[[Any], Any],
    dtype: str,
    record_property: Callable[[str, object], None],
) -> None:
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
    value, gradient = difference(a, output), difference(grad_z, tensor.grad)
    assert worst(reported(record_property, f"{name} {dtype}", value=value, gradient=gradient)) <= limit


def problem(kind: str, random: np.random.Generator) -> tuple[Array, Array]:
    n, k = 64, 5
    logits = random.normal(0, 2, (n, k))
    if kind == "values":
        return logits, random.normal(size=(n, k))
    target = np.eye(k)[random.integers(0, k, n)] if "one-hot" in kind else (random.random((n, k)) < 0.5).astype(float)
    shares = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    if "soft" in kind:
        target = random.dirichlet(np.ones(k), n)
    if kind.endswith((" probabilities", " logarithms")):
        return (np.log(shares) if "logarithms" in kind else shares), target
    return (random.uniform(0.02, 0.98, (n, k)) if kind == "probabilities" else logits), target


@dtypes
@pytest.mark.parametrize("name", LOSSES)
def test_loss(name: str, dtype: str, record_property: Callable[[str, object], None]) -> None:
    assert worst(loss_differences(name, {}, *LOSSES[name], dtype, record_property)) <= DTYPES[dtype][2]


@dtypes
@pytest.mark.parametrize(("name", "given", "kind", "reference"), OPTIONS, ids=[f"{o[0]} {o[1]}" for o in OPTIONS])
def test_options(
    name: str,
    given: dict[str, object],
    kind: str,
    reference: Callable[[Any, Any], Any],
    dtype: str,
    record_property: Callable[[str, object], None],
) -> None:
    assert worst(loss_differences(name, given, kind, reference, dtype, record_property)) <= DTYPES[dtype][2]


def loss_differences(
    name: str,
    given: dict[str, object],
    kind: str,
    reference: Callable[[Any, Any], Any],
    dtype: str,
    record_property: Callable[[str, object], None],
) -> dict[str, float]:
    """Tell how far apart the loss and its gradient are."""
    numpy_type = DTYPES[dtype][0]
    rows = [array.astype(numpy_type) for array in problem(kind, np.random.default_rng(22))]
    output, target = (np.ascontiguousarray(array.T) for array in rows)
    each, grad, emit = np.zeros(len(rows[0]), numpy_type), np.zeros_like(output), Emitter(output.dtype)
    loss = losses[name](**given)
    loss.emit_forward(emit, output, target, each)
    loss.emit_backward(emit, output, target, grad)
    emit.run()
    tensor = torch.tensor(rows[0], requires_grad=True)
    mean = reference(tensor, torch.tensor(rows[1]))
    mean.backward()
    value, gradient = difference(each.mean(), mean), difference(grad.T, tensor.grad)
    return reported(record_property, f"{name} {dtype}", value=value, gradient=gradient)
