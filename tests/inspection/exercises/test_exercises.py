"""Every exercise can be done, is not done at the beginning, and says what it wants."""

from __future__ import annotations

import pytest

from nnstudio.engine.scalars import Value
from nnstudio.engine.scalars.scratch import Made, Swept, Wrote
from nnstudio.inspection.exercises import Exercise, Report, carry_out, exercises

BY_ID = {exercise.id: exercise for exercise in exercises()}


def done(exercise_id: str, text: str) -> Report:
    return carry_out(BY_ID[exercise_id], text)


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.id)
def test_the_solution_passes_every_check(exercise: Exercise) -> None:
    report = carry_out(exercise, exercise.solution)
    assert report.error is None
    assert [(str(result.check.name), result.rows, result.error) for result in report.results if not result.passed] == []
    assert report.passed


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.id)
def test_the_code_to_begin_with_runs_and_is_not_done_yet(exercise: Exercise) -> None:
    report = carry_out(exercise, exercise.start)
    assert report.error is None
    assert not report.passed


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.id)
def test_an_exercise_says_what_to_do_and_has_hints_and_checks(exercise: Exercise) -> None:
    assert all(str(text) for text in (exercise.name, *exercise.task, *exercise.hints))
    assert len(exercise.hints) >= 2
    assert len(exercise.checks) >= 2
    assert all(str(check.advice) and check.wanted() for check in exercise.checks)


def test_the_ids_are_the_names_of_the_files() -> None:
    assert len(BY_ID) == len(exercises())


def test_overwriting_is_shown_with_both_numbers() -> None:
    exercise = BY_ID["adding_up"]
    report = carry_out(exercise, exercise.start)
    row = report.results[0].rows[0]
    assert (row.expression, row.yours, row.engine, row.right) == ("a.grad", "1", "2", False)
    swept = [event for event in report.picture.story.events if isinstance(event, Swept)]
    assert [(event.before, event.after, event.slope) for event in swept] == [(0, 1, 1), (0, 1, 1), (1, 1, 1)]
    assert swept[1].source is swept[0].node


def test_adding_is_shown_as_adding() -> None:
    exercise = BY_ID["adding_up"]
    swept = [event for event in carry_out(exercise, exercise.solution).picture.story.events if isinstance(event, Swept)]
    assert [(event.before, event.after) for event in swept] == [(0, 1), (0, 1), (1, 2)]


def test_forgotten_zeroing_is_shown_in_the_gradient_of_the_second_step() -> None:
    exercise = BY_ID["zeroing"]
    report = carry_out(exercise, exercise.start)
    rows = {row.expression: row for row in report.results[1].rows}
    assert (rows["w.grad"].yours, rows["w.grad"].engine) == ("−28.8", "−4.8")


def test_the_graph_is_the_one_that_the_code_built() -> None:
    picture = done("tanh", BY_ID["tanh"].solution).picture
    names = {node.label: node for node in picture.order}
    root = names["o"]
    assert picture.root is root
    assert (root.operation, root.children) == ("tanh", (names["n"],))
    assert root.data == pytest.approx(0.70710678)
    assert {names["x1"], names["w1"]} == set(names["n"].children[0].children[0].children)


def test_the_engine_walks_the_student_s_graph_in_both_modes_to_the_same_slope() -> None:
    picture = done("tanh", BY_ID["tanh"].solution).picture
    names = {node.label: node for node in picture.order}
    reverse, forward = picture.walked("reverse"), picture.walked("forward", names["w1"])
    assert reverse is not None
    assert forward is not None
    assert reverse.numbers()[names["w1"]] == pytest.approx(1.0)
    assert forward.numbers()[names["o"]] == pytest.approx(1.0)
    assert set(picture.leaves) == {names[name] for name in ("x1", "x2", "w1", "w2", "b")}


def test_an_operation_that_the_engine_does_not_know_is_drawn_but_not_walked() -> None:
    text = BY_ID["remembering"].solution.replace('"*"', '"mystery"')
    picture = done("remembering", text).picture
    assert [node.operation for node in picture.order if not node.is_leaf] == ["mystery", "+"]
    assert picture.walked("reverse") is None


def test_weights_of_a_neuron_have_its_names_for_them() -> None:
    picture = done("neuron", BY_ID["neuron"].solution).picture
    assert {"w0", "w1", "b", "a"} <= {node.label for node in picture.order}


def test_a_number_is_made_in_the_line_that_makes_it_and_not_in_the_class() -> None:
    exercise = BY_ID["remembering"]
    events = carry_out(exercise, exercise.solution).picture.story.events
    lines = exercise.solution.split("\n")
    made = {lines[event.line - 1]: event.data for event in events if isinstance(event, Made)}
    assert made["a = Value(2.0)"] == 2
    assert made["d = a * b + c"] == 4


def test_an_update_is_told_as_one() -> None:
    report = done("zeroing", BY_ID["zeroing"].solution)
    wrote = [event for event in report.picture.story.events if isinstance(event, Wrote) and event.field == "data"]
    assert [(event.before, round(event.after, 2)) for event in wrote[:1]] == [(0, 2.4)]


def test_an_error_in_the_student_s_code_is_where_it_is_also_when_a_check_calls_it() -> None:
    text = "def topological_sort(root):\n    return root.childs\n"
    result = done("sorting", text).results[0]
    assert result.error is not None
    assert (result.error.origin, result.error.line) == ("own", 2)
    assert result.line == "order = topological_sort(L)"


def test_code_that_stops_is_not_checked_and_what_it_printed_is_kept() -> None:
    report = done("sorting", "print('so far')\nprint(1 / 0)\n")
    assert report.error is not None
    assert (report.error.line, report.output, report.results, report.passed) == (2, "so far\n", (), False)


def test_a_check_that_never_ends_is_an_error_of_that_check() -> None:
    report = done("sorting", "def topological_sort(root):\n    while True:\n        root = root\n")
    assert report.results[0].error is not None
    assert not report.passed


def test_a_run_can_be_stopped() -> None:
    report = carry_out(BY_ID["sorting"], "while True:\n    pass\n", lambda: True)
    assert report.stopped
    assert not report.passed


def test_the_student_s_numbers_are_no_numbers_of_the_engine() -> None:
    """What is drawn is a copy: the program never gets hold of it."""
    report = done("sorting", "a = Value(1.0)\nprint(a)\n")
    assert report.output == "Value(data=1.0000, grad=0.0000)\n"
    assert isinstance(report.picture.order[0], Value)
