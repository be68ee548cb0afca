"""The templates: in order, tidily laid out, named in each language, and able to learn at once."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from nnstudio.data import prepare
from nnstudio.document import (
    FAMILIES,
    Document,
    Node,
    Template,
    analyse,
    from_json,
    opening_document,
    template_of,
    templates,
    to_json,
)
from nnstudio.document.figures import figures_of
from nnstudio.document.size import GAP, GRID, NODE_HEIGHT, NODE_WIDTH, PITCH
from nnstudio.document.templates.lenet5 import CONNECTIONS
from nnstudio.engine.layers import layers
from nnstudio.engine.windows.links import read_table
from nnstudio.text import set_language
from nnstudio.training.headless import train

ALL = [template() for template in templates.values()]
STEPS = {"first": 400, "convolution": 60}
"""For the quick test: the first networks take steps of microseconds, convolutions of tens of milliseconds."""
each = pytest.mark.parametrize("template", ALL, ids=lambda template: template.declaration.id)


def test_the_first_start_opens_on_circles() -> None:
    document = opening_document()
    units = [dict(node.parameters).get("units", 4) for node in document.network.nodes if node.kind == "dense"]
    activations = [dict(node.parameters)["activation"] for node in document.network.nodes if node.kind == "dense"]
    assert (document.data.dataset, units) == ("circles", [6, 4, 1])
    assert activations == ["tanh", "tanh", "logistic"]
    assert document.training.loss == "binary_cross_entropy"


def test_the_families_that_the_gallery_promises_are_there() -> None:
    wanted = {"perceptron", "mlp", "autoencoder", "lenet5", "vgg", "resnet", "inception", "rnn", "lstm", "gru"}
    assert wanted | {"bidirectional", "encoder_decoder", "characters", "transformer"} <= set(templates)
    assert {template.declaration.group for template in ALL} == set(FAMILIES)


@each
def test_each_has_no_problem_not_even_advice(template: Template) -> None:
    analysis = analyse(template.document())
    assert analysis.problems == ()
    assert analysis.is_trainable


@each
def test_each_is_laid_out_on_the_grid_from_left_to_right_line_by_line(template: Template) -> None:
    network = template.document().network
    assert all(node.x % GRID == 0 and node.y % GRID == 0 for node in network.nodes)
    for wire in network.wires:
        source, target = network.by_id[wire.source], network.by_id[wire.target]
        assert target.x - source.x >= PITCH or target.y - source.y >= 2 * NODE_HEIGHT - GRID
    assert all(apart(one, other) for one, other in combinations(network.nodes, 2))


def apart(one: Node, other: Node) -> bool:
    """Whether two boxes leave room between them."""
    return abs(one.x - other.x) >= NODE_WIDTH + GAP or abs(one.y - other.y) >= NODE_HEIGHT + 2 * GRID


@each
def test_each_says_what_to_look_at_where_there_is_such_a_thing(template: Template) -> None:
    kinds = {node.kind for node in template.document().network.nodes}
    assert template.looks
    for look in template.looks:
        assert look.place in ("build", "train", "inspect", "functions", "data")
        assert bool(look.view) == (look.place == "inspect")
        assert not look.layer or look.layer in kinds


@each
def test_each_is_in_every_language(template: Template) -> None:
    english = _texts(template)
    for code in ("zh_CN", "zh_TW"):
        set_language(code)
        try:
            here, names = _texts(template), [node.name for node in template.document().network.nodes]
        finally:
            set_language("en")
        assert all(text != before for text, before in zip(here[1:], english[1:], strict=True))
        assert len(set(names)) == len(names)


def _texts(template: Template) -> list[str]:
    declared = template.declaration
    # The name comes first: LeNet-5 is called so everywhere.
    return [str(declared.name), str(declared.help), *(str(look.text) for look in template.looks)]


@each
def test_a_saved_project_remembers_its_template(template: Template) -> None:
    document = template.document()
    again = from_json(to_json(document))
    assert (again.template, again.title) == (template.declaration.id, document.title)
    assert template_of(again) == template


def test_an_empty_project_and_an_unknown_template_have_no_note() -> None:
    assert template_of(Document()) is None
    assert template_of(Document(template="of a later version")) is None


@pytest.mark.parametrize(("template", "count"), [("lenet5", 60_850), ("perceptron", 3)])
def test_numbers_of_parameters_known_from_the_literature(template: str, count: int) -> None:
    # LeCun et al. 1998: 156 + 12 + 1516 + 32 + 48120 + 10164, and a softmax of ten in the place of the basis functions.
    assert analyse(templates[template]().document()).total == count


def test_the_column_of_parameters_of_lenet5_is_the_papers() -> None:
    document = templates["lenet5"]().document()
    found, names = figures_of(document, analyse(document)), ("C1", "S2", "C3", "S4", "C5", "F6")
    counts = {node.name: found[node.id].parameters for node in document.network.nodes}
    assert [counts[name] for name in names] == [156, 12, 1516, 32, 48_120, 10_164]


def test_the_table_of_lenet5_is_the_papers() -> None:
    # Table I: X marks the maps of S2 (rows) that a map of C3 (columns) combines.
    table = (
        "X...XXX..XXXX.XX",
        "XX...XXX..XXXX.X",
        "XXX...XXX..X.XXX",
        ".XXX..XXXX..X.XX",
        "..XXX..XXXX.XX.X",
        "...XXX..XXXX.XXX",
    )
    found = [
        "".join("X" if row is None or number in row else "." for row in read_table(CONNECTIONS, "C3"))
        for number in range(6)
    ]
    assert tuple(found) == table
    assert sum(row.count("X") for row in found) == 60


def test_residual_units_stand_in_a_line_each_with_the_skip_from_above() -> None:
    network = templates["resnet"]().document().network
    joins = [node for node in network.nodes if layers[node.kind].declaration.group == "joins"]
    assert [node.kind for node in joins] == ["add", "projection"]
    for node in joins:
        skip, branch = (network.by_id[wire.source] for wire in network.incoming[node.id])
        assert branch.x < node.x
        assert skip.y < branch.y == node.y


@each
def test_each_learns_in_a_few_hundred_steps(template: Template) -> None:
    document = template.document()
    prepared = prepare(document.data, document.table)
    losses = train(document, steps=STEPS.get(template.declaration.group, 120), prepared=prepared).losses
    assert np.isfinite(losses).all()
    assert losses[-10:].mean() < 0.8 * losses[:10].mean()


@pytest.mark.parametrize(
    ("name", "epochs", "least"),
    [
        *(("circles", 60, 0.97), ("perceptron", 100, 1.0), ("xor", 300, 1.0), ("iris", 60, 0.95), ("wine", 30, 0.98)),
        *(("breast_cancer", 30, 0.97), ("digits", 15, 0.97), ("mlp", 10, 0.95), ("sine", 200, 0.95)),
        *(("plane", 30, 0.99), ("spirals", 500, 0.98), ("autoencoder", 30, 0.65), ("rnn", 8, 0.99)),
        *(("lstm", 10, 0.9), ("gru", 8, 0.95), ("bidirectional", 5, 0.9), ("encoder_decoder", 40, 0.95)),
    ],
)
def test_the_quick_ones_reach_their_aim(name: str, epochs: int, least: float) -> None:
    """Accuracy, or R², on the training set; the aims of all of them: ``packaging/benchmarks/templates.py``."""
    assert train(templates[name]().document(), epochs=epochs).train_metric >= least
