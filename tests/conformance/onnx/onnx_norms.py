"""Normalisation, dense layers, joins and what only changes the shape."""

from __future__ import annotations

import math

import numpy as np
from onnx_cases import Found, Left, Node, NotApplicableError, Tensor
from onnx_machine import at_work, check_type, last, layer, run, second

from nnstudio.engine.layer import Layer


def normalize_batch(node: Node) -> tuple[Tensor, ...]:
    x, scale, shift, mean, variance = (node.given(k) for k in range(5))
    if x.ndim > 4:
        raise NotApplicableError("three axes of places")
    training = bool(node.attributes.get("training_mode", 0))
    epsilon, momentum = (
        float(np.float32(node.attributes.get(name, usual))) for name, usual in (("epsilon", 1e-5), ("momentum", 0.9))
    )
    made = layer("batch_normalization", epsilon=epsilon, momentum=1.0 - momentum)
    weights, running = {"scale": scale, "shift": shift}, {"running_mean": mean, "running_variance": variance}
    program, plan = at_work(made, last(x), weights=_named(made, x, weights), running=running, training=training)
    moved = [program.running("layer", name).copy() for name in running]
    # The batch's share in the running variance is the unbiased one, as in PyTorch; ONNX's is the biased one.
    count, kept = x.size // x.shape[1], (1.0 - made.momentum) * variance
    moved[1] = kept + (moved[1] - kept) * (count - 1) / count
    return (second(plan.prediction), *moved)


