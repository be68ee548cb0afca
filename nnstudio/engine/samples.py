"""The gradient of one sample's own loss: the backward pass started from that sample alone."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.demands import instance
from nnstudio.engine.emitter import Call
from nnstudio.engine.errors import ResourceError
from nnstudio.engine.layers.dense import Dense
from nnstudio.engine.memory import available, readable
from nnstudio.engine.places import A_PLAN
from nnstudio.engine.plan import Plan, run
from nnstudio.engine.planner import LOSS
from nnstudio.engine.shadow import shadow, still_calls
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_SHARE = 0.5
"""The share of the free memory that the gradients of all samples may take."""


class SampleBackward:
    r"""Runs a plan's backward pass for ``ℓ_n`` instead of L: ∂L/∂output is zeroed but for sample n, and taken N times.

    So gradients are those of one sample's own loss even where a layer (batch normalisation) mixes the samples. The plan
    is a twin (:func:`~nnstudio.engine.shadow.shadow`), after its forward pass.
    """

    def __init__(self, twin: Plan) -> None:
        self.twin = twin
        calls = still_calls(twin, "backward")
        start = 1 + max((n for n, (_, about) in enumerate(calls) if about.layer.startswith(LOSS)), default=-1)
        self._begin: list[Call] = [call for call, _ in calls[:start]]
        self._rest: list[Call] = [call for call, _ in calls[start:]]
        self._seeds = [self._seed(sink) for sink in twin.graph.sinks]

    def _seed(self, sink: str) -> Array:
        source = self.twin.graph[sink].inputs[0]
        fused = self.twin.sites[source].fused
        return self.twin.sites[source if fused else sink].quantities["grad_z" if fused else "grad_a"].array

    def run(self, sample: int) -> None:
        """Leave in the twin's arenas and quantities the gradients of this sample's loss."""
        run(self._begin)
        for seed in self._seeds:
            kept = seed[..., sample] * self.twin.batch_size
            seed[...] = 0
            seed[..., sample] = kept
        run(self._rest)


def per_sample_gradients(plan: Plan, layer: str, name: str) -> Array:
    r"""Return ``∂ℓ_n/∂θ`` of one parameter for every sample of the batch, ``(N, *shape)``; the run is not touched.

    Their mean over n is the plan's gradient ∂L/∂θ, as L is the mean of the ℓₙ. A dense layer's come from x and δ at
    once, ``x_n ⊗ N δ_n``, any other's from a backward pass for each sample.

    Raises
    ------
    UnknownNameError, a KeyError : no such parameter. ResourceError : they would not fit into memory.
    """
    instance("plan", plan, Plan, A_PLAN)
    shape = plan.update_rule.layout.placed(layer, name).key.shape
    _check_room(plan, layer, shape)
    if _is_plain(plan, layer, name):
        return _of_dense(plan, layer, name)
    twin = shadow(plan, plan.loss.dtype.name)
    run([call for call, _ in still_calls(twin, "forward", "loss")])
    backward = SampleBackward(twin)
    found = np.empty((plan.batch_size, *shape), plan.loss.dtype)
    for sample in range(plan.batch_size):
        backward.run(sample)
        found[sample] = twin.sites[layer].gradient(name)
    return found


def _is_plain(plan: Plan, layer: str, name: str) -> bool:
    """Whether x and δ say it all: a dense layer in a network whose layers treat each sample by itself."""
    alone = not any(plan.graph[node].layer.mixes_samples for node in plan.graph.order)
    return isinstance(plan.graph[layer].layer, Dense) and name in ("weight", "bias") and alone


def _of_dense(plan: Plan, layer: str, name: str) -> Array:
    delta = plan.quantity(layer, "grad_z") * plan.loss.dtype.type(plan.batch_size)
    count = plan.batch_size
    delta = delta.reshape(count, -1, delta.shape[-1])
    if name == "bias":
        return np.asarray(delta.sum(axis=1))
    x = plan.quantity(layer, "x")
    return np.asarray(np.einsum("npi,npj->nij", x.reshape(count, -1, x.shape[-1]), delta))


def _check_room(plan: Plan, layer: str, shape: tuple[int, ...]) -> None:
    wanted = plan.batch_size * int(np.prod(shape, dtype=np.int64)) * plan.loss.dtype.itemsize
    free = int(available() * _SHARE)
    if wanted > free:
        raise ResourceError(
            layer,
            msg("gradients that fit into {size} of memory", size=readable(free)),
            msg("{size} for {count} samples", size=readable(wanted), count=plan.batch_size),
            msg("Use a smaller batch, or ask for a smaller layer."),
        )
