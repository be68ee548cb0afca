"""What comes next: tempered shares by their formula, the same draws for the same seed, a course beyond what is read."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from nnstudio.data import Prepared, prepare
from nnstudio.document import templates
from nnstudio.inspection.sequels import Writer, answers, course_of, has_course, has_letters, run_on, tempered
from nnstudio.inspection.trying import of_row, spell


@cache
def prepared_of(name: str) -> Prepared:
    document = templates[name]().document()
    return prepare(document.data, document.table)


def test_a_temperature_raises_shares_to_its_inverse_power() -> None:
    shares = np.array([0.5, 0.3, 0.2])
    np.testing.assert_allclose(tempered(shares, 1.0), shares)
    np.testing.assert_allclose(tempered(shares, 0.5), shares**2 / (shares**2).sum())
    np.testing.assert_allclose(tempered(shares, 2.0), shares**0.5 / (shares**0.5).sum())
    assert tempered(shares, 0.0).tolist() == [1.0, 0.0, 0.0]
    np.testing.assert_allclose(tempered(shares, 1e-4), [1.0, 0.0, 0.0])
    np.testing.assert_allclose(tempered(np.array([np.nan, -1.0]), 1.0), [0.5, 0.5])
    np.testing.assert_allclose(tempered(np.array([0.0, 1.0, np.inf]), 1.0), [0.0, 1.0, 0.0])


@pytest.mark.parametrize("name", ["characters", "transformer"])
def test_only_texts_that_go_on_are_written(name: str) -> None:
    settings = templates[name]().document().data
    assert has_letters(settings, prepared_of(name)) == (settings.dataset == "character_text")
    assert not has_course(settings, prepared_of(name))


def test_a_writer_reads_what_it_has_written() -> None:
    prepared = prepared_of("characters")
    width = len(prepared.raw.feature_names)

    def follower(x: np.ndarray) -> np.ndarray:
        """Answer with the letter that comes after the last in the alphabet."""
        last = x[:, :, :].argmax(axis=-1)
        return np.eye(width)[(last + 1) % width]

    start = of_row(prepared, 0)
    writer = Writer(prepared, start, seed=1)
    first = int(start[-1].argmax())
    numbers = [writer.write(follower, 1.0).number for _ in range(30)]
    assert numbers == [(first + 1 + each) % width for each in range(30)]
    assert writer.read.argmax(axis=-1).tolist() == numbers[-len(start) :]
    assert spell(writer.written[0].read, prepared) == spell(start, prepared)


def test_the_same_seed_draws_the_same_and_as_often_as_the_shares_say() -> None:
    prepared = prepared_of("characters")
    width = len(prepared.raw.feature_names)
    shares = np.zeros(width)
    shares[[2, 5]] = 0.25, 0.75

    def constant(x: np.ndarray) -> np.ndarray:
        return np.broadcast_to(shares, (*x.shape[:2], width))

    texts = []
    for seed in (3, 3, 4):
        writer = Writer(prepared, of_row(prepared, 0), seed)
        texts.append([writer.write(constant, 1.0).number for _ in range(2000)])
    assert texts[0] == texts[1] != texts[2]
    assert set(texts[0]) == {2, 5}
    assert texts[0].count(5) / 2000 == pytest.approx(0.75, abs=0.04)


def test_a_course_is_drawn_longer_than_is_read_and_carried_on() -> None:
    settings, prepared = templates["gru"]().document().data, prepared_of("gru")
    assert has_course(settings, prepared)
    course = course_of(settings, prepared, 2)
    assert course.read == 20
    assert len(course.x) == 60
    assert np.array_equal(course.x, course_of(settings, prepared, 2).x)
    assert not np.array_equal(course.x, course_of(settings, prepared, 3).x)
    # Of a sine, x(t+1) = 2 cos(ω) x(t) − x(t−1): a predictor that is right must carry the wave on exactly.
    wave = course.x[:, 0]
    turn = (wave[2] + wave[0]) / wave[1]

    def exact(x: np.ndarray) -> np.ndarray:
        raw = x * prepared.scale + prepared.shift
        value = turn * raw[:, -1] - raw[:, -2]
        return (value - (prepared.target_shift or 0.0)) / (prepared.target_scale or 1.0)

    np.testing.assert_allclose(run_on(exact, prepared, course)[:, 0], wave[20:], atol=1e-6)
    np.testing.assert_allclose(answers(exact, prepared, course)[:-1, 0], wave[20:], atol=1e-6)


def test_an_answer_at_every_step_has_its_truth_beyond() -> None:
    settings, prepared = templates["rnn"]().document().data, prepared_of("rnn")
    course = course_of(settings, prepared, 0)
    assert course.y is not None
    assert np.array_equal(course.y[3:], course.x[:-3, 0])

    def echo(x: np.ndarray) -> np.ndarray:
        found = np.zeros_like(x)
        found[:, 3:] = x[:, :-3]
        return found

    assert np.array_equal(answers(echo, prepared, course)[:, 0], course.y)
