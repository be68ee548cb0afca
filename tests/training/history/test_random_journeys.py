"""However one trains, edits, goes back and branches: every step of every run shows the same bits whenever seen."""

from __future__ import annotations

import pytest
from desk_alone import DeskAlone, Print, reopened
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from training_networks import document, loading, write

from nnstudio.document import SetTraining, apply
from nnstudio.training import commands as c
from nnstudio.training import run as run_module
from nnstudio.training.history import key_frames
from nnstudio.training.stop_rule import StopRule

NETWORKS: tuple[dict[str, object], ...] = (
    {"dropout": 0.3, "optimizer": "adam"},
    {"normalised": True, "batch_size": 7, "optimizer": "momentum"},
    {"normalised": True, "dropout": 0.2, "batch_size": 9, "optimizer": "rmsprop"},
    {"optimizer": "sgd", "batch_size": 1000},
    {"optimizer": "adam", "schedule": "on_plateau", "schedule_parameters": (("patience", 1),), "validate_every": 3},
    {"dropout": 0.1, "schedule": "on_plateau", "schedule_parameters": (("patience", 1),), "validate_every": 3},
    {"patience": 2, "validate_every": 4, "learning_rate": 0.5, "dropout": 0.2},
    {"optimizer": "adam", "schedule": "cosine", "clip_norm": 0.5, "dtype": "float64"},
    {"early": True, "optimizer": "adam", "loss_weights": (("n6", 0.3),)},
    {"early": True, "dropout": 0.2, "batch_size": 9, "optimizer": "momentum"},
)
SETTINGS = (
    c.SetLearningRate(0.3),
    c.SetLearningRate(0.001),
    c.SetRegularisation(0.0, 0.01),
    c.SetRegularisation(0.001, 0.0),
    c.SetClipping(0.1, 0.0),
    c.SetSchedule("exponential"),
    c.SetSchedule("constant"),
    c.SetOptimizer("adam", (("beta1", 0.5), ("beta2", 0.9))),
    c.SetOptimizer("adam"),
    c.SetOptimizer("nesterov", (("mu", 0.2), ("weight_decay", 0.1))),
    c.SetOptimizer("rmsprop", (("rho", 0.5),)),
    c.SetStopping(StopRule(patience=1)),
    c.SetStopping(StopRule()),
    c.SetLossWeights((("n6", 3.0), ("n7", 3.0))),
    c.SetLossWeights((("n4", 0.5), ("n6", 0.0))),
)
DEED = st.one_of(
    st.tuples(st.just("train"), st.integers(1, 12)),
    st.tuples(st.just("seek"), st.integers(0, 60)),
    st.tuples(st.just("back"), st.integers(1, 3)),
    st.tuples(st.just("other run"), st.integers(0, 20)),
    st.tuples(st.just("set"), st.integers(0, len(SETTINGS) - 1)),
    st.tuples(st.just("write"), st.integers(0, 5)),
    st.tuples(st.just("batch size"), st.sampled_from((5, 16, 23))),
    st.tuples(st.just("optimiser"), st.sampled_from(("adam", "sgd", "nesterov"))),
    st.tuples(st.just("reset"), st.integers(0, 3)),
    st.tuples(st.just("file"), st.just(0)),
)


