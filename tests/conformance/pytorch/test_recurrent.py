"""Recurrent layers beside torch's own, and variants that it has not beside its operations: float64, all gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Plan, Program, compile, layers, losses, optimizers
from nnstudio.engine.typing import Array

torch = pytest.importorskip("torch")
Apart = Callable[[Array, object], float]
Weights = Mapping[str, Any]
N, T, D, H = 5, 7, 3, 4
BOUND = 1e-12
ORDER = {"rnn": ("state",), "lstm": ("input", "forget", "candidate", "output"), "gru": ("reset", "update", "candidate")}
OURS = {"rnn": ("state",), "lstm": ("forget", "input", "candidate", "output"), "gru": ("reset", "update", "candidate")}


@dataclass(frozen=True)
class Ran:
    """A chain ``l0``, ``l1`` … that has run; its input ``p`` collects a gradient."""

    program: Program
    plan: Plan
    x: Array
    y: Array
    last: str

    @property
    def output(self) -> Array:
        return self.plan.quantity(self.last, "a")

    @property
    def grad_x(self) -> Array:
        return self.plan.quantity("p", "grad_a")


def ran(*kinds: tuple[str, dict[str, object]]) -> Ran:
    random = np.random.default_rng(4)
    nodes = [GraphNode("x", layers["input"](shape=(T, D)))]
    nodes.append(GraphNode("p", layers.make("activation", function="prelu", **{"function.gamma": 1.0}), ("x",)))
    for number, (kind, options) in enumerate(kinds):
        nodes.append(GraphNode(f"l{number}", layers.make(kind, units=H, **options), (nodes[-1].name,)))
    last = nodes[-1].name
    nodes.append(GraphNode("y", layers.make("output"), (last,)))
    rule = optimizers.make("sgd")
    program = compile(Graph(tuple(nodes)), losses.make("mse"), rule, learning_rate=0.1, dtype="float64")
    for key in program.parameters():
        if key.layer != "p":
            program.set_parameter(key.layer, key.name, random.normal(size=key.shape) * 0.7)
    x, y = random.normal(size=(N, T, D)), random.normal(size=(N, *program.shapes[last]))
    plan = program.plan(N)
    plan.load(*program.arrange(x, y))
    for _ in range(2):  # twice, so that nothing left over from a first pass goes unseen
        plan.forward()
        plan.backward()
    return Ran(program, plan, x, y, last)


def tensor(array: Array) -> Any:
    return torch.tensor(np.array(array), requires_grad=True)


def to_torch(kind: str, array: Array) -> Array:
    """Bring our columns, gate beside gate, into torch's rows, gate below gate."""
    parts = dict(zip(OURS[kind], np.split(array, len(OURS[kind]), axis=-1), strict=True))
    return np.concatenate([parts[gate] for gate in ORDER[kind]], axis=-1).T


def copied(module: Any, found: Ran, kind: str, layer: str, number: int, reverse: str = "") -> list[tuple[str, Any]]:
    """Copy one direction's parameters into torch's; return the names of ours with torch's tensors."""
    mine, end = f"{reverse}_" if reverse else "", f"l{number}" + (f"_{reverse}" if reverse else "")
    pairs = [("input_weight", f"weight_ih_{end}"), ("recurrent_weight", f"weight_hh_{end}"), ("bias", f"bias_ih_{end}")]
    with torch.no_grad():
        for name, other in pairs:
            own = to_torch(kind, found.program.parameter(layer, mine + name))
            getattr(module, other).copy_(torch.from_numpy(own.copy()))
        second = getattr(module, f"bias_hh_{end}")
        second.zero_()
        if kind == "gru":
            second[2 * H :] = torch.from_numpy(found.program.parameter(layer, mine + "recurrent_bias").copy())
    return [(mine + name, getattr(module, other)) for name, other in pairs] + (
        [(mine + "recurrent_bias", second)] if kind == "gru" else []
    )


MODULES: dict[str, Any] = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
CASES = [
    ("rnn", {"activation": "tanh"}, {"nonlinearity": "tanh"}),
    ("rnn", {"activation": "relu"}, {"nonlinearity": "relu"}),
    ("lstm", {}, {}),
    ("gru", {"reset": "after"}, {}),
]


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("output", ["last", "sequence"])
@pytest.mark.parametrize(("kind", "options", "others"), CASES)
def test_like_torchs_module(
    kind: str,
    options: dict[str, object],
    others: dict[str, object],
    output: str,
    both: bool,
    count: int,
    apart: Apart,
) -> None:
    name = {"rnn": "simple_rnn"}.get(kind, kind)
    each = [
        (name, {**options, "bidirectional": both, "output": output if k == count - 1 else "sequence"})
        for k in range(count)
    ]
    found = ran(*each)
    module = MODULES[kind](D, H, count, batch_first=True, bidirectional=both, dtype=torch.float64, **others)
    pairs = []
    for number in range(count):
        for reverse in ("", "reverse")[: 1 + both]:
            own = copied(module, found, kind, f"l{number}", number, reverse)
            pairs += [(f"l{number}", name, theirs) for name, theirs in own]
    x = tensor(found.x)
    states, carried = module(x)
    hidden = carried[0] if kind == "lstm" else carried
    out = states if output == "sequence" else torch.cat(list(hidden[-1 - both :]), dim=1)
    ((out - torch.from_numpy(found.y)) ** 2).mean().backward()
    assert apart(found.output, out) <= BOUND
    assert apart(found.grad_x, x.grad) <= BOUND
    for layer, name, theirs in pairs:
        grad = theirs.grad.numpy()
        mine = found.program.gradient(layer, name)
        if name.endswith("recurrent_bias"):
            assert apart(mine, grad[2 * H :]) <= BOUND
        else:
            assert apart(to_torch(kind, mine), grad) <= BOUND, (layer, name)


