"""Edits of data, training, title and the whole network; what they leave alone; what differs afterwards."""

from __future__ import annotations

import math

import pytest

from nnstudio.data import Column, ImportedTable, Scaling
from nnstudio.document import (
    AddLayer,
    Document,
    EditError,
    MoveLayers,
    Network,
    ReplaceNetwork,
    SetData,
    SetTable,
    SetTitle,
    SetTraining,
    apply,
    difference,
    opening_document,
)
from nnstudio.document.fields import DATA, TRAINING
from nnstudio.engine.errors import NnstudioError, ParameterError

TABLE = ImportedTable("mine.csv", (Column("a", (1.0, math.nan, 3.0)), Column("b", texts=("x", "", "y"))))


def test_every_field_has_a_declaration_that_accepts_its_default() -> None:
    document = Document()
    for declared, settings in ((TRAINING, document.training), (DATA, document.data)):
        own = {
            "loss_weights",
            "output_losses",
            "loss_parameters",
            "optimizer_parameters",
            "schedule_parameters",
            "parameters",
            "target",
            "features",
            "points",
            "left_out",
            "steps",
        }
        assert {parameter.id for parameter in declared} == set(vars(settings)) - own
        for parameter in declared:
            assert parameter.checked(getattr(settings, parameter.id), "x") == parameter.default


def test_training_settings_are_checked() -> None:
    document = apply(Document(), SetTraining((("learning_rate", 0.5), ("batch_size", 3))))
    assert (document.training.learning_rate, document.training.batch_size) == (0.5, 3)
    wrong = [("learning_rate", 0), ("learning_rate", math.nan), ("batch_size", 0), ("batch_size", 1.5), ("l2", -1.0)]
    for field, value in [*wrong, ("loss", "none"), ("dtype", "float16"), ("seed", -1), ("colour", 1)]:
        with pytest.raises(ParameterError):
            apply(document, SetTraining(((field, value),)))


def test_an_optimisers_own_parameters_go_with_it() -> None:
    document = apply(Document(), SetTraining((("optimizer_parameters", (("beta1", 0.5),)),)))
    assert document.training.optimizer_parameters == (("beta1", 0.5),)
    assert apply(document, SetTraining((("optimizer", "sgd"),))).training.optimizer_parameters == ()
    with pytest.raises(ParameterError):
        apply(document, SetTraining((("optimizer_parameters", (("beta9", 0.5),)),)))


def test_data_settings_are_checked() -> None:
    document = apply(Document(), SetData((("dataset", "iris"), ("scaling", "standard"))))
    assert document.data.scaling is Scaling.STANDARD
    for field, value in [("dataset", "none"), ("noise", -1.0), ("validation", 0.95), ("scaling", "log"), ("seed", 1.5)]:
        with pytest.raises(ParameterError):
            apply(document, SetData(((field, value),)))
    with pytest.raises(NnstudioError):
        apply(document, SetData((("validation", 0.5), ("test", 0.5))))
    with pytest.raises(EditError):
        apply(document, SetData((("dataset", "table"),)))


def test_a_data_sets_own_parameters_go_with_it() -> None:
    document = apply(Document(), SetData((("parameters", (("gap", 0.3), ("size", 50))),)))
    document = apply(document, SetData((("dataset", "moons"),)))
    assert document.data.parameters == (("size", 50),)


def test_a_table_is_learned_from_once_it_is_there() -> None:
    document = apply(Document(), SetTable(TABLE))
    assert document.data.dataset == "table"
    document = apply(document, SetData((("target", "a"), ("features", ("a", "b")))))
    assert (document.data.target, document.data.features) == ("a", ("b",))
    with pytest.raises(EditError):
        apply(document, SetData((("target", "c"),)))
    assert apply(document, SetTable(None)).data.dataset == "circles"


def test_the_title_is_free() -> None:
    assert apply(Document(), SetTitle("  My   net ")).title == "My net"
    assert apply(opening_document(), SetTitle("")).title == ""


def test_a_replaced_network_does_not_bring_back_old_ids() -> None:
    document = apply(opening_document(), ReplaceNetwork(Network()))
    assert apply(document, AddLayer("dense")).network.nodes[0].id == "n6"


def test_difference_tells_what_must_restart() -> None:
    before = opening_document()
    assert difference(before, apply(before, MoveLayers((("n1", 5.0, 5.0),)))).layout_only
    assert difference(before, apply(before, SetTraining((("learning_rate", 0.1),)))).training == {"learning_rate"}
    assert difference(before, apply(before, AddLayer("dense"))).network
    assert difference(before, apply(before, SetData((("noise", 0.5),)))).data
    nothing = difference(before, before)
    assert nothing.layout_only
    assert not nothing.layout
