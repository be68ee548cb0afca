"""Labs: what each compares, and that its trials are the runs that the same documents make by themselves."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnstudio.data import prepare
from nnstudio.document import Document, opening_document, templates
from nnstudio.document.analysis import analyse
from nnstudio.training.contest import Contest
from nnstudio.training.curves import RunCurves
from nnstudio.training.headless import make_problem, train
from nnstudio.training.lab import hidden
from nnstudio.training.labs import labs
from nnstudio.training.trial import Fate, News


def with_training(document: Document, **settings: Any) -> Document:
    """The document with other settings of training."""
    return replace(document, training=replace(document.training, **settings))


def held(documents: list[Document], epochs: int) -> dict[int, tuple[RunCurves, News]]:
    """Each document's curves and last news, after a contest of so many epochs."""
    contest = Contest(documents, prepare(documents[0].data, documents[0].table), epochs)
    contest.run()
    found: dict[int, tuple[RunCurves, News]] = {}
    for news in contest.drain():
        curves = found[news.trial][0] if news.trial in found else RunCurves()
        if news.scalars is not None:
            curves.absorb(news.scalars)
        found[news.trial] = curves, news
    return found


@pytest.mark.parametrize("name", ["circles", "digits", "lstm", "sine", "resnet"])
@pytest.mark.parametrize("lab", list(labs))
def test_variants_differ_in_nothing_but_what_the_lab_varies(lab: str, name: str) -> None:
    document = templates[name]().document()
    prepared = prepare(document.data, document.table)
    variants = labs.make(lab).variants(document, len(prepared.training))
    made = [variant.applied(document) for variant in variants]
    assert all(one.data == document.data and one.table is document.table for one in made)
    assert all(one.training.seed == document.training.seed for one in made)
    assert len({repr(one) for one in made}) == len(made)
    assert [one for one in made if one == document] == [document] * bool(made)
    assert all((variant.edit is None) == (one == document) for variant, one in zip(variants, made, strict=True))
    assert len({str(variant.name) for variant in variants}) == len(variants)


@pytest.mark.parametrize("lab", list(labs))
def test_every_variant_can_be_trained(lab: str) -> None:
    document = templates["bidirectional"]().document() if lab == "cells" else opening_document()
    variants = labs.make(lab).variants(document, 100)
    assert len(variants) > 3
    for variant in variants:
        assert make_problem(variant.applied(document)).program.count > 0


@pytest.mark.parametrize("name", ["circles", "mlp", "iris", "lenet5"])
def test_deep_and_wide_have_as_many_parameters(name: str) -> None:
    document = templates[name]().document()
    variants = labs.make("shape").variants(document, 100)
    made = [variant.applied(document) for variant in variants]
    counts = [analyse(each).total for each in made]
    assert all(abs(count - counts[0]) <= 0.1 * counts[0] for count in counts)
    assert all(f"({count:,})" in str(each.name) for each, count in zip(variants, counts, strict=True))
    depths = [len(hidden(each, "units")) for each in made]
    own = depths.pop(0)
    assert {*depths, own} == {1, 2, 3, 4, 6, 8}
    assert all(analyse(each).is_trainable for each in made)


def test_there_is_no_deep_against_wide_where_there_are_ways_past_a_layer() -> None:
    assert labs.make("shape").variants(templates["resnet"]().document(), 100) == ()


def test_a_trial_is_the_run_that_its_document_makes() -> None:
    base = opening_document()
    documents = [base, with_training(base, optimizer="sgd"), with_training(base, batch_size=240)]
    found = held(documents, 12)
    for number, document in enumerate(documents):
        alone = train(document, epochs=12)
        curves, news = found[number]
        assert news.fate is Fate.DONE
        assert news.step == alone.problem.run.step
        _, _, losses, _ = curves.batch_loss.points()
        # The first loss is that of the first batch, before any step.
        np.testing.assert_array_equal(losses[1:], alone.losses)
        assert news.snapshots is not None
        assert news.snapshots.steps[-1] == news.step
        np.testing.assert_array_equal(news.snapshots.theta[-1], alone.problem.program.theta)
        assert curves.measured["train_loss"].last_value == pytest.approx(alone.train_loss)


def test_early_stopping_ends_a_trial_at_its_best() -> None:
    stopping = with_training(opening_document(), patience=2, minimum_change=0.05, validate_every=10)
    ((_, news),) = held([stopping], 200).values()
    alone = train(stopping, epochs=200)
    assert alone.stopped is not None
    assert news.fate is Fate.STOPPED
    assert news.step == alone.problem.run.step
    assert news.snapshots is not None
    np.testing.assert_array_equal(news.snapshots.theta[-1], alone.problem.program.theta)


def test_a_trial_that_flies_away_says_so_and_the_others_go_on() -> None:
    base = templates["sine"]().document()
    documents = [base, with_training(base, optimizer="sgd", learning_rate=100.0, loss="mse")]
    found = held(documents, 20)
    assert found[0][1].fate is Fate.DONE
    assert found[1][1].fate is Fate.FAILED
    assert "learning rate" in str(found[1][1].said)
    assert all(math.isfinite(value) for value in found[1][0].batch_loss.points()[2])


def test_what_can_not_be_trained_is_refused_with_the_reason() -> None:
    base = opening_document()
    found = held([with_training(base, loss="categorical_cross_entropy"), base], 2)
    assert found[0][1].fate is Fate.REFUSED
    assert str(found[0][1].said)
    assert found[1][1].fate is Fate.DONE


def test_a_contest_grows_side_by_side_and_ends_when_called_off() -> None:
    base = opening_document()
    slices = 0

    def give_way() -> None:
        nonlocal slices
        slices += 1
        if slices == 40:
            contest.call_off()

    contest = Contest([base, with_training(base, batch_size=1)], prepare(base.data), 100_000, give_way)
    contest.run()
    shares = [trial.share for trial in contest.trials]
    assert contest.is_off
    assert not any(trial.over for trial in contest.trials)
    assert max(shares) < 1
    # Whoever is behind goes on next: never apart by more than one slice of either.
    assert all(trial.step > 0 for trial in contest.trials)


def test_of_a_bit_far_back_the_cells_that_keep_it_are_right() -> None:
    document = templates["bidirectional"]().document()
    (node,) = (each for each in document.network.nodes if each.kind == "simple_rnn")
    alone = tuple(pair for pair in node.parameters if pair[0] != "bidirectional")
    nodes = tuple(replace(each, parameters=alone) if each is node else each for each in document.network.nodes)
    document = replace(document, network=replace(document.network, nodes=nodes))
    made = {str(variant.name): variant.applied(document) for variant in labs.make("cells").variants(document, 300)}
    assert list(made)[:3] == ["simple recurrent", "LSTM, f begins at 0.5", "LSTM, f begins at 1"]
    assert made["simple recurrent"] == document
    # A seed with which the one has long learned it by then: how soon it does turns on the last digits, and these on the
    # processor.
    forgetting, keeping = (train(made[f"LSTM, f begins at {value}"], epochs=25, seed=1) for value in (0.5, 1))
    assert keeping.train_loss < forgetting.train_loss / 3
    assert labs.make("cells").variants(opening_document(), 100) == ()
