"""Networks drawn at random by Hypothesis: three branches and more, of all kinds of layers, joined and split again."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from nnstudio.engine import Graph, GraphNode, layers
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Shape

BATCH = 5
MOST_NUMBERS = 60
"""No tensor has more: a numerical gradient asks for two passes for each weight."""
SMOOTH = (
    "tanh",
    "logistic",
    "softplus",
    "gelu",
    "gelu_tanh",
    "silu",
    "mish",
    "softsign",
    "elu",
    "swish",
    "prelu",
    "softmax",
)
PADDINGS = ("narrow", "same", "wide", "explicit")
NORM = {"epsilon": 0.1}
"""A large ε, since the variance of so few numbers may be next to nothing."""

Draw = st.DrawFn


@dataclass
class Drawing:
    """The nodes so far, each with its shape; ``loose`` are those that nothing reads yet."""

    nodes: list[GraphNode] = field(default_factory=list)
    shapes: dict[str, Shape] = field(default_factory=dict)
    loose: set[str] = field(default_factory=set)

    def add(self, layer: Layer, *inputs: str) -> str:
        """Add a layer and return its name; NnstudioError where its inputs do not fit."""
        shape = layer.infer_shape(tuple(self.shapes[name] for name in inputs))
        if math.prod(shape) > MOST_NUMBERS or min(shape) < 1:
            return ""
        name = f"n{len(self.nodes)}"
        self.nodes.append(GraphNode(name, layer, inputs))
        self.shapes[name] = shape
        self.loose = self.loose - set(inputs) | {name}
        return name


@st.composite
def networks(draw: Draw) -> Graph:
    """Return a graph from ``x`` to ``y`` (three outputs)."""
    shape = draw(st.sampled_from(((4, 3, 2), (5, 4, 3), (6, 3), (7, 2), (5,))))
    drawing = Drawing([GraphNode("x", layers["input"](shape=shape))], {"x": shape})
    first = drawing.add(layers.make("activation", function="prelu", **{"function.gamma": 0.9}), "x")
    for _ in range(draw(st.integers(3, 4))):
        tail = first
        for _ in range(draw(st.integers(1, 3))):
            tail = _grown(draw, drawing, tail) or tail
        if tail == first:
            drawing.add(layers.make("activation", function="tanh"), first)
    for _ in range(draw(st.integers(1, 3))):
        _joined(draw, drawing)
    return _ended(draw, drawing)


def _grown(draw: Draw, drawing: Drawing, source: str) -> str:
    """Add a layer that fits behind ``source``; nothing where the one drawn does not."""
    shape = drawing.shapes[source]
    kind = draw(st.sampled_from(KINDS[len(shape)]))
    try:
        return drawing.add(layers.make(kind, **_options(draw, kind, shape)), source)
    except NnstudioError:
        return ""


def _joined(draw: Draw, drawing: Drawing) -> None:
    """Join some of the tensors that there are, and let a layer follow."""
    names = sorted(name for name in drawing.shapes if name != "x")
    one = draw(st.sampled_from(names))
    shape = drawing.shapes[one]
    kind = draw(st.sampled_from(("add", "multiply", "concatenate", "projection", "attention")))
    if kind == "attention":
        others = [name for name in names if len(drawing.shapes[name]) == 2]
        chosen = [draw(st.sampled_from(others or [one])) for _ in range(2)]
        inputs, options = (one, chosen[0], chosen[0]), {"causal": draw(st.booleans())}
    elif kind == "projection":
        inputs, options = (one, draw(st.sampled_from(names))), {"bias": draw(st.booleans())}
    else:
        others = [name for name in names if drawing.shapes[name] == shape]
        inputs, options = (one, draw(st.sampled_from(others))), {}
    try:
        name = drawing.add(layers.make(kind, **options), *inputs)
    except NnstudioError:
        return
    if name:
        _grown(draw, drawing, name)


def _ended(draw: Draw, drawing: Drawing) -> Graph:
    """Bring every loose end to three numbers, and add them up."""
    ends = []
    for name in sorted(drawing.loose, key=lambda name: int(name[1:])):
        flat = name if len(drawing.shapes[name]) == 1 else _flattened(draw, drawing, name)
        ends.append(drawing.add(layers.make("dense", units=3, activation="tanh"), flat))
    total = drawing.add(layers.make("add"), *ends) if len(ends) > 1 else ends[0]
    return Graph((*drawing.nodes, GraphNode("y", layers.make("output"), (total,))))


def _flattened(draw: Draw, drawing: Drawing, name: str) -> str:
    kinds = ["flatten", "global_average_pooling", "global_max_pooling"]
    kind = draw(st.sampled_from(kinds + (["lstm"] if len(drawing.shapes[name]) == 2 else [])))
    return drawing.add(layers.make(kind, **({"units": 2} if kind == "lstm" else {})), name)


KINDS: dict[int, tuple[str, ...]] = {
    3: (
        *("convolution2d", "transposed_convolution2d", "max_pooling2d", "average_pooling2d", "activation"),
        *("batch_normalization", "layer_normalization", "group_normalization", "rms_normalization"),
        *("flatten", "global_average_pooling", "global_max_pooling", "convolution2d"),
    ),
    2: (
        *("convolution1d", "transposed_convolution1d", "max_pooling1d", "average_pooling1d", "activation"),
        *("simple_rnn", "lstm", "gru", "multi_head_attention", "dense"),
        *("batch_normalization", "layer_normalization", "group_normalization", "rms_normalization"),
        *("flatten", "global_average_pooling", "global_max_pooling"),
    ),
    1: ("dense", "maxout", "activation", "repeat", "reshape", "batch_normalization", "layer_normalization"),
}
"""What may follow a tensor of so many axes."""


def _options(draw: Draw, kind: str, shape: Shape) -> dict[str, Any]:
    if "convolution" in kind:
        return _convolution(draw, kind, shape)
    if "pooling" in kind and not kind.startswith("global"):
        return _pooling(draw, kind)
    if kind in ("simple_rnn", "lstm", "gru"):
        return _recurrent(draw, kind)
    if "normalization" in kind:
        groups = [count for count in range(1, shape[-1] + 1) if shape[-1] % count == 0]
        return NORM | ({"groups": draw(st.sampled_from(groups))} if kind.startswith("group") else {})
    options: dict[str, dict[str, Any]] = {
        "activation": {"function": draw(st.sampled_from(SMOOTH))},
        "dense": {
            "units": draw(st.integers(1, 4)),
            "activation": draw(st.sampled_from(SMOOTH)),
            "bias": draw(st.booleans()),
        },
        "maxout": {"units": draw(st.integers(1, 3)), "pieces": draw(st.integers(1, 3))},
        "repeat": {"steps": draw(st.integers(2, 4))},
        "reshape": {"shape": f"{math.prod(shape)}, 1"},
        "multi_head_attention": {"heads": draw(st.sampled_from((1, shape[-1]))), "causal": draw(st.booleans())},
    }
    return options.get(kind, {})


def _convolution(draw: Draw, kind: str, shape: Shape) -> dict[str, Any]:
    transposed = kind.startswith("transposed")
    groups = draw(st.sampled_from((1, shape[-1])))
    options: dict[str, Any] = {
        "filters": groups * draw(st.integers(1, 2)),
        "groups": groups,
        "stride": draw(_steps(kind)),
        "dilation": draw(_steps(kind)),
        "padding": draw(st.sampled_from(PADDINGS[:1] + PADDINGS[2:] if transposed else PADDINGS)),
        "amount": 1,
        "bias": draw(st.booleans()),
        "activation": draw(st.sampled_from(("identity", "tanh", "gelu"))),
    }
    if not transposed:
        options["flip"] = draw(st.booleans())
    return options | _kernel(draw, kind)


def _steps(kind: str) -> st.SearchStrategy[int | str]:
    """Draw a stride or a dilation: of images now and then one for each axis."""
    return st.sampled_from((1, 2) if kind.endswith("1d") else (1, 2, "2, 1", "1, 2"))


def _pooling(draw: Draw, kind: str) -> dict[str, Any]:
    options: dict[str, Any] = {"stride": draw(_steps(kind)), "padding": draw(st.sampled_from(("narrow", "same")))}
    if kind.startswith("average"):
        options["count_padding"] = draw(st.booleans())
    return options | _kernel(draw, kind)


def _kernel(draw: Draw, kind: str) -> dict[str, int]:
    names = ("kernel_size",) if kind.endswith("1d") else ("kernel_height", "kernel_width")
    return {name: draw(st.integers(1, 3)) for name in names}


def _recurrent(draw: Draw, kind: str) -> dict[str, Any]:
    options: dict[str, Any] = {
        "units": draw(st.integers(1, 3)),
        "output": draw(st.sampled_from(("last", "sequence"))),
        "bidirectional": draw(st.booleans()),
        "initial_state": draw(st.sampled_from(("zero", "learned"))),
    }
    if kind == "lstm":
        options["variant"] = draw(st.sampled_from(("standard", "peephole", "coupled", "no_forget")))
    if kind == "gru":
        options["reset"] = draw(st.sampled_from(("after", "before")))
    return options
