"""Feature transformations in the document: set, undone with the rest, kept in the file."""

from __future__ import annotations

import json

import pytest

from nnstudio.data import FeatureStep
from nnstudio.document import FormatError, SetData, apply, difference, from_json, opening_document, to_json
from nnstudio.engine.errors import NnstudioError

STEPS = (FeatureStep("power", (("exponent", 3),), ("x₁",)), FeatureStep("pca"))


def with_steps():
    return apply(opening_document(), SetData((("steps", STEPS),)))


def test_steps_come_back_from_the_file() -> None:
    document = with_steps()
    assert document.data.steps == STEPS
    assert from_json(to_json(document)) == document
    content = json.loads(to_json(document))
    assert content["data"]["steps"][1]["parameters"] == {"components": 2, "standardise": True}


def test_a_file_from_before_them_has_none() -> None:
    content = json.loads(to_json(opening_document()))
    del content["data"]["steps"]
    assert from_json(json.dumps(content | {"version": 5})).data.steps == ()


def test_other_steps_are_other_data() -> None:
    assert difference(opening_document(), with_steps()).drawn


def test_another_data_set_has_none_of_them_and_another_seed_has() -> None:
    assert apply(with_steps(), SetData((("seed", 3),))).data.steps == STEPS
    assert apply(with_steps(), SetData((("dataset", "moons"),))).data.steps == ()


@pytest.mark.parametrize("step", [FeatureStep("nothing"), FeatureStep("power", (("exponent", 1.5),))])
def test_a_step_without_sense_is_refused(step: FeatureStep) -> None:
    with pytest.raises(NnstudioError):
        apply(opening_document(), SetData((("steps", (step,)),)))


def test_a_file_with_a_step_without_sense_is_refused_with_its_place() -> None:
    content = json.loads(to_json(with_steps()))
    content["data"]["steps"][0]["parameters"]["exponent"] = 99
    with pytest.raises(FormatError) as caught:
        from_json(json.dumps(content))
    assert "steps[0]" in caught.value.place
