"""Sequences: what each set asks for, how they are scaled, split, made noisy and encoded."""

import numpy as np
import pytest

from nnstudio.data import DataSettings, Scaling, Task, encode, prepare, raw_samples, shape_of, spelled, table_of
from nnstudio.engine.errors import DataError, ParameterError


def settings(name: str, **given: object) -> DataSettings:
    fields = {key: given.pop(key) for key in ("scaling", "noise", "seed", "scale_target") if key in given}
    return DataSettings(name, tuple(sorted(given.items())), **fields)


def test_an_echo_repeats_each_bit_after_the_delay() -> None:
    samples = raw_samples(settings("echo", size=50, length=12, delay=4))
    assert samples.y.shape == (50, 12)
    assert not samples.y[:, :4].any()
    assert (samples.y[:, 4:] == samples.x[:, :-4, 0]).all()


def test_a_delay_as_long_as_the_sequence_is_refused_with_its_place() -> None:
    with pytest.raises(ParameterError) as caught:
        shape_of(settings("echo", length=10, delay=10))
    assert caught.value.place == "echo.delay"


def test_the_adding_problem_adds_its_two_marked_numbers() -> None:
    samples = raw_samples(settings("adding_problem", size=2000, length=40))
    value, mark = samples.x[..., 0], samples.x[..., 1]
    assert (mark[:, -1] == -1).all()
    assert set(np.unique(mark)) == {-1.0, 0.0, 1.0}
    first_marked = mark[:, 0] == 1
    assert 0 < first_marked.sum() < 400
    assert ((mark == 1).sum(1) == 2).all()
    assert not (mark[:, 20:] == 1).any()
    assert (mark[:, :10] == 1).any(1).all()
    counted = np.where(mark == 1, value, 0.0)
    counted[:, 0] = 0.0
    np.testing.assert_allclose(samples.y[:, 0], 0.5 + counted.sum(1) / 4, atol=1e-15)


@pytest.mark.parametrize("length", [5, 6, 200])
def test_two_steps_are_marked_however_short_the_sequence(length: int) -> None:
    samples = raw_samples(settings("adding_problem", size=500, length=length))
    assert ((samples.x[..., 1] == 1).sum(1) == 2).all()


@pytest.mark.parametrize("every_step", [True, False])
def test_a_wave_s_target_is_what_follows(every_step: bool) -> None:
    chosen = settings("sine_sequence", size=20, length=30, ahead=3, every_step=every_step)
    samples, shape = raw_samples(chosen), shape_of(chosen)
    if not every_step:
        assert (shape.outputs, shape.places) == ((3,), ())
        assert samples.y.shape == (20, 3)
        return
    assert shape.places == (30,)
    np.testing.assert_array_equal(samples.y[:, :-1, 0], samples.x[:, 1:, 0])
    np.testing.assert_array_equal(samples.y[:, :-3, 2], samples.x[:, 3:, 0])


def test_a_recalled_bit_is_the_first_one() -> None:
    samples = raw_samples(settings("bit_recall", size=100, length=30, distraction=0.5))
    assert ((samples.x[:, 0, 0] > 0) == (samples.y == 1)).all()
    assert samples.y.sum() == 50
    assert np.abs(samples.x[:, 1:]).max() <= 0.5


@pytest.mark.parametrize("text", ["en", "zh"])
def test_a_text_s_target_is_the_next_character(text: str) -> None:
    one_hot = raw_samples(settings("character_text", text=text, length=15))
    numbers = raw_samples(settings("character_text", text=text, length=15, encoding="number"))
    assert (one_hot.x.sum(-1) == 1).all()
    np.testing.assert_array_equal(one_hot.x.argmax(-1), numbers.x)
    np.testing.assert_array_equal(numbers.x[:, 1:], numbers.y[:, :-1])
    for samples in (one_hot, numbers):
        written = spelled(samples)
        assert written is not None
        assert "".join(written[0]) in ("This␣is␣the␣net", "这是我们造的网。⏎⏎这是走进网")


def test_pieces_of_a_text_do_not_overlap() -> None:
    samples = raw_samples(settings("character_text", length=15, encoding="number"))
    written = spelled(samples)
    assert written is not None
    joined = "".join("".join(piece) for piece in written[:-1])
    assert joined.startswith("This␣is␣the␣net␣that␣we␣have␣made.⏎")


