"""Attention, embedding, maxout, projection, multiply beside torch's: outputs and all gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from torch_distances import worst

from nnstudio.engine import Graph, GraphNode, compile, layers, losses, optimizers

torch = pytest.importorskip("torch")
torch.set_default_dtype(torch.float64)
F = torch.nn.functional
LIMIT = 1e-12

Put = Callable[..., Any]
Apart = Callable[..., float]
causals = pytest.mark.parametrize("causal", [False, True])


def normal(*shape: int) -> np.ndarray:
    return np.random.default_rng(len(shape) + sum(shape)).normal(size=shape)


def tensor(array: np.ndarray) -> Any:
    return torch.tensor(np.array(array), requires_grad=True)


def backward(output: Any, y: np.ndarray) -> None:
    ((output - torch.tensor(y)) ** 2).mean().backward()


@causals
def test_attention(causal: bool, put: Put, apart: Apart) -> None:
    ours = put(layers.make("attention", causal=causal), normal(6, 7, 4), normal(6, 9, 4), normal(6, 9, 5))
    inputs = [tensor(array) for array in ours.x]
    output = F.scaled_dot_product_attention(*inputs, is_causal=causal)
    backward(output, ours.y)
    grads = {f"grad_{port}": apart(ours.grad_x(port), each.grad) for port, each in enumerate(inputs)}
    assert worst({"a": apart(ours.output, output), **grads}) <= LIMIT


@causals
@pytest.mark.parametrize("heads", [1, 2, 4])
@pytest.mark.parametrize("bias", [True, False])
def test_multi_head_attention(heads: int, causal: bool, bias: bool, put: Put, apart: Apart) -> None:
    width, steps = 8, 6
    ours = put(layers.make("multi_head_attention", heads=heads, causal=causal, bias=bias), normal(5, steps, width))
    module = torch.nn.MultiheadAttention(width, heads, bias=bias, batch_first=True)
    parts = ("query", "key", "value")
    with torch.no_grad():
        own = {name: np.array(ours.program.parameter("l", f"{name}_weight").T) for name in (*parts, "output")}
        module.in_proj_weight.copy_(torch.tensor(np.concatenate([own[name] for name in parts])))
        module.out_proj.weight.copy_(torch.tensor(own["output"]))
        if bias:
            biases = [np.array(ours.program.parameter("l", f"{name}_bias")) for name in (*parts, "output")]
            module.in_proj_bias.copy_(torch.tensor(np.concatenate(biases[:3])))
            module.out_proj.bias.copy_(torch.tensor(biases[3]))
    x = tensor(ours.x[0])
    mask = torch.triu(torch.ones(steps, steps, dtype=torch.bool), diagonal=1) if causal else None
    output, weights = module(x, x, x, attn_mask=mask, average_attn_weights=False)
    backward(output, ours.y)
    shown = np.moveaxis(ours.plan.quantity("l", "weights"), -1, 1)
    found = {"a": apart(ours.output, output), "weights": apart(shown, weights), "grad_x": apart(ours.grad_x(), x.grad)}
    grads = module.in_proj_weight.grad.numpy().reshape(3, width, width)
    for number, name in enumerate(parts):
        found[name] = apart(ours.gradient(f"{name}_weight"), grads[number].T)
    found["output"] = apart(ours.gradient("output_weight"), module.out_proj.weight.grad.numpy().T)
    if bias:
        found["output_bias"] = apart(ours.gradient("output_bias"), module.out_proj.bias.grad)
        grads = module.in_proj_bias.grad.numpy().reshape(3, width)
        # The key's bias shifts all scores of a row alike: its gradient is zero but for rounding.
        for name, wanted in (("query", grads[0]), ("value", grads[2])):
            found[f"{name}_bias"] = apart(ours.gradient(f"{name}_bias"), wanted)
        assert np.abs(ours.gradient("key_bias")).max() < 1e-13
    assert worst(found) <= LIMIT


def test_embedding(apart: Apart) -> None:
    nodes = (
        GraphNode("x", layers["input"](shape=(6,))),
        GraphNode("l", layers.make("embedding", vocabulary=11, dimension=4), ("x",)),
        GraphNode("y", layers.make("output"), ("l",)),
    )
    rule = optimizers.make("sgd")
    program = compile(Graph(nodes), losses.make("mse"), rule, learning_rate=0.1, dtype="float64", seed=1)
    x, y = np.random.default_rng(1).integers(0, 11, (9, 6)), normal(9, 6, 4)
    plan = program.plan(9)
    plan.load(*program.arrange(x, y))
    plan.forward()
    plan.backward()
    table = tensor(program.parameter("l", "weight"))
    output = F.embedding(torch.tensor(x), table)
    backward(output, y)
    assert (
        worst(
            {"a": apart(plan.quantity("l", "a"), output), "weight": apart(program.gradient("l", "weight"), table.grad)}
        )
        <= LIMIT
    )


@pytest.mark.parametrize("pieces", [1, 2, 4])
def test_maxout(pieces: int, put: Put, apart: Apart) -> None:
    ours = put(layers.make("maxout", units=5, pieces=pieces), normal(20, 7))
    weight, bias = (tensor(ours.program.parameter("l", name)) for name in ("weight", "bias"))
    x = tensor(ours.x[0])
    output = (torch.einsum("ni,ikj->nkj", x, weight) + bias).max(dim=1).values
    backward(output, ours.y)
    found = {"a": apart(ours.output, output), "grad_x": apart(ours.grad_x(), x.grad)}
    grads = {"weight": apart(ours.gradient("weight"), weight.grad), "bias": apart(ours.gradient("bias"), bias.grad)}
    assert worst({**found, **grads}) <= LIMIT


@pytest.mark.parametrize(("skip", "branch", "stride"), [((8, 6, 3), (4, 3, 5), 2), ((7, 7, 2), (7, 7, 4), 1)], ids=str)
@pytest.mark.parametrize("bias", [True, False])
def test_projection_is_a_convolution_of_one_pixel(
    skip: tuple[int, ...], branch: tuple[int, ...], stride: int, bias: bool, put: Put, apart: Apart
) -> None:
    ours = put(layers.make("projection", bias=bias), normal(5, *skip), normal(5, *branch))
    module = torch.nn.Conv2d(skip[-1], branch[-1], 1, stride=stride, bias=bias)
    with torch.no_grad():
        module.weight.copy_(torch.tensor(np.array(ours.program.parameter("l", "weight").T))[:, :, None, None])
        if bias:
            module.bias.copy_(torch.tensor(np.array(ours.program.parameter("l", "bias"))))
    x, f = tensor(ours.x[0]), tensor(ours.x[1])
    output = module(x.movedim(-1, 1)).movedim(1, -1) + f
    backward(output, ours.y)
    found = {"a": apart(ours.output, output), "skip": apart(ours.grad_x(0), x.grad)}
    found["branch"] = apart(ours.grad_x(1), f.grad)
    found["weight"] = apart(ours.gradient("weight"), module.weight.grad[:, :, 0, 0].T)
    if bias:
        found["bias"] = apart(ours.gradient("bias"), module.bias.grad)
    assert worst(found) <= LIMIT


@pytest.mark.parametrize("shape", [(4,), (5, 4), (3, 5, 4)], ids=str)
def test_multiply(shape: tuple[int, ...], put: Put, apart: Apart) -> None:
    ours = put(layers.make("multiply"), *(normal(6, *shape) + number for number in range(3)))
    inputs = [tensor(array) for array in ours.x]
    output = inputs[0] * inputs[1] * inputs[2]
    backward(output, ours.y)
    grads = {f"grad_{port}": apart(ours.grad_x(port), each.grad) for port, each in enumerate(inputs)}
    assert worst({"a": apart(ours.output, output), **grads}) <= LIMIT
