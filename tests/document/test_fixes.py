"""Every fix offered removes what it is offered for; what is valid by construction is never refused, and trains."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, find, given, settings
from hypothesis import strategies as st

from nnstudio.data.settings import DataSettings
from nnstudio.document import (
    AddLayer,
    Connect,
    Disconnect,
    Document,
    Edit,
    Problem,
    RemoveLayers,
    SetData,
    SetParameters,
    SetTraining,
    analyse,
    apply,
)
from nnstudio.document.ending import suited
from nnstudio.document.kinds import infer, normalised
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.layers import layers
from nnstudio.engine.losses import losses
from nnstudio.engine.typing import Shape
from nnstudio.training.headless import train

LETTERS = "character_text"
DATA = ("iris", "bars", "sine_sequence", "adding_problem", "echo", "plane", "blobs", "shapes", LETTERS)
MOST = 400
"""No tensor has more numbers: it is the wiring that is tested."""
FUNCTIONS = ("tanh", "relu", "gelu", "identity", "prelu", "softplus", "logistic")
JOINS = ("add", "multiply", "concatenate", "projection", "attention")
EVERY = sorted(set(layers) - {"input", "output", "embedding"})
HURRIED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEARCH = settings(max_examples=400, deadline=None, database=None, phases=[Phase.generate])
Draw = st.DrawFn


def options(draw: Draw, kind: str, shape: Shape) -> dict[str, Any]:
    """Draw hyper-parameters of a kind: small sizes, everything else as it comes."""
    width = shape[-1]
    values: dict[str, Any] = {
        "units": draw(st.integers(1, 4)),
        "filters": draw(st.integers(1, 4)),
        "pieces": 2,
        "kernel_height": draw(st.integers(1, 3)),
        "kernel_width": draw(st.integers(1, 3)),
        "kernel_size": draw(st.integers(1, 3)),
        "padding": draw(st.sampled_from(("same", "narrow"))),
        "steps": 3,
        "heads": draw(st.sampled_from((1, width))),
        "shape": f"{math.prod(shape)}, 1",
        "activation": draw(st.sampled_from(FUNCTIONS)),
        "function": draw(st.sampled_from(FUNCTIONS)),
        "output": draw(st.sampled_from(("last", "sequence"))),
        "bidirectional": draw(st.booleans()),
    }
    if kind == "group_normalization":
        values["groups"] = draw(st.sampled_from([n for n in range(1, width + 1) if width % n == 0]))
    if kind == "simple_rnn":
        values["activation"] = "tanh"
    declared = {parameter.id for parameter in layers[kind].declaration.parameters}
    return {name: value for name, value in values.items() if name in declared}


class Building:
    """A document under construction, with what is known of the shapes by construction."""

    def __init__(self, dataset: str) -> None:
        numbers = (("encoding", "number"), ("length", 6)) if dataset == LETTERS else ()
        self.document = Document(data=DataSettings(dataset, numbers))
        self.data = analyse(self.document).data
        assert self.data is not None
        self.shapes: dict[str, Shape] = {}
        self.loose: list[str] = []
        self.put("input", {}, ())
        if self.data.codes:
            assert self.put("embedding", {"vocabulary": self.data.codes, "dimension": 3}, ("n1",))
            # Numbers that stand for something enter through an embedding alone.
            del self.shapes["n1"]

    def put(self, kind: str, values: dict[str, Any], sources: tuple[str, ...]) -> bool:
        """Add a layer fed by ``sources`` if the engine takes it."""
        assert self.data is not None
        given_values = normalised(layers[kind], values, kind)
        entering = tuple(self.shapes[source] for source in sources)
        shape = self.data.inputs if kind == "input" else infer(kind, given_values, entering).shape
        if shape is None or math.prod(shape) > MOST or len(set(sources)) < len(sources):
            return False
        node = self.document.network.next_node
        self.document = apply(self.document, AddLayer(kind, 160.0 * len(self.shapes), 0.0, given_values))
        for port, source in enumerate(sources):
            self.document = apply(self.document, Connect(source, node, port))
        self.shapes[node] = shape
        self.loose = [each for each in self.loose if each not in sources] + [node]
        return True

    def fits(self, kind: str, values: dict[str, Any], sources: tuple[str, ...]) -> bool:
        return (
            infer(kind, normalised(layers[kind], values, kind), tuple(map(self.shapes.get, sources))).shape is not None
        )

    @property
    def last(self) -> str:
        return next(reversed(self.shapes))

    def finish(self) -> Document:
        """Bring every loose end to the data's outputs, add them up, and choose the activation and loss that suit."""
        assert self.data is not None
        width = self.data.outputs[0]
        activation, loss = suited(self.data, width, "")
        wide = {"units": width if len(self.loose) == 1 else 3}
        ends = []
        for node in list(self.loose):
            if len(self.shapes[node]) - 1 != len(self.data.places) or self.shapes[node][:-1] != self.data.places:
                assert self.put("flatten", {}, (node,))
                node = self.last
            if self.data.places and len(self.shapes[node]) == 1:
                assert self.put("repeat", {"steps": self.data.places[0]}, (self.dense(node, {"units": 2}),))
                node = self.last
            ends.append(self.dense(node, {**wide, "activation": activation if len(self.loose) == 1 else "tanh"}))
        if len(ends) > 1:
            assert self.put("add", {}, tuple(ends))
            self.dense(self.last, {"units": width, "activation": activation})
        assert self.put("output", {}, (self.last,))
        return apply(self.document, SetTraining((("loss", loss), ("batch_size", 8))))

    def dense(self, node: str, values: dict[str, Any]) -> str:
        assert self.put("dense", values, (node,))
        return self.last