class Journey:
    """Does deeds, remembers what each step of each run looked like, and compares when it comes there again."""

    def __init__(self, options: dict[str, object]) -> None:
        self.document = document(**options)
        self.alone = DeskAlone(self.document)
        self.known: dict[tuple[int, int], Print] = {}
        self.remember()

    @property
    def place(self) -> tuple[int, int]:
        return self.alone.desk.run_id, self.alone.step

    def remember(self) -> None:
        self.known[self.place] = self.alone.seen()

    def compare(self) -> None:
        assert self.different() == set(), self.place

    def different(self) -> set[str]:
        """Return what looks different here from when one was here before."""
        run, step = self.place
        while (run, step) not in self.known:
            record = self.alone.past.branches.of(run)
            assert record is not None
            assert record.parent is not None
            run = record.parent[0]
        seen, known = self.alone.seen(), self.known[run, step]
        return {name for name in known if seen[name] != known[name]}

    def train(self, steps: int) -> None:
        for _ in range(steps):
            known = self.alone.desk.visiting
            self.alone.train(1)
            if known:
                self.compare()
            else:
                self.remember()

    def do(self, deed: tuple[str, object]) -> None:
        kind, value = deed
        desk, branches = self.alone.desk, self.alone.past.branches
        if kind == "train":
            self.train(int(str(value)))
        elif kind in ("seek", "back", "other run"):
            run = list(branches.records)[int(str(value)) % len(branches.records)] if kind == "other run" else None
            step = desk.require().run.step - int(str(value)) if kind == "back" else int(str(value))
            self.alone.do(c.Seek(step, run))
            self.compare()
        elif kind == "file":
            self.reopen()
            self.compare()
        else:
            self.change(kind, value)
            self.remember()

    def reopen(self) -> None:
        """Go on with what a project file brings back: every step of every run that is still known must be the same."""
        before = list(self.alone.past.branches.records)
        self.document, self.alone = reopened(self.alone, self.document)
        now = dict(zip(before, self.alone.past.branches.records, strict=True))
        self.known = {(now[run], step): seen for (run, step), seen in self.known.items() if run in now}

    def change(self, kind: str, value: object) -> None:
        number = int(str(value)) if kind not in ("optimiser",) else 0
        if kind == "set":
            self.alone.do(SETTINGS[number])
        elif kind == "write":
            self.alone.do(write("n2", "weight", (number % 2, number), number / 4))
        elif kind == "reset":
            self.alone.do(c.Reset(number))
        else:
            name = "batch_size" if kind == "batch size" else "optimizer"
            self.document = apply(self.document, SetTraining(((name, value),)))
            self.alone.do(loading(self.document, c.Start.CONTINUE))


@pytest.fixture(autouse=True)
def _many_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_frames, "EVERY", 1e-4)
    monkeypatch.setattr(run_module, "SEGMENT", 0.0)
    monkeypatch.setattr(run_module, "SNAPSHOT_SHARE", 3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(options=st.sampled_from(NETWORKS), deeds=st.lists(DEED, max_size=25))
@example(NETWORKS[0], [("write", 3), ("train", 4), ("seek", 7), ("train", 2), ("set", 1), ("train", 3)])
@example(NETWORKS[1], [("seek", 0), ("train", 1), ("set", 0), ("train", 1), ("train", 1)])
@example(NETWORKS[8], [("train", 4), ("set", 13), ("train", 5), ("seek", 6), ("set", 14), ("train", 3), ("seek", 0)])
@example(NETWORKS[9], [("set", 13), ("train", 3), ("seek", 8), ("train", 1), ("set", 14), ("train", 2), ("seek", 5)])
@example(NETWORKS[6], [("train", 40), ("seek", 3), ("train", 30), ("back", 2), ("train", 9)])
@example(NETWORKS[0], [("write", 3), ("train", 4), ("seek", 7), ("train", 2), ("set", 7), ("file", 0), ("train", 3)])
@example(NETWORKS[4], [("train", 9), ("batch size", 5), ("train", 4), ("file", 0), ("seek", 5), ("file", 0)])
@example(NETWORKS[6], [("train", 40), ("file", 0), ("seek", 3), ("train", 30), ("reset", 1), ("file", 0), ("train", 9)])
@example(NETWORKS[8], [("train", 4), ("set", 13), ("reset", 0), ("set", 3), ("train", 5), ("file", 0), ("set", 14)])
def test_every_step_is_seen_again_as_it_was(options: dict[str, object], deeds: list[tuple[str, object]]) -> None:
    journey = Journey(options)
    journey.train(7)
    for deed in deeds:
        journey.do(deed)
    branches = journey.alone.past.branches
    for run, step in journey.known:
        if branches.of(run) is not None and step <= branches.records[run].head:
            journey.alone.do(c.Seek(step, run))
            assert journey.different() == set(), (run, step)