def _named(made: Layer, x: Tensor, weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights under the layer's own names: scale first, then shift."""
    names = [weight.name for weight in made.weights((last(x).shape[1:],))]
    return dict(zip(names, weights.values(), strict=False))


def normalize_layer(kind: str, node: Node) -> Found:
    x, scale, shift = node.given(0), node.given(1), node.input(2)
    check_type(x)
    axis = int(node.attributes.get("axis", -1)) % x.ndim
    width, groups = math.prod(x.shape[axis:]), math.prod(x.shape[:axis])
    made = layer(kind, epsilon=float(np.float32(node.attributes.get("epsilon", 1e-5))))
    rows = x.reshape(groups, width)
    given = {"scale": scale.reshape(width)} | ({} if shift is None else {"shift": shift.reshape(width)})
    _, plan = at_work(made, rows, weights=_named(made, rows, given))
    each = (*x.shape[:axis], *(1 for _ in x.shape[axis:]))
    # The root mean square takes no mean away: nothing asks for one.
    shown = [name for name in ("mean", "inverse_deviation") if name in plan.quantities("layer")]
    return (plan.prediction.reshape(x.shape), *(plan.quantity("layer", name).reshape(each) for name in shown))


def normalize_groups(node: Node) -> tuple[Tensor, ...]:
    x, scale, shift = (node.given(k) for k in range(3))
    groups = int(node.attributes.get("num_groups", x.shape[1]))
    made = layer("group_normalization", groups=groups, epsilon=float(np.float32(node.attributes.get("epsilon", 1e-5))))
    return (second(run(made, last(x), weights=_named(made, x, {"scale": scale, "shift": shift}))),)


def multiply_matrices(node: Node) -> tuple[Tensor, ...]:
    x, weight = node.given(0), node.given(1)
    if weight.ndim != 2 or x.ndim < 2:
        raise NotApplicableError("a product that is no dense layer: no matrix of weights for all samples")
    made = layer("dense", units=weight.shape[1], bias=False)
    return (run(made, x.reshape(-1, x.shape[-1]), weights={"weight": weight}).reshape(*x.shape[:-1], -1),)


def general_product(node: Node) -> tuple[Tensor, ...]:
    x, weight, bias = node.given(0), node.given(1), node.input(2)
    if node.attributes.get("alpha", 1.0) != 1 or node.attributes.get("beta", 1.0) != 1:
        raise NotApplicableError("factors α and β")
    x = x.T if node.attributes.get("transA", 0) else x
    weight = weight.T if node.attributes.get("transB", 0) else weight
    made = layer("dense", units=weight.shape[1])
    zeros = np.zeros(weight.shape[1], x.dtype)
    if bias is not None and bias.ndim == 2 and len(bias) > 1:
        raise NotApplicableError("a bias of its own for each sample")
    return (run(made, x, weights={"weight": weight, "bias": zeros if bias is None else zeros + bias.ravel()}),)


def embed(node: Node) -> tuple[Tensor, ...]:
    table, rows = node.given(0), node.given(1)
    check_type(table)
    if int(node.attributes.get("axis", 0)) != 0 or table.ndim != 2:
        raise NotApplicableError("picks along another axis than a table's rows")
    if rows.min() < 0:
        raise NotApplicableError("numbers that count from the end")
    made = layer("embedding", vocabulary=table.shape[0], dimension=table.shape[1])
    found = run(made, rows.reshape(1, -1).astype(np.float32), weights={"weight": table})
    return (found.reshape(*rows.shape, table.shape[1]),)


def join(kind: str, node: Node) -> tuple[Tensor, ...]:
    inputs = [node.given(k) for k in range(len(node.inputs))]
    if len(inputs) < 2:
        raise NotApplicableError("a join of one")
    if len({array.shape for array in inputs}) > 1:
        raise NotApplicableError("different shapes, repeated to fit: the engine refuses that")
    for array in inputs:
        check_type(array)
    return (run(layer(kind), *(array.reshape(1, -1) for array in inputs)).reshape(inputs[0].shape),)


def concatenate(node: Node) -> tuple[Tensor, ...]:
    inputs = [node.given(k) for k in range(len(node.inputs))]
    if len(inputs) < 2:
        raise NotApplicableError("a join of one")
    turned = [np.moveaxis(array, int(node.attributes["axis"]), -1) for array in inputs]
    flat = [np.ascontiguousarray(array).reshape(-1, array.shape[-1]) for array in turned]
    joined = run(layer("concatenate"), *flat)
    return (np.moveaxis(joined.reshape(*turned[0].shape[:-1], -1), -1, int(node.attributes["axis"])),)


def flatten(node: Node) -> tuple[Tensor, ...]:
    x = node.given(0)
    if int(node.attributes.get("axis", 1)) % max(1, x.ndim) != 1:
        raise NotApplicableError("several axes of samples")
    if x.ndim > 4:
        raise NotApplicableError("three axes of places")
    # Images leave the plan in the order H, C, W: so they enter with ONNX's axes as rows, channels, columns.
    return (run(layer("flatten"), x.transpose(0, 1, 3, 2) if x.ndim == 4 else x),)


def drop(node: Node) -> Found:
    x, training = node.given(0), node.input(2)
    rate = node.input(1)
    share = float(rate) if rate is not None else float(node.attributes.get("ratio", 0.5))
    if training is not None and bool(training) and share > 0:
        raise NotApplicableError("draws from ONNX's own generator")
    check_type(x)
    a = run(layer("dropout", rate=min(share, 0.95)), x.reshape(1, -1), training=share == 0).reshape(x.shape)
    return (a, Left("the mask: where nothing is dropped none is drawn"))


def reshape(node: Node) -> tuple[Tensor, ...]:
    x, shape = node.given(0), node.input(1)
    wanted = [int(k) for k in (shape if shape is not None else node.attributes["shape"])]
    wanted = [x.shape[k] if length == 0 else length for k, length in enumerate(wanted)]
    if x.ndim < 2 or len(wanted) < 2 or wanted[0] != len(x):
        raise NotApplicableError("changes the number of samples")
    if x.ndim == 4 or len(wanted) == 4:
        raise NotApplicableError("an image: its numbers stand in another order here")
    if len(wanted) > 4:
        raise NotApplicableError("three axes of places")
    return (run(layer("reshape", shape=",".join(map(str, wanted[1:]))), x),)


def attend(node: Node) -> Found:
    """Scaled dot-product attention; each head of each sample is a sample of its own here."""
    q, k, v = (node.given(place) for place in range(3))
    if any(node.input(place) is not None for place in (3, 4, 5, 6)) or node.attributes.get("softcap", 0.0):
        raise NotApplicableError("a mask of its own, kept keys and values, or capped scores")
    if len(node.outputs) > 1:
        raise NotApplicableError("the scores on their way")
    if not set(node.attributes) <= {"is_causal", "scale", "softcap", "q_num_heads", "kv_num_heads"}:
        raise NotApplicableError("a window of steps that may be seen, or another precision")
    split = q.ndim == 3
    if split:
        heads = [int(node.attributes[name]) for name in ("q_num_heads", "kv_num_heads", "kv_num_heads")]
        q, k, v = (_split(array, count) for array, count in zip((q, k, v), heads, strict=True))
    if q.shape[1] != k.shape[1]:
        raise NotApplicableError("heads that share keys and values")
    scale = node.attributes.get("scale")
    if scale is not None and not math.isclose(scale, 1 / math.sqrt(q.shape[-1]), rel_tol=1e-6):
        raise NotApplicableError("a scale other than 1/√d")
    made = layer("attention", causal=bool(node.attributes.get("is_causal", 0)))
    a = run(made, *(array.reshape(-1, *array.shape[2:]) for array in (q, k, v))).reshape(*q.shape[:3], v.shape[-1])
    return (a.transpose(0, 2, 1, 3).reshape(len(a), a.shape[2], -1) if split else a,)


def _split(x: Tensor, heads: int) -> Tensor:
    return np.ascontiguousarray(x.reshape(*x.shape[:2], heads, -1).transpose(0, 2, 1, 3))


NORMS = {
    "Attention": attend,
    "BatchNormalization": normalize_batch,
    "LayerNormalization": lambda node: normalize_layer("layer_normalization", node),
    "RMSNormalization": lambda node: normalize_layer("rms_normalization", node),
    "GroupNormalization": normalize_groups,
    "InstanceNormalization": normalize_groups,
    "MatMul": multiply_matrices,
    "Gemm": general_product,
    "Gather": embed,
    "Add": lambda node: join("add", node),
    "Sum": lambda node: join("add", node),
    "Mul": lambda node: join("multiply", node),
    "Concat": concatenate,
    "Flatten": flatten,
    "Reshape": reshape,
    "Dropout": drop,
}
