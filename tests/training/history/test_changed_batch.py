"""Inputs and targets written by hand: shown, never trained on."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from desk_alone import DeskAlone
from training_networks import document

from nnstudio.data import shape_of
from nnstudio.data.settings import DataSettings
from nnstudio.document import AddLayer, Document, TrainingSettings, apply
from nnstudio.engine.errors import NnstudioError
from nnstudio.training import commands as c
from nnstudio.training.by_hand import ChangeBatch, RestoreBatch, WriteWeights
from nnstudio.training.events import BatchChanged
from nnstudio.training.feed import Feed

KINDS = [{}, {"dropout": 0.3}, {"normalised": True, "dropout": 0.2, "optimizer": "adam"}]


def change(name: str, index: tuple[int, ...], value: float) -> ChangeBatch:
    return ChangeBatch((c.Write("", name, index, value),))


@pytest.fixture(params=["laid out", "picked"], autouse=True)
def feed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "picked":
        monkeypatch.setattr("nnstudio.training.feed.LARGE", 1)


@pytest.mark.parametrize("options", KINDS)
def test_a_changed_batch_is_brought_through_and_put_back_to_the_bit(options: dict[str, object]) -> None:
    alone = DeskAlone(document(**options))
    alone.train(23)
    run, before = alone.desk.require().run, alone.seen()
    loss = float(run.plan.loss)
    alone.do(change("x", (2, 1), 3.5), change("y", (2, 0), 0.25))
    assert run.changes
    assert run.plan.quantity("n1", "a")[2, 1] == 3.5
    assert run.plan.targets[0][0, 2] == 0.25
    assert float(run.plan.loss) != loss
    alone.do(RestoreBatch())
    assert not run.changes
    assert alone.seen() == before
    assert float(run.plan.loss) == loss


@pytest.mark.parametrize("options", KINDS)
def test_training_goes_on_as_if_nothing_had_been_changed(options: dict[str, object]) -> None:
    plain, alone = DeskAlone(document(**options)), DeskAlone(document(**options))
    for each in (plain, alone):
        each.train(23)
    alone.do(change("x", (0, 0), -2.0))
    alone.do(c.StepBatch())
    plain.do(c.StepBatch())
    assert not alone.desk.require().run.changes
    assert alone.seen() == plain.seen()
    alone.do(change("y", (1, 0), 0.5), c.SetLearningRate(0.03))
    plain.do(c.SetLearningRate(0.03))
    for each in (plain, alone):
        each.train(40)
    assert alone.seen() == plain.seen()
    # The whole epoch is seen as it is: what was changed stands in no later batch.
    feed: Feed = alone.desk.require().run.feed
    if feed.laid_out:
        assert all(np.array_equal(feed.batches[n].x, feed.x[..., feed.rows(n)]) for n in range(feed.length))


@pytest.mark.parametrize("options", KINDS)
def test_going_elsewhere_and_weights_written_meanwhile(options: dict[str, object]) -> None:
    alone = DeskAlone(document(**options))
    alone.train(23)
    before = alone.seen()
    alone.do(change("x", (0, 0), -2.0), WriteWeights((c.Write("n2", "weight", (0, 0), 1.5),)))
    run = alone.desk.require().run
    assert run.changes
    assert run.plan.quantity("n1", "a")[0, 0] == -2.0
    alone.do(c.Seek(23, 1))
    assert alone.seen() == before
    alone.do(change("x", (0, 0), -2.0), c.Seek(23))
    assert alone.seen() == before


def test_what_cannot_be_written_changes_nothing() -> None:
    alone = DeskAlone(document())
    alone.train(5)
    before = alone.seen()
    for index, value in (((99, 0), 1.0), ((0, 7), 1.0), ((0, 0), float("nan"))):
        with pytest.raises(NnstudioError):
            alone.do(change("x", index, value))
    assert alone.seen() == before
    assert not alone.desk.require().run.changes


def told(alone: DeskAlone) -> list[BatchChanged]:
    return [event for event in alone.events if isinstance(event, BatchChanged)]


@pytest.mark.parametrize("options", KINDS)
def test_each_change_is_told_with_what_it_is_taken_back_by(options: dict[str, object]) -> None:
    alone = DeskAlone(document(**options))
    alone.train(23)
    seen = [alone.seen()]
    steps = (change("x", (0, 0), -2.0), WriteWeights((c.Write("n2", "weight", (0, 0), 1.5),)), change("y", (1, 0), 0.5))
    moments: list[tuple[int, tuple[c.Write, ...]]] = [(1, ())]
    for step in steps:
        alone.do(step)
        moments.append((alone.desk.run_id, alone.desk.require().run.changes))
        seen.append(alone.seen())
    assert all(one != other for one, other in pairwise(seen))
    first, second = told(alone)
    assert (first.before, first.after) == ((), moments[1][1])
    assert (second.before, second.after) == (moments[1][1], moments[3][1])
    assert len(second.after) == 2
    for there in (2, 1, 0, 1, 2, 3):
        run, changes = moments[there]
        alone.do(c.Seek(23, run, changes))
        assert alone.seen() == seen[there], there
        assert alone.desk.require().run.changes == changes


def test_a_number_written_twice_is_changed_once() -> None:
    alone = DeskAlone(document())
    alone.train(3)
    alone.do(change("x", (0, 0), -2.0), change("x", (0, 0), 3.0))
    assert [write.value for write in alone.desk.require().run.changes] == [3.0]
    alone.do(RestoreBatch())
    assert told(alone)[-1].writes == ()


def reading() -> Document:
    """Return an embedding of characters, whose next one is to be foretold at every step."""
    made = Document(
        data=DataSettings(dataset="character_text", parameters=(("encoding", "number"), ("length", 6))),
        training=TrainingSettings(loss="cross_entropy"),
    )
    known = shape_of(made.data).codes
    parts = (("embedding", {"vocabulary": known}), ("dense", {"units": known, "activation": "softmax"}), ("output", {}))
    made = apply(made, AddLayer("input", 0.0, 0.0))
    for number, (kind, values) in enumerate(parts, start=1):
        before = made.network.nodes[-1].id
        made = apply(made, AddLayer(kind, number * 160.0, 0.0, tuple(values.items()), connect_from=before))
    return made


def test_a_token_outside_the_vocabulary_is_refused() -> None:
    alone = DeskAlone(reading())
    alone.train(2)
    before = alone.seen()
    with pytest.raises(NnstudioError, match="whole numbers"):
        alone.do(change("x", (0, 3), 1e4))
    with pytest.raises(NnstudioError, match="whole numbers"):
        alone.do(change("x", (0, 3), 2.5))
    assert alone.seen() == before
    alone.do(change("x", (0, 3), 7.0), change("y", (0, 2, 5), 0.25))
    run = alone.desk.require().run
    assert run.plan.sites["n1"].output.outside[0, 3] == 7.0
    assert run.plan.targets[0][5, 2, 0] == 0.25
    alone.do(RestoreBatch())
    assert alone.seen() == before
