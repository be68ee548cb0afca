"""Activations, losses and optimisers."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from onnx_cases import Found, Node, NotApplicableError, Tensor
from onnx_machine import activated, check_type, layer, run

from nnstudio.engine import Graph, GraphNode, compile, layers, losses, optimizers

Adapter = Callable[[Node], Found]


def simple(function: str, **renamed: tuple[str, float]) -> Adapter:
    """Return the adapter of an element-wise function; ``renamed`` gives a parameter's ONNX name and default."""

    def adapt(node: Node) -> Found:
        values = {ours: float(node.attributes.get(name, usual)) for ours, (name, usual) in renamed.items()}
        return (activated(function, node.given(0), **values),)

    return adapt


def hard_sigmoid(node: Node) -> tuple[Tensor, ...]:
    slope = float(node.attributes.get("alpha", 0.2))
    named = {0.25: "1/4", 0.2: "1/5"}.get(round(slope, 6), "1/6" if math.isclose(slope, 1 / 6, rel_tol=1e-6) else "")
    if not named or float(node.attributes.get("beta", 0.5)) != 0.5:
        raise NotApplicableError("a slope other than 1/4, 1/5, 1/6, or not through ½")
    return (activated("hard_sigmoid", node.given(0), slope=named),)


def gelu(node: Node) -> tuple[Tensor, ...]:
    return (activated("gelu_tanh" if node.attributes.get("approximate") == b"tanh" else "gelu", node.given(0)),)


def selu(node: Node) -> tuple[Tensor, ...]:
    usual = (1.67326319217681884765625, 1.05070102214813232421875)
    given = (node.attributes.get("alpha", usual[0]), node.attributes.get("gamma", usual[1]))
    if not np.allclose(given, usual, rtol=1e-6):
        raise NotApplicableError("constants other than SELU's own")
    return (activated("selu", node.given(0)),)


def clip(node: Node) -> tuple[Tensor, ...]:
    bounds = []
    for place, name in ((1, "min"), (2, "max")):
        bound = node.input(place)
        bounds.append(float(bound) if bound is not None else float(node.attributes.get(name, math.nan)))
    function = {(0.0, 6.0): "relu6", (-1.0, 1.0): "hard_tanh"}.get((bounds[0], bounds[1]))
    if bounds[0] == 0 and not bounds[1] <= 1e30:
        function = "relu"
    if function is None:
        raise NotApplicableError("bounds other than those of ReLU, ReLU6 and hard tanh")
    return (activated(function, node.given(0)),)


def prelu(node: Node) -> tuple[Tensor, ...]:
    x, slope = node.given(0), node.given(1)
    check_type(x)
    # Recorded cases may have one for each channel, the second axis; all others repeat from the last axis on.
    channels = slope.ndim == 1 and slope.size == x.shape[1] != x.shape[-1]
    form = (-1, *(1,) * (x.ndim - 2)) if channels else slope.shape
    wide = np.broadcast_to(slope.reshape(form), x.shape).reshape(1, -1)
    made = layer("activation", function="prelu", **{"function.sharing": "neuron"})
    name = made.weights((wide.shape[1:],))[0].name
    return (run(made, x.reshape(1, -1), weights={name: wide[0]}).reshape(x.shape),)


def swish(node: Node) -> tuple[Tensor, ...]:
    return (activated("swish", node.given(0), beta=float(node.attributes.get("alpha", 1.0))),)


def over_axis(function: str) -> Adapter:
    """Return the adapter of a function of a whole axis."""

    def adapt(node: Node) -> Found:
        x, axis = node.given(0), int(node.attributes.get("axis", -1))
        turned = np.ascontiguousarray(np.moveaxis(x, axis, -1))
        a = run(layer("activation", function=function), turned.reshape(-1, turned.shape[-1]))
        return (np.moveaxis(a.reshape(turned.shape), -1, axis),)

    return adapt


def entropy(node: Node) -> Found:
    """Cross-entropy of scores ``(N, C, places)`` with class numbers: every place is a sample here."""
    scores, classes = node.given(0), node.given(1)
    if "ignore_index" in node.attributes:
        raise NotApplicableError("samples that are left out by their class")
    reduction = node.attributes.get("reduction", b"mean").decode()
    weights, options = node.input(2), dict[str, object]()
    if weights is not None:
        divisor = "weights" if reduction == "mean" else "samples"
        options = {"class_weights": ", ".join(f"{weight:.9g}" for weight in weights), "normalise": divisor}
    rows = np.moveaxis(scores, 1, -1).reshape(-1, scores.shape[1])
    logits = node.op == "SoftmaxCrossEntropyLoss"
    outputs = rows if logits else np.exp(rows)
    each = _losses("cross_entropy_logits" if logits else "cross_entropy", outputs, classes.ravel(), options)
    value = {"none": each.reshape(classes.shape), "sum": each.sum(), "mean": each.mean()}[reduction]
    found: Found = (np.asarray(value, scores.dtype),)
    if logits and len(node.outputs) > 1:
        logs = run(layer("activation", function="log_softmax"), rows)
        found += (np.moveaxis(logs.reshape(np.moveaxis(scores, 1, -1).shape), -1, 1),)
    return found


