"""Filters of the bank and own numbers over a picture; what learned kernels answer most strongly."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine import Program, chain, compile, layers, losses, optimizers
from nnstudio.inspection import evaluate
from nnstudio.inspection.filtering import BANK, field_of, filter_of, filtered, kernel_in, respond, written
from nnstudio.inspection.filtering.responses import MOST, layers_of

PICTURE = np.random.default_rng(3).random((9, 12))


def by_hand(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return the cross-correlation with zeros around, as plain loops."""
    high, wide = kernel.shape
    padded = np.pad(picture, (((high - 1) // 2, high // 2), ((wide - 1) // 2, wide // 2)))
    return np.array(
        [
            [(padded[row : row + high, column : column + wide] * kernel).sum() for column in range(picture.shape[1])]
            for row in range(picture.shape[0])
        ]
    )


@pytest.mark.parametrize("each", BANK, ids=lambda each: each.id)
def test_a_filter_is_what_loops_make(each: object) -> None:
    kernel = each.kernel
    found = filtered(PICTURE, kernel)
    assert found.made == pytest.approx(by_hand(PICTURE, kernel), abs=1e-12)
    assert found.is_picture == (each.id in {"same", "mean", "gaussian", "sharpen", "emboss"})


def test_blurring_keeps_an_even_surface_and_edges_leave_nothing_of_it() -> None:
    even = np.full((9, 9), 0.5)
    for each in BANK:
        middle = filtered(even, each.kernel).made[4, 4]
        assert middle == pytest.approx(0.5 if filtered(even, each.kernel).is_picture else 0.0)


def test_a_step_from_dark_to_light_is_found_by_the_filter_of_its_direction_alone() -> None:
    step = np.zeros((8, 8))
    step[:, 4:] = 1.0
    upright, level = (next(each for each in BANK if each.id == name).kernel for name in ("sobel_x", "sobel_y"))
    assert filtered(step, upright).made[4, 3:5].tolist() == [4.0, 4.0]
    assert filtered(step, level).made[1:-1, 1:-1].tolist() == np.zeros((6, 6)).tolist()


@pytest.mark.parametrize("place", [(0, 0), (4, 5), (8, 11)])
def test_the_sum_written_out_is_the_number(place: tuple[int, int]) -> None:
    found = filtered(PICTURE, np.array([[0.5, -1.0, 0.0], [2.0, 0.25, 1.0], [0.0, 0.0, -3.0]]))
    line = found.line(*place)
    assert evaluate(line.expression) == pytest.approx(line.result, abs=max(line.bound, 1e-15))
    window = found.window(*place)
    assert np.nansum(window.products.values) == pytest.approx(found.made[place])
    top, left, height, width = found.box(*place)
    assert (top, left, height, width) == (place[0] - 1, place[1] - 1, 3, 3)


def test_numbers_that_are_all_zero_make_nothing() -> None:
    found = filtered(PICTURE, np.zeros((2, 2)))
    assert not found.made.any()
    assert found.line(1, 1).result == 0.0


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1 0 -1; 2 0 -2; 1 0 -1", [[1, 0, -1], [2, 0, -2], [1, 0, -1]]),
        ("1, 2; 3, 4;", [[1, 2], [3, 4]]),
        ("1/4 −1/2", [[0.25, -0.5]]),
        ("7", [[7]]),
    ],
)
def test_a_kernel_is_read_from_a_line(text: str, rows: list[list[float]]) -> None:
    assert kernel_in(text).tolist() == rows


@pytest.mark.parametrize("text", ["", "1 2; 3", "one", "1/0", "nan", "inf", "1 2 3 4 5 6 7 8", ";", "1;" * 8])
def test_what_is_no_kernel_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        kernel_in(text)


@pytest.mark.parametrize("each", BANK, ids=lambda each: each.id)
def test_what_is_written_is_read_as_the_same_numbers(each: object) -> None:
    assert np.array_equal(kernel_in(written(each.kernel)), each.kernel)
    assert filter_of(each.kernel) is each


def test_any_numbers_are_written_and_read_as_themselves() -> None:
    kernel = np.random.default_rng(1).normal(size=(3, 4)) * 10.0 ** np.arange(-8, 4).reshape(3, 4)
    assert np.array_equal(kernel_in(written(kernel)), kernel)
    assert filter_of(kernel) is None


# -- what kernels respond to


@pytest.fixture
def program() -> Program:
    first = layers.make("convolution2d", filters=2, padding="same", bias=False)
    second = layers.make("convolution2d", filters=3, padding="narrow", bias=False)
    graph = chain((6, 6, 1), first, layers.make("max_pooling2d"), second)
    return compile(graph, losses.make("mse"), optimizers.make("sgd"), learning_rate=0.1, dtype="float64", seed=4)


def test_the_strongest_answers_are_those_of_all_samples(program: Program) -> None:
    x = np.random.default_rng(5).normal(size=(20, 6, 6, 1))
    first, second = layers_of(program, frozenset({"convolution2d"}))
    weight = program.parameter(first, "weight")
    found = respond(program, first)
    for start in range(0, 20, 7):
        rows = np.arange(start, min(20, start + 7))
        found.add(program, rows, x[rows])
    assert found.count == 20
    for number in range(2):
        maps = np.stack([by_hand(each[:, :, 0], weight[:, :, 0, number]) for each in x])
        best = np.sort(maps.reshape(20, -1).max(axis=1))[::-1][:MOST]
        assert [each.value for each in found.found[number]] == pytest.approx(best.tolist())
        for each in found.found[number]:
            assert maps[(each.row, *each.place)] == pytest.approx(each.value)
            top, left, bottom, right = field_of(program, first, (*each.place, number))
            row, column = each.place
            assert (top, left) == (max(0, row - 1), max(0, column - 1))
            assert (bottom, right) == (min(6, row + 2), min(6, column + 2))
    assert field_of(program, second, (0, 0, 1)) == (0, 0, 6, 6)
