"""The names in a sample are in the student's language, and are data once something was done with it."""

from __future__ import annotations

from nnstudio.document import RenameLayer, templates
from nnstudio.ui.shell import MainWindow
from walk.hand import EventHand


def names(window: MainWindow) -> list[str]:
    document = window.session.document
    return [document.title, *(node.name for node in document.network.nodes)]


def test_an_untouched_sample_follows_the_language(window: MainWindow) -> None:
    english = names(window)
    window.set_language("zh_TW")
    assert names(window) == ["同心圓", "輸入", "隱藏層 1", "隱藏層 2", "輸出層", "輸出"]
    assert not window.session.file.dirty
    assert not window.session.history.can_undo
    window.set_language("en")
    assert names(window) == english


def test_names_of_an_edited_sample_stay(window: MainWindow) -> None:
    window.session.edit(RenameLayer("n2", "First"))
    window.set_language("zh_CN")
    assert names(window)[1:4] == ["Input", "First", "Hidden 2"]
    assert window.session.history.can_undo


def test_names_of_a_trained_sample_stay_and_so_does_the_run(window: MainWindow) -> None:
    hand = EventHand()
    hand.click(window.header.transport.step_batch)
    hand.wait("the step", lambda: window.session.trainer.step == 1 and not window.session.trainer.pending)
    window.set_language("zh_CN")
    hand.pause(0.2)
    assert names(window)[2] == "Hidden 1"
    assert window.session.trainer.step == 1


def test_a_template_is_named_in_the_language_in_force(window: MainWindow) -> None:
    window.set_language("zh_CN")
    window.files.open_template(templates["iris"]())
    assert names(window)[0] == "鸢尾花"
    assert names(window)[2] == "隐藏层 1"
