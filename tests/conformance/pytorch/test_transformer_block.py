"""A whole transformer block of the registered layers beside torch's TransformerEncoderLayer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from torch_distances import worst

from nnstudio.engine import Graph, GraphNode, compile, layers, losses, optimizers

torch = pytest.importorskip("torch")
torch.set_default_dtype(torch.float64)
WIDTH, HEADS, INNER, STEPS, COUNT = 8, 2, 12, 5, 6


def block() -> Graph:
    nodes = [
        ("p", layers.make("activation", function="prelu", **{"function.gamma": 1.0}), ("x",)),
        ("att", layers.make("multi_head_attention", heads=HEADS), ("p",)),
        ("sum1", layers.make("add"), ("att", "p")),
        ("norm1", layers.make("layer_normalization"), ("sum1",)),
        ("linear1", layers.make("dense", units=INNER, activation="relu"), ("norm1",)),
        ("linear2", layers.make("dense", units=WIDTH), ("linear1",)),
        ("sum2", layers.make("add"), ("linear2", "norm1")),
        ("norm2", layers.make("layer_normalization"), ("sum2",)),
        ("y", layers.make("output"), ("norm2",)),
    ]
    return Graph((GraphNode("x", layers["input"](shape=(STEPS, WIDTH))), *(GraphNode(*node) for node in nodes)))


PARTS = ("query", "key", "value")


def stacked(read: Callable[[str, str], np.ndarray]) -> dict[str, np.ndarray]:
    """Return our parameters, or their gradients, as torch names and lays them out."""
    found = {
        "self_attn.in_proj_weight": np.concatenate([read("att", f"{part}_weight").T for part in PARTS]),
        "self_attn.in_proj_bias": np.concatenate([read("att", f"{part}_bias") for part in PARTS]),
        "self_attn.out_proj.weight": read("att", "output_weight").T,
        "self_attn.out_proj.bias": read("att", "output_bias"),
    }
    for layer in ("linear1", "linear2"):
        found |= {f"{layer}.weight": read(layer, "weight").T, f"{layer}.bias": read(layer, "bias")}
    for layer in ("norm1", "norm2"):
        found |= {f"{layer}.weight": read(layer, "scale"), f"{layer}.bias": read(layer, "shift")}
    return found


def test_it_is_torchs_encoder_layer(apart: Callable[..., float]) -> None:
    random = np.random.default_rng(5)
    rule = optimizers.make("sgd")
    program = compile(block(), losses.make("mse"), rule, learning_rate=0.1, dtype="float64", seed=1)
    for key in program.parameters():
        if key.layer != "p":
            program.set_parameter(key.layer, key.name, random.normal(size=key.shape) * 0.5)
    x, y = random.normal(size=(2, COUNT, STEPS, WIDTH))
    plan = program.plan(COUNT)
    plan.load(*program.arrange(x, y))
    plan.forward()
    plan.backward()
    module = torch.nn.TransformerEncoderLayer(WIDTH, HEADS, INNER, dropout=0.0, batch_first=True)
    own = {(key.layer, key.name): np.array(program.parameter(key.layer, key.name)) for key in program.parameters()}
    state = stacked(lambda layer, name: own[layer, name])
    module.load_state_dict({name: torch.tensor(np.ascontiguousarray(array)) for name, array in state.items()})
    tensor = torch.tensor(x, requires_grad=True)
    output = module(tensor)
    ((output - torch.tensor(y)) ** 2).mean().backward()
    found = {
        "a": apart(plan.quantity("norm2", "a"), output),
        "grad_x": apart(plan.quantity("p", "grad_a"), tensor.grad),
    }
    gradients = stacked(lambda layer, name: np.array(program.gradient(layer, name)))
    torchs = dict(module.named_parameters())
    found |= {name: apart(gradient, torchs[name].grad) for name, gradient in gradients.items()}
    assert set(gradients) == set(torchs)
    assert worst(found) <= 1e-12