@st.composite
def valid_documents(draw: Draw, kinds: tuple[str, ...] = ()) -> Document:
    """Draw a document that is valid by construction; ``kinds`` are tried first, so that each kind has its turn."""
    building = Building(draw(st.sampled_from(DATA)))
    wanted = [*kinds, *draw(st.lists(st.sampled_from(EVERY), min_size=2, max_size=6))]
    for kind in wanted:
        source = draw(st.sampled_from(list(building.shapes)[-3:]))
        values = options(draw, kind, building.shapes[source])
        others = [node for node in building.shapes if node != source]
        if not layers[kind].variadic and len(layers[kind].ports) == 1:
            building.put(kind, values, (source,))
        elif others:
            count = 2 if layers[kind].variadic else len(layers[kind].ports)
            fitting = [rest for rest in permutations(others, count - 1) if building.fits(kind, values, (source, *rest))]
            if fitting:
                building.put(kind, values, (source, *draw(st.sampled_from(fitting))))
    return building.finish()


def trains_a_step(document: Document) -> None:
    result = train(document, steps=1, seed=1)
    assert np.isfinite(result.losses).all()


@pytest.mark.parametrize("kind", [*EVERY, "embedding"])
def test_every_kind_of_layer_comes_up(kind: str) -> None:
    def has(document: Document) -> bool:
        return bool(document.network.of_kind(kind))

    found = find(valid_documents(() if kind == "embedding" else ("dense", kind, kind)), has, settings=SEARCH)
    assert analyse(found).is_trainable
    trains_a_step(found)


@HURRIED
@given(valid_documents())
def test_what_is_valid_by_construction_is_not_refused_and_trains(document: Document) -> None:
    analysis = analyse(document)
    assert [str(problem.message) for problem in analysis.errors] == []
    trains_a_step(document)


def breakings(draw: Draw, document: Document) -> Iterator[Edit]:
    """Draw edits of the kind that breaks networks."""
    for _ in range(draw(st.integers(1, 3))):
        network = document.network
        node = draw(st.sampled_from(network.nodes))
        kind = draw(st.sampled_from(EVERY))
        other = draw(st.sampled_from(network.nodes))
        shape = analyse(document).shapes.get(node.id) or (1,)
        choices: list[Edit] = [
            RemoveLayers((node.id,)),
            AddLayer(kind, 0.0, 400.0, normalised(layers[kind], options(draw, kind, shape), kind)),
            Connect(other.id, node.id),
            SetTraining((("loss", draw(st.sampled_from(sorted(losses)))),)),
            SetData((("dataset", draw(st.sampled_from(DATA[:-1]))),)),
        ]
        if network.wires:
            wire = draw(st.sampled_from(network.wires))
            into = normalised(layers[kind], options(draw, kind, shape), kind)
            choices += [Disconnect(wire), AddLayer(kind, 0.0, 0.0, into, insert_on=wire)] * 2
        if node.kind not in ("input", "output"):
            values = options(draw, node.kind, shape)
            if values:
                choices += [SetParameters(node.id, tuple(values.items()))] * 2
        yield draw(st.sampled_from(choices))


@st.composite
def broken_documents(draw: Draw) -> Document:
    """Draw a document that has been tampered with."""
    document = draw(valid_documents())
    for edit in breakings(draw, document):
        try:
            document = apply(document, edit)
        except NnstudioError:
            continue
    return document


def told(problem: Problem) -> tuple[str, ...]:
    """Return what a problem is, whatever its numbers are."""
    return (problem.node, problem.severity, problem.expected.id, problem.received.id, problem.advice.id)


def same(problem: Problem, after: Document) -> bool:
    return any(
        told(other) == told(problem) and other.expected == problem.expected and other.received == problem.received
        for other in analyse(after).problems
    )


@HURRIED
@given(broken_documents())
def test_a_fix_removes_its_problem(document: Document) -> None:
    problems = [problem for problem in analyse(document).problems if problem.fix is not None]
    assume(problems)
    for problem in problems:
        assert problem.fix is not None
        after = apply(document, problem.fix)
        assert after != document
        assert not same(problem, after), (str(problem.message), str(problem.fix.name))


@HURRIED
@given(broken_documents())
def test_pressing_fix_after_fix_comes_to_an_end(document: Document) -> None:
    for _ in range(40):
        fixes = [problem.fix for problem in analyse(document).problems if problem.fix is not None]
        if not fixes:
            break
        document = apply(document, fixes[0])
    analysis = analyse(document)
    assert not [problem for problem in analysis.problems if problem.fix is not None]
    if analysis.is_trainable and analysis.order:
        trains_a_step(document)
