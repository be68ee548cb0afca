"""Batches: every sample once an epoch, the same order for the same seed, whatever the layout."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine.operands import spanning
from nnstudio.training import feed as feeds
from nnstudio.training.feed import Feed


def make(count: int = 23, batch: int = 5, seed: int = 0) -> Feed:
    x = np.arange(count, dtype=np.float32)[None] + np.array([[0], [100]], np.float32)
    return Feed(x, x[:1] * 2, batch, seed)


def drawn(feed: Feed, batches: int) -> list[list[float]]:
    return [feed.next().x[0].tolist() for _ in range(batches)]


@pytest.mark.parametrize("batch", [1, 5, 23, 40])
@pytest.mark.parametrize("at_once", [1, 3000, 1 << 16])
def test_each_batch_that_is_laid_out_is_one_piece(monkeypatch: pytest.MonkeyPatch, batch: int, at_once: int) -> None:
    monkeypatch.setattr(feeds, "AT_ONCE", at_once)
    feed = make(batch=batch)
    for _ in range(2 * feed.length):
        given = feed.next()
        rows = feed.rows(feed.index - 1)
        assert np.array_equal(given.x, feed.x[:, rows])
        assert np.array_equal(given.y, feed.y[:, rows])
        piece = spanning(given.y, given.x)
        assert piece is not None
        assert piece.size == 3 * given.size


def test_each_epoch_holds_every_sample_once() -> None:
    feed = make()
    for _ in range(200):
        epoch = [value for batch in drawn(feed, feed.per_epoch) for value in batch]
        assert sorted(epoch) == list(range(23))


def test_the_order_differs_from_epoch_to_epoch_and_seed_to_seed() -> None:
    feed = make()
    assert drawn(feed, 5) != drawn(feed, 5)
    assert drawn(make(seed=1), 5) != drawn(make(seed=2), 5)
    assert drawn(make(seed=1), 700) == drawn(make(seed=1), 700)


def test_the_order_does_not_depend_on_the_batch_size() -> None:
    whole, single = make(batch=23), make(batch=1)
    for _ in range(100):
        assert drawn(whole, 1)[0] == [value for batch in drawn(single, 23) for value in batch]


def test_picking_batches_gives_what_laying_out_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    laid = make()
    expected = drawn(laid, 400)
    monkeypatch.setattr(feeds, "LARGE", 0)
    picked = make()
    assert not picked.laid_out
    assert drawn(picked, 400) == expected


@pytest.mark.parametrize("size", [3, 40])
def test_images_are_picked_in_the_plans_order(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(feeds, "LARGE", 0)
    x = np.random.default_rng(0).random((4, 2, 3, 10)).astype(np.float32)
    feed = Feed(x, x[0, 0], size, 0)
    for _ in range(9):
        batch = feed.next()
        assert np.array_equal(batch.x, x[..., feed.rows(feed.index - 1)])
        assert np.array_equal(batch.y, x[0, 0][..., feed.rows(feed.index - 1)])


def test_samples_of_even_size_are_held_with_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "LARGE", 0)
    x = np.random.default_rng(0).normal(size=(16, 4, 16, 9)).astype(np.float32)
    feed = Feed(x, np.arange(9, dtype=np.float32)[None], 4, 0)
    for _ in range(6):
        batch = feed.next()
        assert batch.x.shape == (16, 4, 16, batch.size)
        assert batch.size == 1 or batch.x.strides[-1] > 16 * 4 * 16 * 4
        np.testing.assert_array_equal(batch.x, x[..., batch.y[0].astype(int)])


def test_rows_name_the_samples_of_a_batch() -> None:
    feed = make()
    for _ in range(11):
        batch = feed.next()
        assert feed.rows(feed.index - 1).tolist() == batch.x[0].astype(int).tolist()


@pytest.mark.parametrize("passed", [0, 1, 4, 5, 63, 320, 321, 400])
def test_a_saved_feed_goes_on(passed: int) -> None:
    feed = make()
    drawn(feed, passed)
    state = feed.save_state()
    expected = drawn(feed, 700)
    other = make(seed=9)
    assert other.load_state(state)
    assert drawn(other, 700) == expected


def test_a_state_of_other_data_is_refused() -> None:
    assert not make(24).load_state(make(23).save_state())


def test_a_broken_state_is_an_error() -> None:
    feed = make()
    with pytest.raises(ValueError, match="batch number"):
        feed.load_state({**feed.save_state(), "index": 10**9})