def sigmoid(z: Any) -> Any:
    return torch.sigmoid(z)


def lstm_step(w: Weights, variant: str, x: Any, h: Any, c: Any) -> tuple[Any, Any]:
    z = x @ w["input_weight"] + h @ w["recurrent_weight"] + w["bias"]
    if variant == "coupled":
        forget, candidate, output = z.split(H, dim=1)
        f = sigmoid(forget)
        i = 1 - f
    elif variant == "no_forget":
        gate, candidate, output = z.split(H, dim=1)
        f, i = torch.ones_like(c), sigmoid(gate)
    else:
        forget, gate, candidate, output = z.split(H, dim=1)
        p = w["peephole"] if variant == "peephole" else torch.zeros(3, H, dtype=torch.float64)
        f, i = sigmoid(forget + p[0] * c), sigmoid(gate + p[1] * c)
    c = f * c + i * torch.tanh(candidate)
    o = sigmoid(output + w["peephole"][2] * c) if variant == "peephole" else sigmoid(output)
    return o * torch.tanh(c), c


def gru_step(w: Weights, reset: str, x: Any, h: Any, c: Any) -> tuple[Any, Any]:
    fed, kernel = x @ w["input_weight"] + w["bias"], w["recurrent_weight"]
    r, u = (sigmoid(z) for z in (fed[:, : 2 * H] + h @ kernel[:, : 2 * H]).split(H, dim=1))
    last = kernel[:, 2 * H :]
    sent = (r * h) @ last if reset == "before" else r * (h @ last + w["recurrent_bias"])
    new = torch.tanh(fed[:, 2 * H :] + sent)
    return (1 - u) * new + u * h, c


def rnn_step(w: Weights, function: str, x: Any, h: Any, c: Any) -> tuple[Any, Any]:
    z = x @ w["input_weight"] + h @ w["recurrent_weight"] + w["bias"]
    return {"logistic": torch.sigmoid, "tanh": torch.tanh}[function](z), c


STEPS: dict[tuple[str, str], Any] = {
    **{("lstm", variant): lstm_step for variant in ("standard", "peephole", "coupled", "no_forget")},
    **{("gru", reset): gru_step for reset in ("before", "after")},
    **{("simple_rnn", function): rnn_step for function in ("logistic", "tanh")},
}
CHOICES = {"lstm": "variant", "gru": "reset", "simple_rnn": "activation"}


def direction(step: Any, choice: str, w: Weights, x: Any, every: int, reverse: bool) -> list[Any]:
    h, c = (
        w[name].expand(N, H) if name in w else torch.zeros(N, H, dtype=torch.float64)
        for name in ("initial_hidden", "initial_cell")
    )
    states = []
    for number, t in enumerate(reversed(range(T)) if reverse else range(T)):
        if every and number and number % every == 0:
            h, c = h.detach(), c.detach()
        h, c = step(w, choice, x[:, t], h, c)
        states.append(h)
    return states


@pytest.mark.parametrize("truncation", [0, 1, 3])
@pytest.mark.parametrize("initial", ["zero", "learned"])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("output", ["last", "sequence"])
@pytest.mark.parametrize(("kind", "choice"), STEPS)
def test_like_torchs_operations(
    kind: str, choice: str, output: str, both: bool, initial: str, truncation: int, apart: Apart
) -> None:
    options: dict[str, object] = {CHOICES[kind]: choice, "output": output, "bidirectional": both}
    found = ran((kind, {**options, "initial_state": initial, "truncation": truncation}))
    keys = [key for key in found.program.parameters() if key.layer == "l0"]
    theirs = {key.name: tensor(found.program.parameter("l0", key.name)) for key in keys}
    x, parts = tensor(found.x), []
    for prefix in ("", "reverse_")[: 1 + both]:
        w = {name.removeprefix(prefix): value for name, value in theirs.items() if name.startswith(prefix)}
        states = direction(STEPS[kind, choice], choice, w, x, truncation, bool(prefix))
        if output == "sequence":
            parts.append(torch.stack(states[::-1] if prefix else states, dim=1))
        else:
            parts.append(states[-1])
    out = torch.cat(parts, dim=-1)
    ((out - torch.from_numpy(found.y)) ** 2).mean().backward()
    assert apart(found.output, out) <= BOUND
    assert apart(found.grad_x, x.grad) <= BOUND
    for name, value in theirs.items():
        if value.grad is None or not value.grad.any():
            assert not found.program.gradient("l0", name).any(), name
        else:
            assert apart(found.program.gradient("l0", name), value.grad) <= BOUND, name
