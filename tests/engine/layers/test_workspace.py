"""What a layer says it needs is about what its plan takes, so that a network that does not fit is refused in time."""

from __future__ import annotations

import pytest

from nnstudio.engine import Graph, GraphNode, ResourceError, compile, layers, losses, memory, optimizers
from nnstudio.engine.layer import Layer

BATCH = 64
CASES: dict[str, tuple[Layer, tuple[tuple[int, ...], ...]]] = {
    "batch": (layers.make("batch_normalization"), ((20, 20, 8),)),
    "layer": (layers.make("layer_normalization"), ((40, 50),)),
    "group": (layers.make("group_normalization", groups=2), ((20, 20, 8),)),
    "rms": (layers.make("rms_normalization"), ((40, 50),)),
    "attention": (layers.make("attention", causal=True), ((60, 16), (60, 16), (60, 16))),
    "heads": (layers.make("multi_head_attention", heads=4, causal=True), ((60, 16),)),
    "positions": (layers.make("positional_encoding"), ((60, 16),)),
    "embedding": (layers.make("embedding", dimension=32), ((200,),)),
    "maxout": (layers.make("maxout", units=300, pieces=5), ((50,),)),
    "projection": (layers.make("projection"), ((20, 20, 8), (10, 10, 16))),
}


@pytest.mark.parametrize("name", CASES)
def test_the_estimate_is_not_far_off(name: str) -> None:
    layer, shapes = CASES[name]
    nodes = []
    for port, shape in enumerate(shapes):
        nodes.append(GraphNode(f"x{port}", layers["input"](shape=shape)))
        nodes.append(GraphNode(f"p{port}", layers.make("activation", function="prelu"), (f"x{port}",)))
    sources = ("x0",) if name == "embedding" else tuple(f"p{port}" for port in range(len(shapes)))
    own = [node for node in nodes if name != "embedding" or node.name == "x0"]
    graph = Graph((*own, GraphNode("l", layer, sources), GraphNode("y", layers.make("output"), ("l",))))
    program = compile(graph, losses.make("mse"), optimizers.make("sgd"), learning_rate=0.1)
    plan = program.plan(BATCH)
    pool = plan.sites["l"].emit.pool
    assert pool is not None
    rough = memory.buffers(program, BATCH, "train")
    assert 0.7 <= rough / pool.bytes <= 2.5, (rough, pool.bytes)
    exact = memory.estimate(program, BATCH, "train")
    assert 0 <= exact - pool.bytes <= 4 * program.theta.nbytes


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (layers.make("multi_head_attention", heads=8), (20000, 8)),
        (layers.make("embedding", dimension=60000), (60000,)),
        (layers.make("layer_normalization"), (100000, 1000)),
    ],
    ids=lambda value: getattr(getattr(value, "declaration", None), "id", ""),
)
def test_what_does_not_fit_is_refused(layer: Layer, shape: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "available", lambda: 8 << 30)
    nodes = (GraphNode("x", layers["input"](shape=shape)), GraphNode("l", layer, ("x",)))
    graph = Graph((*nodes, GraphNode("y", layers.make("output"), ("l",))))

    def build() -> None:
        compile(graph, losses.make("mse"), optimizers.make("sgd"), learning_rate=0.1).plan(8)

    with pytest.raises(ResourceError):
        build()
