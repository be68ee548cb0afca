"""Hidden labels: what stays known, what trains without, and what neighbours give back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.data import DataSettings, FeatureStep, Membership, Unlabelled, prepare, table_of
from nnstudio.data import labels as hiding
from nnstudio.data.labels import UNKNOWN, spread
from nnstudio.engine.errors import DataError

MOONS = DataSettings("moons", noise=0.1, labelled=0.025)
SPREAD = replace(MOONS, unlabelled=Unlabelled.SPREAD)


def test_all_labels_are_known_unless_some_are_hidden() -> None:
    assert not len(prepare(replace(MOONS, labelled=1.0)).unlabelled)


def test_hidden_samples_leave_the_training_set_and_no_other() -> None:
    whole, few = prepare(replace(MOONS, labelled=1.0)), prepare(MOONS)
    assert (len(few.training), len(few.unlabelled)) == (6, len(whole.training) - 6)
    assert sorted([*few.training.rows, *few.unlabelled.rows]) == sorted(whole.training.rows)
    assert (few.unlabelled.y == UNKNOWN).all()
    assert np.array_equal(few.validation.y, whole.validation.y)
    assert np.array_equal(few.shift, whole.shift), "scaling needs no label"
    assert "left out of training: 234" in str(few.notes[-1])


@pytest.mark.parametrize("name", ["moons", "iris", "digits"])
def test_of_each_class_one_is_known_at_least(name: str) -> None:
    training = prepare(DataSettings(name, labelled=0.0)).training
    assert np.bincount(training.y).tolist() == [1] * len(np.unique(training.y))


def test_more_labels_are_the_same_ones_and_more() -> None:
    few, more = prepare(MOONS), prepare(replace(MOONS, labelled=0.1))
    assert set(few.training.rows) < set(more.training.rows)


def test_neighbours_give_the_moons_back() -> None:
    prepared, true = prepare(SPREAD), prepare(replace(MOONS, labelled=1.0))
    assert np.array_equal(prepared.training.rows, true.training.rows)
    assert np.array_equal(prepared.training.y, true.training.y)
    assert len(prepared.unlabelled) == 234
    assert "234 came back right" in str(prepared.notes[-1])


def test_labels_that_neighbours_give_may_be_wrong() -> None:
    prepared = prepare(replace(SPREAD, noise=0.6))
    true = prepared.raw.y[prepared.training.rows]
    wrong = int((prepared.training.y != true).sum())
    assert wrong > 20
    assert f"{234 - wrong} came back right" in str(prepared.notes[-1])


def test_labels_go_from_neighbour_to_neighbour_the_nearest_first() -> None:
    x = np.array([[0.0], [1.0], [1.9], [2.7], [5.0], [4.1]])
    given = spread(x, np.array([0, UNKNOWN, UNKNOWN, UNKNOWN, 1, UNKNOWN]))
    assert given.tolist() == [0, 0, 0, 0, 1, 1]
    assert spread(x[::-1], np.array([UNKNOWN, 1, UNKNOWN, UNKNOWN, UNKNOWN, 0])).tolist() == [1, 1, 0, 0, 0, 0]


def test_too_many_samples_are_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hiding, "DEAREST", 1000)
    with pytest.raises(DataError) as caught:
        prepare(SPREAD)
    assert (caught.value.place, str(caught.value.expected)) == ("data.unlabelled", "at most 22 training samples")


@pytest.mark.parametrize("name", ["sine", "echo", "xor", "bit_recall"])
def test_where_it_means_nothing_nothing_is_hidden(name: str) -> None:
    found, whole = prepare(DataSettings(name, labelled=0.1)), prepare(DataSettings(name))
    hidden = 0 if name != "bit_recall" else len(whole.training) - len(found.training)
    assert len(found.unlabelled) == hidden
    assert len(found.training) + hidden == len(whole.training)


def test_added_points_have_their_label() -> None:
    prepared = prepare(replace(MOONS, points=((0.3, 0.4, 1.0),)))
    assert len(prepared.training) == 7
    assert prepared.training.y[-1] == 1


def test_without_any_label_there_is_nothing_to_learn() -> None:
    known = prepare(MOONS).training.rows.tolist()
    with pytest.raises(DataError):
        prepare(replace(MOONS, left_out=tuple(known)))


def test_discriminants_are_not_told_hidden_labels() -> None:
    settings = DataSettings("iris", labelled=0.1, steps=(FeatureStep("lda"),))
    prepared = prepare(settings)
    whole = prepare(replace(settings, labelled=1.0))
    assert not np.allclose(prepared.features.stages[0].fitted.state[1], whole.features.stages[0].fitted.state[1])
    assert np.isfinite(prepared.training.x).all()


def test_the_table_says_of_which_samples_the_label_is_hidden() -> None:
    for settings in (MOONS, SPREAD):
        said = table_of(settings).memberships(prepare(settings))
        assert (said.count(Membership.TRAINING), said.count(Membership.UNLABELLED)) == (6, 234)
