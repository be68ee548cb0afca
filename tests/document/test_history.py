"""Undo and redo."""

from __future__ import annotations

import pytest

from nnstudio.document import (
    Document,
    Edit,
    History,
    MoveLayers,
    SetData,
    SetParameters,
    SetTitle,
    SetTraining,
    apply,
    opening_document,
)
from nnstudio.document.history import MOST_STEPS


def pushed(history: History, document: Document, edit: Edit, *, merge: bool = False) -> tuple[History, Document]:
    after = apply(document, edit)
    return history.push(document, after, edit, merge=merge), after


def test_everything_can_be_undone_and_redone() -> None:
    history, document = History(), opening_document()
    for edit in (
        SetTitle("Mine"),
        SetTraining((("learning_rate", 0.5),)),
        SetData((("noise", 0.5),)),
        MoveLayers((("n1", 8.0, 8.0),)),
    ):
        history, document = pushed(history, document, edit)
    end = document
    assert str(history.undo_name) == "Move layer"
    while history.can_undo:
        history, document = history.undo()
    assert document == opening_document()
    assert str(history.redo_name) == "Rename the project"
    while history.can_redo:
        history, document = history.redo()
    assert document == end


def test_an_edit_after_undo_forgets_what_was_undone() -> None:
    history, document = pushed(History(), opening_document(), SetTitle("A"))
    history, document = history.undo()
    history, document = pushed(history, document, SetTitle("B"))
    assert not history.can_redo


def test_a_sliders_drag_is_one_step() -> None:
    history, document = History(), opening_document()
    for rate in (0.1, 0.2, 0.3):
        history, document = pushed(history, document, SetTraining((("learning_rate", rate),)), merge=True)
    assert len(history.done) == 1
    assert history.undo()[1] == opening_document()
    assert history.undo()[0].redo()[1].training.learning_rate == 0.3


@pytest.mark.parametrize(
    "second",
    [SetTraining((("l2", 0.1),)), SetData((("noise", 0.1),)), SetParameters("n2", (("units", 3),)), SetTitle("B")],
)
def test_another_field_is_another_step(second: Edit) -> None:
    history, document = pushed(History(), opening_document(), SetTraining((("learning_rate", 0.1),)), merge=True)
    history, document = pushed(history, document, second, merge=True)
    assert len(history.done) == 2


def test_a_new_drag_is_a_new_step() -> None:
    edit = SetTraining((("learning_rate", 0.1),))
    history, document = pushed(History(), opening_document(), edit, merge=True)
    again = SetTraining((("learning_rate", 0.2),))
    assert len(pushed(history.closed(), document, again, merge=True)[0].done) == 2
    assert len(pushed(history, document, again)[0].done) == 2


def test_names_do_not_merge() -> None:
    history, document = pushed(History(), opening_document(), SetTitle("A"), merge=True)
    assert len(pushed(history, document, SetTitle("B"), merge=True)[0].done) == 2


def test_nothing_to_undo_is_an_error_and_old_steps_are_forgotten() -> None:
    with pytest.raises(IndexError):
        History().undo()
    with pytest.raises(IndexError):
        History().redo()
    history, document = History(), opening_document()
    for number in range(MOST_STEPS + 5):
        history, document = pushed(history, document, SetTitle(f"Title {number}"))
    assert len(history.done) == MOST_STEPS
