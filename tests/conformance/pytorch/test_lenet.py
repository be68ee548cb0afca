"""What LeNet-5 is made of beside torch: convolutions by table, subsampling, and the template as a whole."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from torch_distances import difference, worst

from nnstudio.data.source import shape_of
from nnstudio.document import templates
from nnstudio.document.graph import to_graph
from nnstudio.engine import compile, layers, losses, optimizers
from nnstudio.engine.layer import Layer

torch = pytest.importorskip("torch")
COMPOSED = pytest.importorskip("torch_layers").COMPOSED
torch.set_default_dtype(torch.float64)
LIMIT = 1e-12
Put = Callable[..., Any]
Apart = Callable[..., float]
TABLES = ("1 3; 2; *; 2 3", "*", "1; 2; 3; 1 2; 1 3")
PADDINGS = [("narrow", 0), ("wide", 0), ("same", 0), ("explicit", 1), ("explicit", "0, 2")]


def differences(layer: Layer, shape: tuple[int, ...], put: Put, apart: Apart) -> dict[str, float]:
    ours = put(layer, np.random.default_rng(17).normal(size=(3, *shape)))
    given = {key.name: ours.program.parameter("l", key.name) for key in ours.program.parameters() if key.layer == "l"}
    tensors = {name: torch.tensor(np.array(value), requires_grad=True) for name, value in given.items()}
    x = torch.tensor(ours.x[0], requires_grad=True)
    output = COMPOSED[layer.declaration.id](layer, tensors, [x])
    ((output - torch.tensor(ours.y)) ** 2).mean().backward()
    found = {"a": apart(ours.output, output), "x": apart(ours.grad_x(), x.grad)}
    return found | {name: apart(ours.gradient(name), tensor.grad) for name, tensor in tensors.items()}


@pytest.mark.parametrize("padding", PADDINGS, ids=str)
@pytest.mark.parametrize(("stride", "dilation"), list(product((1, 2, "2, 1"), (1, 2))))
def test_convolution_by_table(
    padding: tuple[str, int | str], stride: int | str, dilation: int, put: Put, apart: Apart
) -> None:
    values = {"stride": stride, "dilation": dilation, "padding": padding[0], "amount": padding[1]}
    found = [
        differences(
            layers.make("table_convolution2d", connections=table, flip=flip, bias=bias, activation="tanh", **values),
            (8, 7, 3),
            *(put, apart),
        )
        for table, (flip, bias) in zip(TABLES, ((False, True), (True, False), (True, True)), strict=True)
    ]
    assert worst(*found) <= LIMIT


@pytest.mark.parametrize("stride", [1, 2, 3, "2, 1"])
@pytest.mark.parametrize("kernel", [(1, 1), (2, 2), (3, 2), (1, 4)])
def test_subsampling(kernel: tuple[int, int], stride: int | str, put: Put, apart: Apart) -> None:
    sizes = {"kernel_height": kernel[0], "kernel_width": kernel[1], "stride": stride}
    found = [
        differences(layers.make("subsampling2d", activation=activation, **sizes), shape, put, apart)
        for activation, shape in product(("identity", "tanh", "prelu"), ((8, 6, 3), (5, 9, 1)))
    ]
    assert worst(*found) <= LIMIT


def test_the_template_as_a_whole() -> None:
    document = templates["lenet5"]().document()
    graph = to_graph(document, shape_of(document.data))
    program = compile(graph, losses.make("cross_entropy"), optimizers.make("sgd"), learning_rate=0.1, dtype="float64")
    random = np.random.default_rng(3)
    x, labels = random.uniform(size=(5, 32, 32, 1)), random.integers(0, 10, 5)
    plan = program.plan(5)
    plan.load(*program.arrange(x, np.eye(10)[labels]))
    plan.forward()
    plan.backward()
    keys = list(program.parameters())
    tensors = {
        (k.layer, k.name): torch.tensor(np.array(program.parameter(k.layer, k.name)), requires_grad=True) for k in keys
    }
    value = torch.tensor(x)
    for name in graph.order[1:-1]:
        own = {k.name: tensors[k.layer, k.name] for k in keys if k.layer == name}
        value = COMPOSED[graph[name].layer.declaration.id](graph[name].layer, own, [value])
    loss = -torch.log(value[torch.arange(5), torch.tensor(labels)]).mean()
    loss.backward()
    found = {
        f"{k.layer} {k.name}": difference(program.gradient(k.layer, k.name), tensors[k.layer, k.name].grad)
        for k in keys
    }
    found |= {"a": difference(plan.prediction, value), "loss": abs(float(plan.loss) - loss.item())}
    assert worst(found) <= LIMIT
