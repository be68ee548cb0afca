"""An input of one's own: what is entered, read and drawn, and the answer against the program's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from nnstudio.data import DataSettings, Prepared, prepare, read_table
from nnstudio.data.settings import TABLE
from nnstudio.document import templates
from nnstudio.engine.errors import DataError
from nnstudio.inspection.trying import (
    Answer,
    Kind,
    Sketch,
    Stroke,
    answer,
    beyond,
    drawn,
    entries_of,
    kind_of,
    middle,
    of_row,
    read_row,
    read_text,
    spell,
)

KINDS = {
    "iris": Kind.ROW,
    "sine": Kind.ROW,
    "lenet5": Kind.PICTURE,
    "lstm": Kind.SERIES,
    "characters": Kind.TEXT,
    "transformer": Kind.TEXT,
}
MIXED = "size,colour,class\n1.5,red,a\n2.5,blue,b\n3.5,red,a\n4.5,red,b\n"


@cache
def prepared_of(name: str) -> Prepared:
    document = templates[name]().document()
    return prepare(document.data, document.table)


@pytest.fixture
def mixed(tmp_path: Path) -> Prepared:
    """Return a table with a number and a text."""
    file = tmp_path / "mixed.csv"
    file.write_text(MIXED, encoding="utf-8")
    return prepare(DataSettings(TABLE, target="class"), read_table(file))


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_the_kind_of_input_is_the_datas_and_every_begin_has_its_shape(name: str, kind: Kind) -> None:
    prepared = prepared_of(name)
    assert kind_of(prepared) is kind
    assert middle(prepared).shape == of_row(prepared, 0).shape == prepared.shape.inputs
    np.testing.assert_allclose(prepared.scaled(of_row(prepared, 3)[None])[0], prepared.training.x[3], atol=1e-12)


def test_the_entries_tell_the_training_sets_ends_and_what_lies_beyond(mixed: Prepared) -> None:
    size, colour = entries_of(mixed)
    assert (size.name, size.low, size.high, size.whole, size.options) == ("size", 1.5, 4.5, False, ())
    assert (colour.name, set(colour.options), colour.stop - colour.start) == ("colour", {"red", "blue"}, 2)
    start = middle(mixed)
    assert start[0] == pytest.approx(3.0)
    assert colour.options[int(start[1:].argmax())] == "red"
    assert beyond((size, colour), start) == ()
    start[0] = 9.0
    assert beyond((size, colour), start) == (size,)


@pytest.mark.parametrize("text", ["2.5, blue", "2.5;blue", "2.5\tblue", "2.5 blue", "2.5，blue"])
def test_a_row_is_read_however_it_is_parted(mixed: Prepared, text: str) -> None:
    entries = entries_of(mixed)
    row = read_row(text, entries, 3)
    assert row[0] == 2.5
    assert entries[1].options[int(row[1:].argmax())] == "blue"
    assert row[1:].sum() == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [("1", "row"), ("1, 2, 3", "row"), ("x, red", "size"), ("inf, red", "size"), ("1, green", "colour")],
)
def test_a_row_that_cannot_be_read_says_where(mixed: Prepared, text: str, place: str) -> None:
    with pytest.raises(DataError) as caught:
        read_row(text, entries_of(mixed), 3)
    assert caught.value.place == place


@pytest.mark.parametrize("name", ["characters", "transformer"])
def test_a_text_is_read_from_its_end_and_spelled_as_it_was_typed(name: str) -> None:
    prepared = prepared_of(name)
    length = prepared.shape.inputs[0]
    x = read_text("the little", prepared)
    assert x.shape == prepared.shape.inputs
    assert spell(x, prepared) == " " * (length - 10) + "the little"
    assert spell(read_text("e" * 50 + "the end", prepared), prepared).endswith("ethe end")
    sample = of_row(prepared, 2)
    np.testing.assert_array_equal(read_text(spell(sample, prepared), prepared), sample)
    with pytest.raises(DataError, match="☃") as caught:
        read_text("ab☃", prepared)
    assert caught.value.place == "3"


def test_a_stroke_darkens_what_it_covers_and_can_be_rubbed_out() -> None:
    paper = Sketch(np.zeros((8, 8, 1)), 0.0, 16.0)
    across = Stroke(np.array([[0.0625, 0.5625], [0.9375, 0.5625]]))
    found = drawn(paper.with_stroke(across))[..., 0]
    np.testing.assert_allclose(found[4], 16.0)
    assert found[:3].max() == found[6:].max() == 0
    assert 0 <= found[3].max() < 16
    rubbed = drawn(paper.with_stroke(across).with_stroke(Stroke(across.points, ink=False)))
    assert rubbed[4].max() == 0


def test_a_small_drawing_is_made_to_fill_the_paper() -> None:
    small = Sketch(np.zeros((16, 16, 1)), 0.0, 1.0).with_stroke(Stroke(np.array([[0.1, 0.1], [0.1, 0.3]])))
    before, after = drawn(small)[..., 0], drawn(small.fitted())[..., 0]
    assert np.flatnonzero(before.max(axis=1)).max() < 8
    rows, columns = np.flatnonzero(after.max(axis=1)), np.flatnonzero(after.max(axis=0))
    assert rows.min() <= 1
    assert rows.max() >= 14
    assert columns.min() + columns.max() == 15
    empty = Sketch(np.zeros((4, 4, 1)), 0.0, 1.0)
    assert empty.fitted() is empty


def test_a_drawn_ring_is_a_zero_to_the_nearest_of_the_data() -> None:
    """The pen leaves on 8×8 pixels what the scanned digits have there: the nearest training digit is of that class."""
    prepared = prepared_of("mlp")
    turn = np.linspace(0, 2 * np.pi, 40)
    ring = Stroke(np.stack([0.5 + 0.2 * np.cos(turn), 0.5 + 0.38 * np.sin(turn)], axis=1))
    line = Stroke(np.array([[0.5, 0.1], [0.5, 0.9]]))
    for stroke, digit in ((ring, 0), (line, 1)):
        x = drawn(Sketch(middle(prepared), 0.0, 16.0).with_stroke(stroke).fitted())
        distances = ((prepared.measured(prepared.training) - x) ** 2).sum(axis=(1, 2, 3))
        assert prepared.training.y[distances.argmin()] == digit


def test_the_answer_is_in_the_words_and_units_of_the_data() -> None:
    circles, sine = prepared_of("circles"), prepared_of("sine")

    def of(prepared: Prepared, found: list[float]) -> Answer:
        return answer(lambda x: np.array([found]), prepared, middle(prepared))

    one = of(circles, [0.25])
    assert one.at().tolist() == [0.75, 0.25]
    assert (one.winner(), one.shares, one.classes) == (0, True, True)
    score = of(circles, [3.0])
    assert (score.winner(), score.shares) == (1, False)
    assert of(circles, [0.5, 0.4]).shares is False
    value = of(sine, [0.5])
    assert not value.classes
    np.testing.assert_allclose(value.at(), sine.unscaled_target([[0.5]])[0])


def test_what_the_network_is_asked_is_scaled_as_in_training() -> None:
    prepared = prepared_of("iris")
    asked: list[np.ndarray] = []

    def predict(x: np.ndarray) -> np.ndarray:
        asked.append(x)
        return np.array([[0.2, 0.3, 0.5]])

    found = answer(predict, prepared, of_row(prepared, 7))
    np.testing.assert_allclose(asked[0], prepared.training.x[7:8], atol=1e-12)
    assert found.winner() == 2


def test_with_an_answer_at_every_step_each_has_its_own_winner() -> None:
    prepared = prepared_of("characters")
    steps, names = prepared.shape.inputs
    values = np.eye(names)[np.arange(steps)]
    found = answer(lambda x: values[None], prepared, middle(prepared))
    assert found.steps == steps
    assert [found.winner(step) for step in (0, 3, -1)] == [0, 3, steps - 1]
