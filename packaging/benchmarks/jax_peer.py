"""The peer JAX: the whole step in one ``jit`` on one thread. Needs jax and NumPy."""

from __future__ import annotations

import os

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["OMP_NUM_THREADS"] = "1"

import time
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from peer_loop import Train, answer
from workloads import INPUT, Part, Workload, data

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
FUNCTIONS: dict[str, Callable[[Any], Any]] = {"tanh": jnp.tanh, "relu": jax.nn.relu}
Shape = tuple[int, ...]


def bend(part: Part, z: Any, key: str = "activation") -> Any:
    """Return the activation; softmax is left to the loss, as is usual there."""
    return FUNCTIONS.get(part.values.get(key, "identity"), lambda value: value)(z)


def weights(part: Part, shape: Shape, key: Any) -> dict[str, Any]:
    """Return what a part learns."""

    def drawn(*size: int) -> Any:
        return jax.random.normal(key, size) * 0.1

    if part.kind == "dense":
        return {"w": drawn(shape[-1], part.values["units"]), "b": jnp.zeros(part.values["units"])}
    if part.kind == "convolution2d":
        filters = part.values["filters"]
        return {"w": drawn(3, 3, shape[-1], filters), "b": jnp.zeros(filters)}
    if part.kind in ("simple_rnn", "lstm"):
        units, gates = part.values["units"], 4 if part.kind == "lstm" else 1
        return {
            "u": drawn(shape[-1], gates * units),
            "w": drawn(units, gates * units),
            "b": jnp.zeros(gates * units),
        }
    return {}


def recur(part: Part, p: dict[str, Any], x: Any) -> Any:
    """Return the last state (or all states) of a recurrent layer."""
    units = part.values["units"]
    start = (jnp.zeros((x.shape[0], units)), jnp.zeros((x.shape[0], units)))

    def step(state: tuple[Any, Any], x_t: Any) -> tuple[tuple[Any, Any], Any]:
        h, c = state
        z = x_t @ p["u"] + h @ p["w"] + p["b"]
        if part.kind == "simple_rnn":
            h = jnp.tanh(z)
        else:
            forget, enter, candidate, leave = jnp.split(z, 4, axis=-1)
            c = jax.nn.sigmoid(forget) * c + jax.nn.sigmoid(enter) * jnp.tanh(candidate)
            h = jax.nn.sigmoid(leave) * jnp.tanh(c)
        return (h, c), h

    (h, _), every = lax.scan(step, start, jnp.swapaxes(x, 0, 1))
    return h if part.values.get("output") == "last" else jnp.swapaxes(every, 0, 1)


def apply(part: Part, p: dict[str, Any], *inputs: Any) -> Any:
    """Return a part's output for a batch."""
    x = inputs[0]
    if part.kind == "dense":
        return bend(part, x @ p["w"] + p["b"])
    if part.kind == "convolution2d":
        z = lax.conv_general_dilated(x, p["w"], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
        return bend(part, z + p["b"])
    if part.kind == "max_pooling2d":
        return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    if part.kind in ("simple_rnn", "lstm"):
        return recur(part, p, x)
    simple: dict[str, Callable[[], Any]] = {
        "flatten": lambda: x.reshape(x.shape[0], -1),
        "add": lambda: sum(inputs[1:], inputs[0]),
        "activation": lambda: bend(part, x, "function"),
        "global_average_pooling": lambda: x.mean(axis=(1, 2)),
    }
    return simple[part.kind]()


def forward(workload: Workload, theta: dict[str, Any], x: Any) -> Any:
    """Return the last part's output."""
    values = {INPUT: x}
    for name, part, inputs in workload.links:
        values[name] = apply(part, theta[name], *(values[source] for source in inputs))
    return values[name]


def initial(workload: Workload, x: Any) -> dict[str, Any]:
    """Return all parameters, the shapes found by going forward once."""
    theta: dict[str, Any] = {}
    values = {INPUT: x}
    for number, (name, part, inputs) in enumerate(workload.links):
        theta[name] = weights(part, values[inputs[0]].shape[1:], jax.random.key(number))
        values[name] = apply(part, theta[name], *(values[source] for source in inputs))
    return theta


def loss_of(workload: Workload, output: Any, y: Any) -> Any:
    """Return the mean loss."""
    if workload.loss == "ce":
        return -(jax.nn.log_softmax(output) * y).sum(axis=-1).mean()
    if workload.loss == "mse":
        return ((output - y) ** 2).mean()
    return jax.nn.relu(1 - output * (2 * y - 1)).mean()


def make_step(workload: Workload) -> Callable[..., Any]:
    """Return the jitted step: parameters and optimiser state in, the new ones out."""
    rate, mapped = workload.learning_rate, jax.tree_util.tree_map

    def step(theta: Any, m: Any, v: Any, count: Any, x: Any, y: Any) -> Any:
        grad = jax.grad(lambda p: loss_of(workload, forward(workload, p, x), y))(theta)
        count = count + 1
        if workload.optimizer == "sgd":
            return mapped(lambda w, g: w - rate * g, theta, grad), m, v, count
        m = mapped(lambda old, g: BETA1 * old + (1 - BETA1) * g, m, grad)
        v = mapped(lambda old, g: BETA2 * old + (1 - BETA2) * g * g, v, grad)
        c1, c2 = 1 - BETA1**count, 1 - BETA2**count
        return mapped(lambda w, a, b: w - rate * (a / c1) / (jnp.sqrt(b / c2) + EPSILON), theta, m, v), m, v, count

    return jax.jit(step, donate_argnums=(0, 1, 2, 3))


def stepper(workload: Workload, variant: str) -> Train:
    """Return a function that trains for some seconds and returns steps per second."""
    xs, ys = (jnp.asarray(part) for part in data(workload))
    starts = range(0, workload.samples - workload.batch + 1, workload.batch)
    batches = [(xs[i : i + workload.batch], ys[i : i + workload.batch]) for i in starts]
    theta = initial(workload, batches[0][0])
    zeros = jax.tree_util.tree_map(jnp.zeros_like, theta)
    state: list[Any] = [theta, zeros, jax.tree_util.tree_map(jnp.copy, zeros), jnp.zeros(())]
    step = make_step(workload)

    def train(seconds: float) -> float:
        start, steps = time.perf_counter(), 0
        while time.perf_counter() - start < seconds:
            for x, y in batches:
                state[:] = step(*state, x, y)
            steps += len(batches)
            jax.block_until_ready(state[0])
        return steps / (time.perf_counter() - start)

    train(0.2)
    return train


if __name__ == "__main__":
    answer(f"JAX {jax.__version__}", ["jax"], stepper)
