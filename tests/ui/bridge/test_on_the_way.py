"""What was asked for, or said, and has not arrived yet: nothing of it is lost, or taken for another project's."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from killed import crash
from pytestqt.qtbot import QtBot
from stepped import go, steps

from nnstudio.document import Document, SetTraining, templates
from nnstudio.engine import Place
from nnstudio.store import WorkingCopy
from nnstudio.training.break_points import break_points
from nnstudio.training.curves import RunCurves
from nnstudio.training.events import Event, ProblemWithdrawn, RunPaused
from nnstudio.training.frame import Status
from nnstudio.ui.bridge.session import Session


def obeyed(session: Session) -> None:
    """Let the trainer do all that it was asked for; the window hears nothing of it meanwhile."""
    assert session.display.settle(60)


def heard(session: Session, qtbot: QtBot) -> None:
    """Let the window hear of it, and show it."""
    qtbot.waitUntil(lambda: session.trainer.mailbox.empty and not session.display._timer.isActive())


def weight(session: Session, layer: str) -> float:
    """Return the first weight of a layer, as the run has it now."""
    with session.display.hold(5) as frame:
        assert frame is not None
        return float(frame.program.parameter(layer, "weight")[0, 0])


def test_a_step_made_at_once_after_a_file_was_opened_is_unsaved(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.nnstudio"
    steps(qtbot, session, 3)
    assert session.save(path)
    assert session.open(path)
    session.step_batch()
    obeyed(session)
    heard(session, qtbot)
    assert session.trainer.step == 4
    assert session.file.dirty


def test_the_run_of_the_project_before_does_not_get_into_the_working_copy_of_another(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    session.file.protect(WorkingCopy(tmp_path / "home"))
    steps(qtbot, session, 3)
    session.file._ask_for_run()
    obeyed(session)
    session.new(templates["xor"]().document())
    obeyed(session)
    heard(session, qtbot)
    assert not crash(session, tmp_path / "home")


def test_a_working_copy_has_the_curves_up_to_its_run(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    session.file.protect(WorkingCopy(tmp_path / "home"))
    steps(qtbot, session, 3)
    session.file._ask_for_run()
    session.step_batch()
    obeyed(session)
    heard(session, qtbot)
    (leftover,), curves = crash(session, tmp_path / "home"), RunCurves()
    project = leftover.load()
    assert project.run is not None
    curves.load_arrays(project.metrics or {})
    assert curves.batch_loss.last_step == project.run["step"] == 3


def test_what_a_hand_wrote_before_cannot_be_undone_in_another_project(session: Session, qtbot: QtBot) -> None:
    steps(qtbot, session, 3)
    layer = session.document.network.nodes[1].id
    session.what_if.set(Place(layer, "weight", (0, 0)), 0.5)
    obeyed(session)
    told: list[bool] = []
    session.what_if.changed.connect(lambda: told.append(session.history.can_undo))
    session.new(templates["xor"]().document())
    obeyed(session)
    heard(session, qtbot)
    assert told == [False]
    assert not session.history.can_undo
    assert not session.what_if.past


def test_undo_right_after_a_weight_was_turned_takes_that_back_and_not_the_edit_before(
    session: Session, qtbot: QtBot
) -> None:
    steps(qtbot, session, 3)
    assert session.edit(SetTraining((("learning_rate", 0.5),)))
    obeyed(session)
    layer = session.document.network.nodes[1].id
    before = weight(session, layer)
    with session.display.hold(5):
        # The trainer is kept from obeying, as a long step would keep it.
        session.what_if.set(Place(layer, "weight", (0, 0)), 0.25)
        session.undo()
        assert session.document.training.learning_rate == 0.5
    heard(session, qtbot)
    qtbot.waitUntil(lambda: session.history.can_redo)
    obeyed(session)
    assert (weight(session, layer), session.document.training.learning_rate) == (before, 0.5)
    session.redo()
    obeyed(session)
    assert weight(session, layer) == 0.25
    session.undo()
    session.undo()
    obeyed(session)
    assert session.document.training.learning_rate != 0.5


def test_redo_right_after_a_weight_was_turned_does_not_lead_back_to_what_was_undone(
    session: Session, qtbot: QtBot
) -> None:
    steps(qtbot, session, 3)
    layer = session.document.network.nodes[1].id
    before = weight(session, layer)
    session.what_if.set(Place(layer, "weight", (0, 0)), 0.25)
    qtbot.waitUntil(lambda: session.history.can_undo)
    session.undo()
    obeyed(session)
    heard(session, qtbot)
    with session.display.hold(5):
        # The trainer is kept from obeying, as a long step would keep it.
        session.what_if.set(Place(layer, "weight", (0, 0)), 0.75)
        session.redo()
    heard(session, qtbot)
    qtbot.waitUntil(lambda: session.history.can_undo)
    obeyed(session)
    assert weight(session, layer) == 0.75
    assert not session.history.can_redo
    session.undo()
    obeyed(session)
    assert weight(session, layer) == before


def test_what_waits_to_be_written_is_not_written_into_another_project(session: Session, qtbot: QtBot) -> None:
    steps(qtbot, session, 3)
    layer = session.document.network.nodes[1].id
    with session.display.hold(5):
        session.what_if.set(Place(layer, "weight", (0, 0)), 0.5, sliding=True)
        session.what_if.set(Place(layer, "weight", (0, 0)), 0.6, sliding=True)
        session.undo()
        session.new(session.document)
    obeyed(session)
    heard(session, qtbot)
    with session.display.hold(5) as frame:
        assert frame is not None
        assert float(frame.program.parameter(layer, "weight")[0, 0]) not in (0.5, np.float32(0.6))
    assert not session.history.can_undo
    assert not session.history.can_redo


def test_no_run_waits_for_the_network_of_a_new_project(session: Session, qtbot: QtBot) -> None:
    told: list[Event] = []
    session.events.connect(told.extend)
    steps(qtbot, session, 3)
    session.new(Document())
    obeyed(session)
    heard(session, qtbot)
    assert [event.step for event in told if isinstance(event, ProblemWithdrawn)] == [0]


def test_a_run_that_is_left_for_another_keeps_its_last_losses(session: Session, qtbot: QtBot) -> None:
    steps(qtbot, session, 6)
    go(qtbot, session, 3)
    session.travel.branch()
    steps(qtbot, session, 1)
    qtbot.waitUntil(lambda: session.travel.run == 2 and session.travel.step == 4)
    for _ in range(3):
        session.step_batch()
    session.travel.seek(2, 1)
    obeyed(session)
    heard(session, qtbot)
    go(qtbot, session, 7, 2)
    assert session.curves.run == 2
    assert session.curves.batch_loss.points()[0].tolist() == [0, 1, 2, 3, 4, 5, 6, 7]


def test_a_branch_of_a_run_that_has_just_begun_has_no_curves_of_the_run_before(session: Session, qtbot: QtBot) -> None:
    steps(qtbot, session, 6)
    heard(session, qtbot)
    before = session.curves.batch_loss.at(0)
    assert session.edit(SetTraining((("loss", "mse"),)))
    session.travel.branch()
    obeyed(session)
    heard(session, qtbot)
    assert session.travel.run == session.curves.run == 3
    assert session.curves.batch_loss.at(0) != before


def test_a_run_that_is_reset_keeps_its_last_losses(session: Session, qtbot: QtBot) -> None:
    steps(qtbot, session, 3)
    heard(session, qtbot)
    session.step_batch()
    session.reset()
    obeyed(session)
    heard(session, qtbot)
    go(qtbot, session, 4, 1)
    assert session.curves.run == 1
    assert session.curves.batch_loss.points()[0].tolist() == [0, 1, 2, 3, 4]


def test_the_break_point_that_has_stopped_a_run_is_the_one_of_then(session: Session, qtbot: QtBot) -> None:
    one, other = break_points.make("at_step", step=900), break_points.make("at_step", step=3)
    session.travel.set_break_points(((one, True), (other, True)))
    told: list[Event] = []
    session.events.connect(told.extend)
    session.run()
    while session.trainer.status is not Status.PAUSED or session.trainer.step != 3:
        time.sleep(0.001)
    # The window has not heard of it when the one before it is taken out.
    session.travel.remove_break_point(0)
    heard(session, qtbot)
    assert [event.point for event in told if isinstance(event, RunPaused)] == [other]