def _losses(name: str, outputs: Tensor, classes: Tensor, options: dict[str, object]) -> Tensor:
    check_type(outputs)
    width = outputs.shape[1]
    graph = Graph((GraphNode("x", layers["input"](shape=(width,))), GraphNode("y", layers["output"](), ("x",))))
    dtype = "float64" if outputs.dtype == np.float64 else "float32"
    program = compile(graph, losses.make(name, **options), optimizers.make("sgd"), learning_rate=0.0, dtype=dtype)
    plan = program.plan(len(outputs), "evaluate")
    plan.load(*program.arrange(outputs, np.eye(width)[classes]))
    plan.forward()
    return plan.losses.copy()


def optimise(node: Node) -> Found:
    """One update of each of several tensors, all laid out in one arena."""
    rate, step = float(node.given(0)), int(node.given(1))
    kept = {"Adagrad": ("r",), "Momentum": ("v",), "Adam": ("m", "v")}[node.op]
    count = (len(node.inputs) - 2) // (2 + len(kept))
    groups = [[node.given(2 + k * count + j) for j in range(count)] for k in range(2 + len(kept))]
    flat = [np.concatenate([array.ravel() for array in group]) for group in groups]
    name, parameters, rate, step = _rule(node, rate, step)
    after = _updated(name, parameters, float(node.attributes.get("norm_coefficient", 0.0)), rate, step, flat, kept)
    found: list[Tensor] = []
    for values in after:
        cuts = np.cumsum([array.size for array in groups[0]])[:-1]
        found += [part.reshape(a.shape) for part, a in zip(np.split(values, cuts), groups[0], strict=True)]
    return tuple(found)


def _rule(node: Node, rate: float, step: int) -> tuple[str, dict[str, object], float, int]:
    """Return the optimiser, its parameters, the learning rate of this step, and the step's number."""
    given = node.attributes
    if node.op == "Adagrad":
        return "adagrad", {"epsilon": given["epsilon"]}, rate / (1 + step * given.get("decay_factor", 0.0)), step
    if node.op == "Momentum":
        if step > 0 and given["beta"] != 1:
            raise NotApplicableError("a damped gradient")
        return "nesterov" if given["mode"] == b"nesterov" else "momentum", {"mu": given["alpha"]}, rate, step
    if given.get("norm_coefficient_post", 0.0):
        raise NotApplicableError("a decay of the updated weights")
    parameters = {"beta1": given["alpha"], "beta2": given["beta"], "epsilon": given["epsilon"]}
    # At step 0 ONNX corrects no bias: as after so many steps that the correction is 1.
    return "adam", parameters, rate, step if step > 0 else 100_000


def _updated(
    name: str,
    parameters: dict[str, object],
    penalty: float,
    rate: float,
    step: int,
    flat: list[Tensor],
    kept: tuple[str, ...],
) -> list[Tensor]:
    size = flat[0].size
    dense = layers.make("dense", units=1, bias=False)
    nodes = (GraphNode("x", layers["input"](shape=(size,))), GraphNode("d", dense, ("x",)))
    graph = Graph((*nodes, GraphNode("y", layers["output"](), ("d",))))
    rule = optimizers.make(name, **parameters)
    program = compile(graph, losses.make("mse"), rule, learning_rate=rate, l2=penalty, dtype="float32")
    state = program.save_state()
    program.load_state({**state, "step": max(0, step - 1)})
    plan = program.plan(1)
    program.theta[:], program.grad[:] = flat[0], flat[1]
    for place, key in enumerate(kept):
        program.state[key][:] = flat[2 + place]
    plan.update()
    return [program.theta.copy(), *(program.state[key].copy() for key in kept)]


FUNCTIONS: dict[str, Adapter] = {
    "Identity": simple("identity"),
    "Relu": simple("relu"),
    "Sigmoid": simple("logistic"),
    "Tanh": simple("tanh"),
    "Softplus": simple("softplus"),
    "Softsign": simple("softsign"),
    "Mish": simple("mish"),
    "HardSwish": simple("hard_swish"),
    "Elu": simple("elu", gamma=("alpha", 1.0)),
    "Celu": simple("celu", gamma=("alpha", 1.0)),
    "LeakyRelu": simple("leaky_relu", gamma=("alpha", 0.01)),
    "HardSigmoid": hard_sigmoid,
    "Gelu": gelu,
    "Selu": selu,
    "Clip": clip,
    "PRelu": prelu,
    "Swish": swish,
    "Softmax": over_axis("softmax"),
    "LogSoftmax": over_axis("log_softmax"),
    "SoftmaxCrossEntropyLoss": entropy,
    "NegativeLogLikelihoodLoss": entropy,
    "Adagrad": optimise,
    "Adam": optimise,
    "Momentum": optimise,
}
