"""Edits, undo, selection and the run, as panels ask for them."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.document import (
    AddLayer,
    Connect,
    Document,
    MoveLayers,
    RemoveLayers,
    ReplaceNetwork,
    SetData,
    SetParameters,
    SetTraining,
)
from nnstudio.document.templates.circles import Circles
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import set_language
from nnstudio.training.events import ProblemLoaded, RunPaused, RunReset
from nnstudio.training.frame import Status
from nnstudio.ui.bridge.change import Change
from nnstudio.ui.bridge.session import Session


def heard(session: Session) -> list[object]:
    found: list[object] = []
    session.events.connect(found.extend)
    return found


def dense(session: Session) -> str:
    return next(node.id for node in session.document.network.nodes if node.kind == "dense")


def test_an_edit_is_told_undone_and_redone(session: Session, qtbot: QtBot) -> None:
    changes: list[Change] = []
    session.document_changed.connect(changes.append)
    before = session.document
    assert session.edit(SetParameters(dense(session), (("units", 7),)))
    after = session.document
    session.undo()
    assert session.document == before
    session.redo()
    assert session.document == after
    assert [change.structure for change in changes] == [True, True, True]
    assert changes[0].edit is not None
    session.undo()
    session.undo()
    assert session.document == before


def test_of_projects_opened_one_after_the_other_only_the_last_is_held() -> None:
    # Its trainer's thread is not started: nothing is obeyed, all waits.
    session = Session(Document())
    opened = []
    for number in range(10):
        session.replace(replace(Circles().document(), title=str(number)))
        opened.append(weakref.ref(session.document))
    gc.collect()
    assert [known() is not None for known in opened] == [False] * 9 + [True]
    assert session.close()


def test_a_refused_edit_changes_nothing(session: Session, qtbot: QtBot) -> None:
    before = session.document
    with qtbot.waitSignal(session.edit_refused) as caught:
        assert not session.edit(Connect("n1", "nowhere"))
    assert isinstance(caught.args[0], NnstudioError)
    assert session.document is before
    assert not session.history.can_undo


def test_moving_a_layer_leaves_the_run_alone(session: Session, qtbot: QtBot) -> None:
    events = heard(session)
    session.run()
    qtbot.waitUntil(lambda: session.trainer.step > 50)
    session.edit(MoveLayers((("n1", 5.0, 6.0),)))
    step = session.trainer.step
    qtbot.waitUntil(lambda: session.trainer.step > step + 50)
    assert not [event for event in events if isinstance(event, ProblemLoaded)]
    qtbot.waitUntil(lambda: session.status is Status.RUNNING)


def test_the_learning_rate_is_an_edit_that_does_not_reset(session: Session, qtbot: QtBot) -> None:
    session.step_batch()
    settle(qtbot, session)
    session.set_learning_rate(0.25)
    settle(qtbot, session)
    with session.display.hold() as frame:
        assert frame is not None
        assert frame.program.learning_rate == 0.25
        assert frame.step == 1
    session.undo()
    settle(qtbot, session)
    with session.display.hold() as frame:
        assert frame is not None
        assert frame.program.learning_rate == session.document.training.learning_rate != 0.25
        assert frame.step == 1


def test_a_slider_is_one_step_of_undo(session: Session) -> None:
    before = session.document
    for value in (0.1, 0.2, 0.3):
        session.set_learning_rate(value, merge=True)
    session.finish_edit()
    session.set_learning_rate(0.4, merge=True)
    session.undo()
    assert session.document.training.learning_rate == 0.3
    session.undo()
    assert session.document == before


def test_a_structural_edit_goes_on_running_with_the_weights_kept(session: Session, qtbot: QtBot) -> None:
    events = heard(session)
    session.run()
    qtbot.waitUntil(lambda: session.trainer.step > 20)
    session.edit(SetParameters(dense(session), (("activation", "relu"),)))
    qtbot.waitUntil(lambda: any(isinstance(event, ProblemLoaded) for event in events))
    loaded = next(event for event in events if isinstance(event, ProblemLoaded))
    assert dense(session) in loaded.kept
    qtbot.waitUntil(lambda: session.trainer.step > 20)
    qtbot.waitUntil(lambda: session.status is Status.RUNNING)


def test_an_error_in_the_network_holds_the_run_and_undo_lets_it_go_on_where_it_stood(
    session: Session, qtbot: QtBot
) -> None:
    session.step_epoch()
    settle(qtbot, session)
    with session.display.hold() as frame:
        assert frame is not None
        theta, step = frame.program.theta.copy(), frame.step
    session.edit(RemoveLayers((session.document.network.nodes[-1].id,)))
    qtbot.waitUntil(lambda: session.status is Status.EMPTY)
    assert session.predict(np.zeros((1, 2))) is None
    session.undo()
    qtbot.waitUntil(lambda: session.status is Status.PAUSED)
    with session.display.hold() as frame:
        assert frame is not None
        assert frame.step == step > 0
        assert np.array_equal(frame.program.theta, theta)


def test_a_document_opened_while_a_run_goes_on_waits_to_be_run(session: Session, qtbot: QtBot) -> None:
    events = heard(session)
    session.run()
    qtbot.waitUntil(lambda: session.status is Status.RUNNING and session.trainer.step > 20)
    session.new(Circles().document())
    qtbot.waitUntil(lambda: session.status is Status.PAUSED and any(isinstance(e, ProblemLoaded) for e in events))
    settle(qtbot, session)
    assert session.trainer.step == 0
    session.toggle()
    qtbot.waitUntil(lambda: session.trainer.step > 20)


def test_an_empty_project_has_no_weights_of_the_one_before_to_bring_back(session: Session, qtbot: QtBot) -> None:
    network, told = session.document.network, heard(session)
    session.step_batch()
    qtbot.waitUntil(lambda: session.trainer.step == 1)
    session.new(Document())
    # Its first layers have the same ids as those of the project before.
    assert session.edit(ReplaceNetwork(network))
    settle(qtbot, session)
    loaded = [event for event in told if isinstance(event, ProblemLoaded)]
    assert loaded[-1].kept == ()
    assert session.trainer.step == 0


def test_an_unconnected_layer_does_not_stop_anything(session: Session, qtbot: QtBot) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.trainer.step > 20)
    session.edit(AddLayer("dense", 0.0, 300.0))
    qtbot.waitUntil(lambda: not session.trainer.pending and session.trainer.mailbox.empty)
    assert session.analysis.is_trainable == (session.status is Status.RUNNING)


def test_other_data_load_another_problem(session: Session, qtbot: QtBot) -> None:
    before = session.prepared
    with qtbot.waitSignal(session.problem_loaded):
        session.edit(SetData((("dataset", "moons"),)))
    assert session.prepared is not before


def test_reset_with_a_new_seed_is_an_edit_whose_undo_leaves_the_run(session: Session, qtbot: QtBot) -> None:
    events = heard(session)
    seed = session.document.training.seed
    session.reset_with_new_seed()
    qtbot.waitUntil(lambda: any(isinstance(event, RunReset) for event in events))
    drawn = session.document.training.seed
    assert drawn != seed
    events.clear()
    session.undo()
    settle(qtbot, session)
    assert session.document.training.seed == seed
    assert not events
    session.reset()
    qtbot.waitUntil(lambda: any(isinstance(event, RunReset) for event in events))
    assert next(event for event in events if isinstance(event, RunReset)).seed == seed


def test_a_new_seed_is_never_the_one_in_force(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.SystemRandom.choice", lambda _self, drawn: drawn[0])
    seeds = []
    for _ in range(3):
        session.reset_with_new_seed()
        seeds.append(session.document.training.seed)
    assert seeds == [1, 2, 1]


def test_selection_is_no_edit_and_follows_the_document(session: Session) -> None:
    node = dense(session)
    told: list[int] = []
    session.selection_changed.connect(lambda: told.append(1))
    session.select((node,))
    session.select((node,))
    session.select_neuron(node, 0)
    assert len(told) == 2
    assert not session.history.can_undo
    session.edit(RemoveLayers((node,)))
    assert session.selection == ()
    assert session.selected_neuron is None


def test_the_sample_cursor_comes_from_the_trainer(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.selection_changed):
        session.step_sample(1)
    assert session.sample == 1
    session.select_sample(4)
    qtbot.waitUntil(lambda: session.sample == 4)


def test_predictions_while_running(session: Session, qtbot: QtBot) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.trainer.step > 20)
    for _ in range(20):
        predicted = session.predict(np.zeros((5, 2)))
        assert predicted is not None
        assert predicted.shape == (5, 1)
    step = session.trainer.step
    qtbot.waitUntil(lambda: session.trainer.step > step)


def test_the_curves_hold_every_step(session: Session, qtbot: QtBot) -> None:
    session.step_epoch()
    settle(qtbot, session)
    assert session.trainer.step > 0
    assert session.curves.batch_loss.last_step == session.trainer.step
    assert session.curves.batch_loss.points()[0].tolist()[0] == 0


def test_the_language_is_told_and_remembered(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.language_changed):
        session.set_language("zh_CN")
    assert session.settings is not None
    assert session.settings.language == "zh_CN"
    set_language("en")


def test_a_run_stops_at_its_epoch(session: Session, qtbot: QtBot) -> None:
    session.edit(SetTraining((("stop_epoch", 2),)))
    events = heard(session)
    session.run()
    qtbot.waitUntil(lambda: any(isinstance(event, RunPaused) for event in events))
    with session.display.hold() as frame:
        assert frame is not None
        assert frame.epoch == 2


@pytest.mark.parametrize("times", [3])
def test_closing_while_training_joins_within_two_seconds(qtbot: QtBot, times: int) -> None:
    for _ in range(times):
        made = Session()
        made.start()
        made.run()
        qtbot.waitUntil(lambda made=made: made.trainer.step > 100)
        assert made.close()
