"""The small form of the benchmark: each fault on one network, and healthy runs, at fixed seeds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from diagnosis import faulty, is_cured, is_right
from diagnosis_faults import FAULTS, Fault
from diagnosis_networks import TUNED, Net

from nnstudio.document import apply
from nnstudio.document.templates import templates
from nnstudio.inspection.diagnosis import Case, culprits, diagnose, examine
from nnstudio.inspection.diagnosis.examine import Examination
from nnstudio.inspection.diagnosis.figures import number
from nnstudio.inspection.diagnosis.separating import is_inseparable

INCURABLE = {"leak", "overfitting", "not_learning"}
"""Doubled rows, wrong labels and targets drawn at random have no cure of one click."""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_the_culprit_is_named_first_with_its_numbers(fault: Fault) -> None:
    net, document = faulty(fault, TUNED, 1)
    case = examine(document, net.epochs)
    found = diagnose(case)
    assert is_right(fault, net, case, found), [each.id for each in found]
    first = found[0]
    assert first.title == culprits[first.id].declaration.name
    assert str(first.sentence)
    assert str(first.remedy)
    assert all(str(each.name) and each.value for each in first.evidence)
    assert 0 <= first.step <= case.step
    for finding in found:
        for place in (finding, *finding.evidence):
            assert not place.layer or place.layer in document.network.by_id
            shape = case.facts.shapes.get(place.layer, ())
            for index in place.neurons:
                assert all(0 <= part < length for part, length in zip(index, shape, strict=True))
    if first.fix is not None:
        assert apply(document, first.fix) != document
    if fault.culprit not in INCURABLE:
        assert is_cured(first, document, net.epochs)


@pytest.mark.parametrize("net", TUNED, ids=lambda net: net.id)
def test_nothing_is_said_of_a_healthy_run(net: Net) -> None:
    said: list[str] = []

    def told(case: Case) -> None:
        said.extend(str(finding.sentence) for finding in diagnose(case))

    case = examine(net.document(0), net.epochs, told)
    assert case.skill > 0.8
    assert said == []


def test_wrong_answers_given_ever_more_surely_are_over_fitting_although_hardly_more_are_wrong() -> None:
    case = examine(templates["iris"]().document(), 3000)
    assert case.validation_skill > 0.9
    found = diagnose(case)
    assert [each.id for each in found] == ["overfitting"]
    loss, trained = case.curves.measured["validation_loss"], case.curves.measured["train_loss"]
    assert found[0].evidence[0].value == number(float(np.mean(loss.points()[2][-(len(loss.points()[2]) // 10) :])), 3)
    assert loss.last_value > 3 * float(loss.points()[2].min()) > 3 * trained.last_value


@pytest.mark.parametrize("template", ["xor", "perceptron", "autoencoder", "lstm"])
def test_nothing_is_said_of_a_template(template: str) -> None:
    said: list[str] = []

    def told(case: Case) -> None:
        said.extend(str(finding.sentence) for finding in diagnose(case))

    case = examine(templates[template]().document(), 3, told)
    assert case.step > 0
    assert said == []


@pytest.mark.parametrize(("data", "said"), [("xor", ["not_separable"]), ("and", []), ("nand", []), ("or", [])])
def test_one_neuron_is_told_that_no_line_separates_xor(data: str, said: list[str]) -> None:
    document = templates["perceptron"]().document()
    document = replace(document, data=replace(document.data, dataset=data))
    case = examine(document, 300)
    found = diagnose(case)
    assert [each.id for each in found] == said
    if found:
        assert "none separates" in str(found[0].sentence)
        assert is_cured(found[0], document, 300)


@pytest.mark.parametrize(
    ("classes", "proved"), [([0, 1, 1, 0], True), ([1, 0, 0, 1], True), ([0, 0, 0, 1], False), ([1, 1, 1, 1], False)]
)
def test_that_no_line_separates_is_proved(classes: list[int], proved: bool) -> None:
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array(classes)
    assert is_inseparable(corners, y) is proved
    # Scaled to ±1, and in a plane of more inputs.
    assert is_inseparable(2 * corners - 1, y) is proved
    assert is_inseparable(np.column_stack([corners, corners[:, :1]]), y) is proved
    # Same inputs, both classes.
    assert is_inseparable(np.zeros((2, 3)), np.array([0, 1]))


def test_a_run_that_has_arrived_is_not_slow() -> None:
    examination = Examination(templates["perceptron"]().document())
    for step in (10_000, 10_040, 10_080):
        examination.advance(step)
        examination.look()
    case = examination.case
    assert case.skill == 1.0
    assert case.moved < 0.05
    assert case.looks[-1].loss > 0.8 * case.first_loss
    assert not diagnose(case)


def test_what_a_culprit_explains_is_another_culprit() -> None:
    for name, culprit in culprits.items():
        assert culprit.explains <= set(culprits), name
        assert name not in culprit.explains
