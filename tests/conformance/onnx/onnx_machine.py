"""One-layer networks of the engine, fed with ONNX's tensors: channels second there, last here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from onnx_cases import NotApplicableError, Tensor

from nnstudio.engine import Graph, GraphNode, Plan, Program, compile, layers, losses, optimizers
from nnstudio.engine.layer import Layer


def layer(kind: str, **parameters: object) -> Layer:
    """Return a layer; one that is not there yet is not applicable."""
    if kind not in layers:
        raise NotApplicableError(f"no layer {kind}")
    return layers.make(kind, **parameters)


def at_work(
    made: Layer,
    *inputs: Tensor,
    weights: Mapping[str, Tensor] | None = None,
    running: Mapping[str, Tensor] | None = None,
    training: bool = False,
) -> tuple[Program, Plan]:
    """Return a network and its plan, in which ``layer`` with these weights has gone over batches ``(N, *shape)``.

    In training it is the pass that training makes, without a target: only what comes out is looked at.
    """
    program, names = _program(made, inputs)
    for name, values in (weights or {}).items():
        program.set_parameter("layer", name, values)
    for name, values in (running or {}).items():
        _write(program.running("layer", name), values)
    arrays: Any = [np.asarray(array, program.dtype) for array in inputs]
    target = np.zeros((len(inputs[0]), *program.shapes["y"]))
    plan = program.plan(len(inputs[0]), "train" if training else "evaluate")
    plan.load(*program.arrange(arrays if len(names) > 1 else arrays[0], target))
    plan.forward()
    return program, plan


def run(made: Layer, *inputs: Tensor, **given: Any) -> Tensor:
    """Return what one layer makes of its inputs: see :func:`at_work`."""
    return at_work(made, *inputs, **given)[1].prediction.copy()


def _program(made: Layer, inputs: Sequence[Tensor]) -> tuple[Program, list[str]]:
    for array in inputs:
        check_type(array)
    names = [f"x{k}" for k in range(len(inputs))]
    first = [GraphNode(name, layers["input"](shape=a.shape[1:])) for name, a in zip(names, inputs, strict=True)]
    rest = (GraphNode("layer", made, tuple(names)), GraphNode("y", layers["output"](), ("layer",)))
    dtype = "float64" if inputs[0].dtype == np.float64 else "float32"
    mse, sgd = losses.make("mse"), optimizers.make("sgd")
    return compile(Graph((*first, *rest)), mse, sgd, learning_rate=0.0, dtype=dtype), names


def check_type(array: Tensor) -> None:
    """Raise where the numbers are none that the engine computes with."""
    if not isinstance(array, np.ndarray):
        raise NotApplicableError("no tensor")
    if array.dtype not in (np.float32, np.float64):
        raise NotApplicableError(f"numbers of type {array.dtype}")


def _write(view: Tensor, values: Tensor) -> None:
    view.flags.writeable = True
    view[...] = values


def activated(function: str, x: Tensor, **parameters: object) -> Tensor:
    """Return an element-wise activation of a tensor of any shape."""
    check_type(x)
    given = {f"function.{name}": value for name, value in parameters.items()}
    made = layer("activation", function=function, **given)
    return run(made, x.reshape(1, -1)).reshape(x.shape)


def last(x: Tensor) -> Tensor:
    """Bring the channels from the second place to the last."""
    return np.ascontiguousarray(np.moveaxis(x, 1, -1))


def second(x: Tensor) -> Tensor:
    """Bring the channels back."""
    return np.moveaxis(x, -1, 1)


def places(x: Tensor) -> int:
    """Return how many axes of places a batch has: 1 for sequences, 2 for images.

    Raises
    ------
    NotApplicableError : neither.
    """
    rank = x.ndim - 2
    if rank not in (1, 2):
        raise NotApplicableError(f"{rank} axes of places")
    return rank
