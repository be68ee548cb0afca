"""Random small networks around every registered kind of layer, each with parameters of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import reject
from hypothesis import strategies as st
from inspected import primed

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, Plan, activations, layers, optimizers
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.typing import Array, Shape

Values = dict[str, object]
Draw = st.DrawFn

BENDS = tuple(activations)
ELEMENTWISE = tuple(name for name in activations if activations.make(name).elementwise)
ENDS = (
    ("logistic", "half_mse"),
    ("identity", "mse"),
    ("tanh", "mae"),
    ("identity", "huber"),
    ("tanh", "log_cosh"),
    ("softmax", "cross_entropy"),
    ("softmax", "half_mse"),
    ("log_softmax", "nll"),
    ("softmax", "kl_divergence"),
    ("softmax", "focal"),
    ("identity", "cross_entropy_logits"),
    ("tanh", "cross_entropy_logits"),
    ("logistic", "binary_cross_entropy"),
    ("logistic", "binary_focal"),
    ("identity", "binary_cross_entropy_logits"),
    ("identity", "binary_focal_logits"),
    ("identity", "focal_logits"),
    ("identity", "hinge"),
    ("tanh", "squared_hinge"),
)
"""Last activation and loss."""
TOKENS = 4


def one_of(draw: Draw, *values: object) -> object:
    return draw(st.sampled_from(values))


def number(draw: Draw, least: int, most: int) -> int:
    return draw(st.integers(least, most))


# -- the parameters of each kind


def recurrent(draw: Draw, **more: object) -> Values:
    return {
        "units": number(draw, 1, 2),
        "output": one_of(draw, "last", "sequence"),
        "bidirectional": draw(st.booleans()),
        "initial_state": one_of(draw, "zero", "learned"),
        "truncation": one_of(draw, 0, 0, 2),
        **more,
    }


def sliding(draw: Draw, axes: str, **more: object) -> Values:
    """Return the geometry of a window, along time or over an image."""
    sides = ("kernel_size",) if axes == "1d" else ("kernel_height", "kernel_width")
    return {
        **{side: number(draw, 1, 3) for side in sides},
        "stride": number(draw, 1, 2),
        "padding": one_of(draw, "narrow", "same", "wide", "explicit"),
        "amount": number(draw, 0, 1),
        **more,
    }


def filtering(draw: Draw, axes: str, **more: object) -> Values:
    groups = number(draw, 1, 2)
    own = {
        "filters": groups * number(draw, 1, 2),
        "groups": groups,
        "dilation": number(draw, 1, 2),
        "activation": one_of(draw, *ELEMENTWISE),
        "bias": draw(st.booleans()),
    }
    return sliding(draw, axes, **own, **more)


def by_table(draw: Draw, **more: object) -> Values:
    """Return a convolution's values with a table of two maps in place of filters and groups."""
    own = {name: value for name, value in filtering(draw, "2d").items() if name not in ("filters", "groups")}
    return {**own, "connections": one_of(draw, "1; 2", "*; 2; 1 2", "2; *", "*"), **more}


def none(draw: Draw) -> Values:
    return {}


def affine(draw: Draw) -> Values:
    return {"affine": draw(st.booleans())}


@dataclass(frozen=True)
class Setting:
    """How a kind is put to work: what it reads (``list``, ``sequence``, ``image``, ``tokens``), and its parameters."""

    reads: tuple[str, ...]
    values: Callable[[Draw], Values] = none
    inputs: tuple[int, int] = (1, 1)


ANY = ("list", "sequence", "image")
PLACES = ("sequence", "image")

