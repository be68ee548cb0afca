"""The normalising layers beside torch's: outputs, all gradients, running statistics over several steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from torch_distances import worst

from nnstudio.engine import layers

torch = pytest.importorskip("torch")
torch.set_default_dtype(torch.float64)
LIMIT = 1e-12

SHAPES = [(5,), (7, 6), (4, 3, 6)]
shapes = pytest.mark.parametrize("shape", SHAPES, ids=str)
affine = pytest.mark.parametrize("affine", [True, False])
Put = Callable[..., Any]
Apart = Callable[..., float]


def channels_first(tensor: Any) -> Any:
    """(N, F), (N, T, F), (N, H, W, C) → (N, F), (N, F, T), (N, C, H, W)."""
    return tensor.movedim(-1, 1)


def channels_last(tensor: Any) -> Any:
    return tensor.movedim(1, -1)


def data(shape: tuple[int, ...], count: int = 9) -> np.ndarray:
    return np.random.default_rng(11).normal(2.0, 3.0, size=(count, *shape))


def differences(ours: Any, apart: Apart, module: Any, call: Callable[[Any], Any]) -> dict[str, float]:
    """Give torch's module the same γ and β; tell how far apart the outputs and the gradients are."""
    names = {"scale": "weight", "shift": "bias"}
    for key in ours.program.parameters():
        if key.layer == "l":
            with torch.no_grad():
                getattr(module, names[key.name]).copy_(torch.tensor(np.array(ours.program.parameter("l", key.name))))
    x = torch.tensor(ours.x[0], requires_grad=True)
    output = call(x)
    ((output - torch.tensor(ours.y)) ** 2).mean().backward()
    found = {"a": apart(ours.output, output), "grad_x": apart(ours.grad_x(), x.grad)}
    for key in ours.program.parameters():
        if key.layer == "l":
            found[key.name] = apart(ours.gradient(key.name), getattr(module, names[key.name]).grad)
    return found


@shapes
@affine
def test_batch(shape: tuple[int, ...], affine: bool, put: Put, apart: Apart) -> None:
    kind = [torch.nn.BatchNorm1d, torch.nn.BatchNorm1d, torch.nn.BatchNorm2d][len(shape) - 1]
    module = kind(shape[-1], eps=1e-4, momentum=0.3, affine=affine)
    ours = put(layers.make("batch_normalization", epsilon=1e-4, momentum=0.3, affine=affine), data(shape))
    assert worst(differences(ours, apart, module, lambda x: channels_last(module(channels_first(x))))) <= LIMIT
    for _ in range(4):
        ours.again()
        module(channels_first(torch.tensor(ours.x[0])))
    assert apart(ours.program.running("l", "running_mean"), module.running_mean) <= LIMIT
    assert apart(ours.program.running("l", "running_variance"), module.running_var) <= LIMIT
    module.eval()
    fresh = data(shape, 5) * 0.5
    wanted = channels_last(module(channels_first(torch.tensor(fresh))))
    assert apart(ours.program.predict(fresh), wanted) <= LIMIT


@shapes
@affine
def test_layer(shape: tuple[int, ...], affine: bool, put: Put, apart: Apart) -> None:
    module = torch.nn.LayerNorm(shape[-1], eps=1e-3, elementwise_affine=affine)
    ours = put(layers.make("layer_normalization", epsilon=1e-3, affine=affine), data(shape))
    assert worst(differences(ours, apart, module, module)) <= LIMIT


@shapes
@affine
def test_rms(shape: tuple[int, ...], affine: bool, put: Put, apart: Apart) -> None:
    module = torch.nn.RMSNorm(shape[-1], eps=1e-3, elementwise_affine=affine)
    ours = put(layers.make("rms_normalization", epsilon=1e-3, affine=affine), data(shape))
    assert worst(differences(ours, apart, module, module)) <= LIMIT


@pytest.mark.parametrize("shape", [(6,), (7, 6), (4, 3, 6)], ids=str)
@pytest.mark.parametrize("groups", [1, 2, 3, 6])
@affine
def test_group(shape: tuple[int, ...], groups: int, affine: bool, put: Put, apart: Apart) -> None:
    if len(shape) == 1 and groups > 2:
        pytest.skip("of one or two numbers only 0 or ±1 is left: the gradient is all rounding, in torch too")
    module = torch.nn.GroupNorm(groups, 6, affine=affine)
    ours = put(layers.make("group_normalization", groups=groups, affine=affine), data(shape))
    assert worst(differences(ours, apart, module, lambda x: channels_last(module(channels_first(x))))) <= LIMIT


@pytest.mark.parametrize("shape", SHAPES[1:], ids=str)
def test_as_many_groups_as_channels_is_instance_normalisation(shape: tuple[int, ...], put: Put, apart: Apart) -> None:
    kind = [torch.nn.InstanceNorm1d, torch.nn.InstanceNorm2d][len(shape) - 2]
    module = kind(6, affine=True)
    ours = put(layers.make("group_normalization", groups=6), data(shape))
    assert worst(differences(ours, apart, module, lambda x: channels_last(module(channels_first(x))))) <= LIMIT
