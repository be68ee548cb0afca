"""Documents and problems for these tests."""

from __future__ import annotations

from dataclasses import replace

from nnstudio.data import prepare
from nnstudio.data.settings import DataSettings
from nnstudio.document import AddLayer, Connect, Document, TrainingSettings, apply, to_graph
from nnstudio.training.by_hand import WriteWeights
from nnstudio.training.commands import LoadProblem, Start, Write
from nnstudio.training.headless import make_problem
from nnstudio.training.problem import Problem


def document(
    hidden: int = 6,
    *,
    dropout: float = 0.0,
    normalised: bool = False,
    early: bool = False,
    data: str = "circles",
    **training: object,
) -> Document:
    """Return a small network: input, dense, batch normalisation and dropout if wanted, dense 1 logistic, output.

    ``early`` : the first dense layer answers, too, over a dense 1 logistic to a second output.
    """
    settings = {"loss": "binary_cross_entropy", "learning_rate": 0.02, "batch_size": 16, "seed": 3, **training}
    made = Document(data=DataSettings(dataset=data), training=replace(TrainingSettings(), **settings))
    layers: list[tuple[str, tuple[tuple[str, object], ...]]] = [
        ("input", ()),
        ("dense", (("activation", "tanh"), ("units", hidden))),
        *([("batch_normalization", ())] if normalised else []),
        *([("dropout", (("rate", dropout),))] if dropout else []),
        ("dense", (("activation", "logistic"), ("units", 1))),
        ("output", ()),
    ]
    for number, (kind, parameters) in enumerate(layers):
        before = made.network.nodes[-1].id if made.network.nodes else ""
        made = apply(made, AddLayer(kind, number * 200.0, 0.0, parameters, connect_from=before))
    source = "n2"
    for kind, parameters in (layers[-2], layers[-1]) if early else ():
        number = made.network.next_node
        made = apply(made, AddLayer(kind, 0.0, 200.0, parameters))
        made, source = apply(made, Connect(source, number)), number
    return made


def write(layer: str, name: str, index: tuple[int, ...], value: float) -> WriteWeights:
    """Return the command that writes one number by hand, as a gesture of its own."""
    return WriteWeights((Write(layer, name, index, value),))


def problem(**options: object) -> Problem:
    """Return the primed problem of a document."""
    return make_problem(document(**options))


def loading(made: Document, start: Start = Start.FRESH, keep: object = None) -> LoadProblem:
    """Return the command that loads a document."""
    prepared = prepare(made.data, made.table)
    graph = to_graph(made, prepared.shape)
    return LoadProblem(graph, prepared, made.training, made.training.seed, keep, start)


class Endless:
    """A watch that never calls."""

    due = float("inf")