def test_a_feature_is_scaled_over_samples_and_steps_alike() -> None:
    prepared = prepare(settings("adding_problem", size=400, scaling=Scaling.STANDARD))
    x = prepared.training.x
    assert x.shape[1:] == (20, 2)
    np.testing.assert_allclose(x.mean((0, 1)), 0, atol=1e-12)
    np.testing.assert_allclose(x.std((0, 1)), 1, atol=1e-12)
    assert (prepared.scale == prepared.scale[0]).all()
    np.testing.assert_allclose(
        prepared.scaled(prepared.raw.x) * prepared.scale + prepared.shift, prepared.raw.x, atol=1e-12
    )


@pytest.mark.parametrize("encoding", ["one_hot", "number"])
def test_characters_are_neither_scaled_nor_made_noisy(encoding: str) -> None:
    chosen = settings("character_text", encoding=encoding, scaling=Scaling.STANDARD, noise=0.5)
    prepared = prepare(chosen)
    np.testing.assert_array_equal(prepared.training.x, raw_samples(chosen).x[prepared.training.rows])


def test_noise_is_in_each_feature_s_own_unit() -> None:
    clean, noisy = (prepare(settings("adding_problem", noise=noise)).raw.x for noise in (0.0, 0.1))
    expected = 0.1 * clean.std((0, 1))
    np.testing.assert_allclose((noisy - clean).std((0, 1)), expected, rtol=0.05)


def test_a_target_at_every_step_is_scaled_and_comes_back() -> None:
    prepared = prepare(settings("sine_sequence", length=12, every_step=True, scale_target=True))
    np.testing.assert_allclose(prepared.training.y.std((0, 1)), 1, atol=1e-12)
    back = prepared.unscaled_target(prepared.training.y)
    np.testing.assert_allclose(back, prepared.raw.y[prepared.training.rows], atol=1e-12)


def test_targets_at_every_step_are_encoded_step_by_step() -> None:
    classes = np.array([[0, 2, 1], [1, 1, 0]])
    one_hot = encode(classes, 3, Task.CLASSIFICATION)
    assert one_hot.shape == (2, 3, 3)
    assert (one_hot.argmax(-1) == classes).all()
    assert (one_hot.sum(-1) == 1).all()
    bits = encode(np.array([[0, 1], [1, 0]]), 1, Task.CLASSIFICATION)
    assert bits.tolist() == [[[0], [1]], [[1], [0]]]
    values = np.arange(12.0).reshape(2, 3, 2)
    assert (encode(values, 2, Task.REGRESSION) == values).all()


@pytest.mark.parametrize(
    ("y", "width", "task"),
    [
        (np.array([[0, 3]]), 3, Task.CLASSIFICATION),
        (np.array([0, -1]), 3, Task.CLASSIFICATION),
        (np.array([0, 2]), 1, Task.CLASSIFICATION),
        (np.zeros((2, 3, 2)), 3, Task.REGRESSION),
    ],
)
def test_targets_out_of_range_are_refused(y: np.ndarray, width: int, task: Task) -> None:
    with pytest.raises(DataError):
        encode(y, width, task)


def test_the_table_has_a_column_for_each_step() -> None:
    table = table_of(settings("adding_problem", length=5, size=10))
    labels = [column.label for column in table.columns]
    assert labels == [f"{name} {step}" for step in range(1, 6) for name in ("value", "mark")] + ["sum"]
    text = table_of(settings("character_text", length=5))
    assert [column.cell(0) for column in text.columns] == [*"This␣", *"his␣i"]
    assert text.is_sequence
    assert not text.image_shape


def test_shapes_and_bars_are_pictures_of_their_class() -> None:
    bars = raw_samples(settings("bars", side=9, size=100))
    across, down = bars.x[..., 0].sum(2).max(1), bars.x[..., 0].sum(1).max(1)
    assert ((down > across) == (bars.y == 1)).all()
    shapes = raw_samples(settings("shapes", side=16, size=400))
    assert (shapes.x.min(), shapes.x.max()) == (0, 1)
    assert not (shapes.x[:, 0, 0] > 0.5).all()
    # A square fills its own box, a circle π/4 of it, a triangle half.
    filled = [_share_of_box(shapes.x[shapes.y == k, ..., 0]) for k in range(4)]
    assert filled[0] > filled[1] > filled[3] > filled[2]
    assert filled[1] == pytest.approx(np.pi / 4, abs=0.08)


def _share_of_box(pictures: np.ndarray) -> float:
    wide = pictures.max(1).sum(1) * pictures.max(2).sum(1)
    return float(np.median(pictures.sum((1, 2)) / wide))