SETTINGS: dict[str, Setting] = {
    "dense": Setting(
        ("list", "sequence"),
        lambda draw: {
            "units": number(draw, 1, 3),
            "activation": one_of(draw, *BENDS),
            "bias": draw(st.booleans()),
        },
    ),
    "activation": Setting(ANY, lambda draw: {"function": one_of(draw, *ELEMENTWISE)}),
    "maxout": Setting(("list",), lambda draw: {"units": number(draw, 1, 3), "pieces": number(draw, 1, 3)}),
    "dropout": Setting(ANY, lambda draw: {"rate": one_of(draw, 0.0, 0.3, 0.6), "spatial": draw(st.booleans())}),
    "flatten": Setting(PLACES),
    "reshape": Setting(("list",), lambda draw: {"shape": one_of(draw, "-1", "2×2", "4, 1", "2, 2, 1")}),
    "repeat": Setting(("list",), lambda draw: {"steps": number(draw, 1, 3)}),
    "embedding": Setting(("tokens",), lambda draw: {"vocabulary": TOKENS, "dimension": number(draw, 1, 3)}),
    "positional_encoding": Setting(("sequence",), lambda draw: {"encoding": one_of(draw, "sinusoidal", "learned")}),
    "add": Setting(ANY, inputs=(2, 3)),
    "multiply": Setting(ANY, inputs=(2, 3)),
    "concatenate": Setting(ANY, inputs=(2, 3)),
    "projection": Setting(("list",), lambda draw: {"bias": draw(st.booleans())}, (2, 2)),
    "batch_normalization": Setting(ANY, affine),
    "layer_normalization": Setting(ANY, affine),
    "rms_normalization": Setting(ANY, affine),
    "group_normalization": Setting(ANY, lambda draw: {**affine(draw), "groups": number(draw, 1, 2)}),
    "simple_rnn": Setting(
        ("sequence",),
        lambda draw: recurrent(
            draw,
            activation=one_of(draw, "tanh", "relu", "logistic"),
            state=one_of(draw, "replaced", "added"),
        ),
    ),
    "lstm": Setting(
        ("sequence",),
        lambda draw: recurrent(draw, variant=one_of(draw, "standard", "peephole", "coupled", "no_forget")),
    ),
    "gru": Setting(("sequence",), lambda draw: recurrent(draw, reset=one_of(draw, "after", "before"))),
    "attention": Setting(("sequence",), lambda draw: {"causal": draw(st.booleans())}, (3, 3)),
    "multi_head_attention": Setting(
        ("sequence",),
        lambda draw: {
            "heads": number(draw, 1, 2),
            "dimension": one_of(draw, 0, 2, 4),
            "causal": draw(st.booleans()),
            "bias": draw(st.booleans()),
        },
    ),
    "convolution1d": Setting(("sequence",), lambda draw: filtering(draw, "1d", flip=draw(st.booleans()))),
    "convolution2d": Setting(("image",), lambda draw: filtering(draw, "2d", flip=draw(st.booleans()))),
    "table_convolution2d": Setting(("image",), lambda draw: by_table(draw, flip=draw(st.booleans()))),
    "transposed_convolution1d": Setting(("sequence",), lambda draw: filtering(draw, "1d", extra=number(draw, 0, 1))),
    "transposed_convolution2d": Setting(("image",), lambda draw: filtering(draw, "2d", extra=number(draw, 0, 1))),
    "max_pooling1d": Setting(("sequence",), lambda draw: sliding(draw, "1d")),
    "max_pooling2d": Setting(("image",), lambda draw: sliding(draw, "2d")),
    "average_pooling1d": Setting(("sequence",), lambda draw: sliding(draw, "1d", count_padding=draw(st.booleans()))),
    "average_pooling2d": Setting(("image",), lambda draw: sliding(draw, "2d", count_padding=draw(st.booleans()))),
    "subsampling2d": Setting(
        ("image",),
        lambda draw: {
            **{name: number(draw, 1, 2) for name in ("kernel_height", "kernel_width", "stride")},
            "activation": one_of(draw, *ELEMENTWISE),
        },
    ),
    "global_average_pooling": Setting(PLACES),
    "global_max_pooling": Setting(PLACES),
    "input": Setting(ANY, inputs=(0, 0)),
    "output": Setting(ANY, inputs=(0, 0)),
}
"""A line for every registered kind: ``test_random_kinds`` fails where one is missing."""


# -- networks


