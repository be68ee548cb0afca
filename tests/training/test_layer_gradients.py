"""What reaches the first layers: the lengths are the plan's, and a deep plain network lacks what one with skips has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.data import prepare
from nnstudio.document import Document, opening_document
from nnstudio.document.skips import StackUnits
from nnstudio.text import msg
from nnstudio.training.contest import Contest
from nnstudio.training.curves import RunCurves
from nnstudio.training.headless import make_problem
from nnstudio.training.kept_run import KeptRun
from nnstudio.training.layer_gradients import SAMPLES, layer_gradients
from nnstudio.training.problem import targets_of


def trained(documents: list[Document], epochs: int) -> list[KeptRun]:
    prepared = prepare(documents[0].data, documents[0].table)
    contest = Contest(documents, prepared, epochs)
    contest.run()
    found: dict[int, KeptRun] = {}
    for news in contest.drain():
        if news.snapshots is not None:
            document = documents[news.trial]
            found[news.trial] = KeptRun(msg("Run"), document, prepared, RunCurves(), news.snapshots, news.step)
    return [found[number] for number in range(len(documents))]


def test_the_lengths_are_those_of_the_plan_at_that_moment() -> None:
    document = replace(opening_document(), training=replace(opening_document().training, dtype="float64"))
    (run,) = trained([document], 4)
    prepared = run.prepared
    program = make_problem(document, prepared).program
    rows = np.unique(np.linspace(0, len(prepared.training) - 1, SAMPLES).round().astype(int))
    plan = program.plan(len(rows))
    for step in (0, run.step):
        moment = run.moment(step)
        program.theta[:] = moment[1]
        plan.load(*program.arrange(prepared.training.x[rows], targets_of(program, prepared, prepared.training.y[rows])))
        plan.forward()
        plan.backward()
        for layer, length in layer_gradients(run, moment).items():
            parts = [program.gradient(layer, name) for name in ("weight", "bias")]
            assert length == pytest.approx(float(np.sqrt(sum((part**2).sum() for part in parts))))


def test_deep_and_plain_it_degrades_where_its_residual_twin_learns() -> None:
    base = opening_document()
    deep = [StackUnits("n3", 12, skips=skips).applied(base) for skips in (False, True)]
    runs = trained([base, *deep], 40)
    losses = []
    for run in runs:
        gradients = list(layer_gradients(run, run.moment(0)).values())
        assert len(gradients) == (3 if run is runs[0] else 27)
        problem = make_problem(run.document, run.prepared)
        problem.program.theta[:] = run.moment(run.step)[1]
        losses.append(problem.training.run()[0])
    shallow, plain, residual = losses
    assert plain > 0.6, "no better than a guess"
    assert residual < 0.05
    assert shallow < 0.1
