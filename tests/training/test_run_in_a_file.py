"""A run goes on from a project file bit for bit: history of the optimiser, schedule and early stopping too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from training_networks import Endless, document, problem

from nnstudio.store import Project, load_project, save_project
from nnstudio.training.problem import Problem


def advance(made: Problem, count: int) -> None:
    goal = made.run.step + count
    while made.run.step < goal:
        made.run.advance(min(goal - made.run.step, 4 - made.run.step % 4), Endless())
        if made.run.step % 4 == 0:
            found = made.measure()
            assert found is not None
            made.judge(found)


@pytest.mark.parametrize("optimizer", ["lbfgs", "rprop", "nadam", "amsgrad"])
def test_a_run_comes_back_from_a_file(tmp_path: Path, optimizer: str) -> None:
    settings = {
        "optimizer": optimizer,
        "learning_rate": 0.1,
        "schedule": "on_plateau",
        "schedule_parameters": (("patience", 1),),
        "patience": 1000,
        "clip_norm": 1.0,
        "dropout": 0.2,
    }
    first = problem(**settings)
    advance(first, 61)
    save_project(tmp_path / "run.nns", Project(document(**settings), run=first.run.save_state()))
    loaded = load_project(tmp_path / "run.nns")
    assert loaded.document == document(**settings)
    second = problem(**settings)
    assert loaded.run is not None
    assert second.run.load_state(loaded.run)
    for made in (first, second):
        advance(made, 60)
    assert np.array_equal(first.program.theta, second.program.theta)
    assert first.program.current_rate == second.program.current_rate < 0.1
    mine, theirs = first.run.stopping.save_state(), second.run.stopping.save_state()
    assert all(np.array_equal(mine[name], theirs[name]) for name in mine)