def node(name: str, kind: str, *sources: str, **values: object) -> GraphNode:
    return GraphNode(name, layers.make(kind, **values), sources)


def before(draw: Draw, reads: str) -> list[GraphNode]:
    """Return one or two inputs, and a layer that learns between them and the kind: ``x``, ``u``, ``p``."""
    if reads == "tokens":
        return [GraphNode("x", layers["input"](shape=(3,)))]
    shape = {"list": (4,), "sequence": (3, 2), "image": (3, 4, 2)}[reads]
    found = [GraphNode("x", layers["input"](shape=shape))]
    if draw(st.booleans()):
        found.append(GraphNode("u", layers["input"](shape=shape)))
    bend = one_of(draw, "tanh", "softsign", "elu")
    if reads == "image":
        return [*found, node("p", "convolution2d", "x", filters=2, kernel_height=1, kernel_width=2, activation=bend)]
    return [*found, node("p", "dense", "x", units=shape[-1], activation=bend)]


def around(draw: Draw, kind: str) -> tuple[list[GraphNode], str]:
    """Return a network's layers up to the kind, and the name of the last."""
    setting = SETTINGS[kind]
    nodes = before(draw, str(one_of(draw, *setting.reads)))
    names = [each.name for each in nodes]
    least, most = setting.inputs
    if most == 0:
        last = names[-1]
    else:
        last, count = "k", number(draw, least, most)
        # What learns is among what it reads.
        sources = [names[-1], *(str(one_of(draw, *names)) for _ in range(count - 1))]
        nodes.append(node("k", kind, *draw(st.permutations(sources)), **setting.values(draw)))
    unread = [name for name in names if not any(name in each.inputs for each in nodes) and name != last]
    if unread:
        # An input that nobody reads so far is flattened and put beside the rest.
        flat = [node("f", "flatten", last), *(node(f"f{name}", "flatten", name) for name in unread)]
        last, nodes = "c", [*nodes, *flat, node("c", "concatenate", *(each.name for each in flat))]
    return nodes, last


def targets(draw: Draw, loss: str, shape: Shape, count: int) -> Array:
    rng = np.random.default_rng(number(draw, 0, 99))
    if engine.losses.make(loss).declaration.group == "regression" or len(shape) > 1:
        return rng.normal(size=(count, *shape))
    return np.eye(shape[-1])[rng.integers(0, shape[-1], count)]


def compiled(draw: Draw, nodes: Sequence[GraphNode], loss: str, last: str) -> engine.Program:
    graph = Graph((*nodes, node("y", "output", last)))
    made = engine.losses.make(loss), optimizers.make(str(one_of(draw, *optimizers)))
    try:
        return engine.compile(graph, *made, learning_rate=0.1, dtype=str(one_of(draw, "float32", "float64")), seed=3)
    except NnstudioError:
        # Parameters that do not go together, such as more padding than kernel.
        reject()


@st.composite
def plans_of(draw: Draw, kind: str) -> Plan:
    """Draw a small network with the kind in it: forward, loss and backward have been run."""
    nodes, last = around(draw, kind)
    loss, count = "half_mse", number(draw, 2, 3)
    if kind == "embedding" or draw(st.booleans()):
        bend, loss = draw(st.sampled_from(ENDS))
        nodes.append(node("e", "flatten", last))
        nodes.append(node("o", "dense", "e", units=2, activation=bend))
        last = "o"
    program = compiled(draw, nodes, loss, last)
    rng = np.random.default_rng(number(draw, 0, 99))
    shapes = [program.plan(count).sites[name].output.shape for name in program.graph.sources]
    if kind == "embedding":
        given = [rng.integers(0, TOKENS, size=(count, *shape)).astype(float) for shape in shapes]
    else:
        given = [rng.normal(size=(count, *shape)) for shape in shapes]
    out = program.plan(count).sites["y"].output.shape
    x = given if len(given) > 1 else given[0]
    return primed(program, x, targets(draw, loss, out, count), number(draw, 0, 2))
