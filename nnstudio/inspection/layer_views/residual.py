"""A residual link: how much of the signal, and of the gradient, goes past a branch and how much through it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Graph
from nnstudio.inspection.layer_views.cells import Cells, Floats, numbers
from nnstudio.inspection.trace import Trace

JOINS = frozenset({"add", "projection"})


@dataclass(frozen=True)
class Part:
    """One way: the size (Euclidean norm) of what it carries, and its share of the two ways' sizes."""

    size: float
    share: float


@dataclass(frozen=True, eq=False)
class Split:
    """A join of a skip and a branch.

    ``fork`` is the layer where the ways part, ``port`` the join's input that the skip goes into. ``forward`` are the
    signals that are added up, skip and branch; ``backward`` the two gradients that arrive at the fork by either way:
    they add up to the plan's ∂ℓ/∂a there (``total``). ``rows`` are skip, branch, total, feature by feature (of an
    image: the mean over its places). ``cosine`` says whether both ways pull in one direction. ``backward`` is None
    where nothing before the fork learns.
    """

    join: str
    fork: str
    port: int
    forward: tuple[Part, Part]
    backward: tuple[Part, Part] | None
    total: float
    cosine: float
    rows: Cells
    skip: Floats
    branch: Floats


def split(trace: Trace, layer: str) -> Split | None:
    """Return how a join splits; None where no input of it is on the way to another one: then it has no skip."""
    found = fork_of(trace.graph, layer)
    if found is None:
        return None
    port, fork = found
    skipped, branched = _signals(trace, layer, port)
    forward = _parts(_norm(skipped), _norm(branched))
    if "grad_a" not in trace.plan.sites[fork].quantities:
        nothing = np.zeros(0)
        return Split(layer, fork, port, forward, None, 0.0, 0.0, Cells(np.zeros((0, 0))), nothing, nothing)
    whole = numbers(trace, fork, "grad_a")
    skip = _sent_back(trace, layer, port)
    branch = whole - skip
    sizes = _norm(skip), _norm(branch)
    product = sizes[0] * sizes[1]
    cosine = float((skip * branch).sum()) / product if product else 0.0
    rows = np.stack([_by_feature(part) for part in (skip, branch, whole)])
    parts = _parts(*sizes)
    return Split(layer, fork, port, forward, parts, _norm(whole), cosine, Cells(rows), skip, branch)


def fork_of(graph: Graph, layer: str) -> tuple[int, str] | None:
    """Return the port of a join that a skip goes into, and the layer that it comes from."""
    if graph[layer].layer.declaration.id not in JOINS:
        return None
    sources = graph[layer].inputs
    for port, source in enumerate(sources):
        others = [other for number, other in enumerate(sources) if number != port]
        if any(source in _ancestors(graph, other) for other in others):
            return port, source
    return None


def _ancestors(graph: Graph, name: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph[name].inputs)
    while waiting:
        source = waiting.pop()
        if source not in found:
            found.add(source)
            waiting += graph[source].inputs
    return found


def _signals(trace: Trace, layer: str, port: int) -> tuple[Floats, Floats]:
    """Return what the skip and what the branch bring to the sum."""
    whole = numbers(trace, layer, "a")
    if trace.layer(layer).declaration.id == "projection":
        skipped = numbers(trace, layer, "projected" if port == 0 else "branch")
    else:
        skipped = numbers(trace, layer, f"x{port + 1}")
    return skipped, whole - skipped


def _sent_back(trace: Trace, layer: str, port: int) -> Floats:
    """Return what the join sends back into a port: ∂ℓ/∂a as it is, or through the projection's matrix."""
    grad = numbers(trace, layer, "grad_a")
    if trace.layer(layer).declaration.id != "projection" or port != 0:
        return grad
    site = trace.plan.sites[layer]
    back = grad @ np.asarray(site.parameter("weight"), np.float64).T
    shape = site.inputs[0].shape
    found = np.zeros(shape)
    steps = tuple(slice(None, None, -(-own // made)) for own, made in zip(shape[:-1], back.shape[:-1], strict=True))
    found[steps] = back
    return found


def _by_feature(values: Floats) -> Floats:
    return np.asarray(values.reshape(-1, values.shape[-1]).mean(axis=0), np.float64)


def _norm(values: Floats) -> float:
    return float(np.sqrt((values * values).sum()))


def _parts(first: float, second: float) -> tuple[Part, Part]:
    whole = first + second or 1.0
    return Part(first, first / whole), Part(second, second / whole)
