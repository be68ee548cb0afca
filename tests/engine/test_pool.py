"""Memory that is lent: apart within a pass, the same in the next."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.operands import overlap, root_of, span
from nnstudio.engine.pool import ALIGNMENT, Pool

PAGE = 4096
SHAPES = [(3, 5), (7,), (100, 100), (2, 2), (1,), (50_000,)]


def test_what_is_lent_lies_apart_until_it_is_taken_back() -> None:
    pool = Pool(np.dtype("float32"))
    lent = [pool.lend(shape, np.dtype(kind)) for shape in SHAPES for kind in ("float32", "bool")]
    spans = [span(array) for array in lent]
    assert not any(overlap(one, other) for n, one in enumerate(spans) for other in spans[:n])
    assert all(start % ALIGNMENT == 0 for start, _ in spans)
    assert [array.shape for array in lent[::2]] == SHAPES
    taken = pool.bytes
    for _ in range(3):
        pool.take_back()
        again = [pool.lend(shape, np.dtype(kind)) for shape in reversed(SHAPES) for kind in ("bool", "float32")]
        assert len({span(array)[0] for array in again}) == len(again)
    assert pool.bytes <= 2 * taken, "the second pass lives on what the first one had"


def test_equal_numbers_are_shared_and_cannot_be_written() -> None:
    emit = Emitter(np.dtype("float64"))
    large, small, other = emit.even((4, 8), 1.0), emit.even((3,), 1.0), emit.even((3,), 0.5)
    assert np.shares_memory(large, small)
    assert not np.shares_memory(large, other)
    assert (large.min(), large.max(), other.max()) == (1.0, 1.0, 0.5)
    assert not any(array.flags.writeable for array in (large, small, other))


def test_a_pool_takes_at_once_what_it_expects() -> None:
    pool = Pool(np.dtype("float32"), expected=1 << 20)
    taken = [pool.take((1000, 50)), pool.take((7,), np.dtype(bool)), pool.lend((1000, 50), np.dtype("float32"))]
    assert len({id(root_of(array)) for array in taken}) == 1
    assert not any(array.any() for array in taken)
    far = pool.take((1 << 20,))
    assert root_of(far) is not root_of(taken[0])
    rooms = sum(-(-array.nbytes // ALIGNMENT) * ALIGNMENT for array in (*taken, far))
    assert rooms <= pool.bytes < rooms + 3 * PAGE


def test_what_was_lent_is_inherited_by_what_is_large_enough() -> None:
    pool = Pool(np.dtype("float32"), expected=1_000_001)
    kept = pool.take((100, 100))
    lent = [pool.lend((100, 100), np.dtype("float32")) for _ in range(3)]
    pool.turn()
    before = pool.bytes
    large = [pool.inherit((100, 100)), pool.inherit((95, 100))]
    assert [array.shape for array in large] == [(100, 100), (95, 100)]
    assert pool.bytes == before
    assert all(any(overlap(span(array), span(old)) for old in lent) for array in large)
    assert not overlap(span(large[0]), span(large[1]))
    small = pool.inherit((3, 5))
    assert pool.bytes == before + ALIGNMENT
    for _ in range(2):
        again = [pool.lend((70, 100), np.dtype("float32")) for _ in range(3)]
        spans = [span(array) for array in (kept, small, *large, *again)]
        assert not any(overlap(one, other) for n, one in enumerate(spans) for other in spans[:n])
        assert all(start % ALIGNMENT == 0 for start, _ in spans)
        pool.take_back()


def test_nothing_is_inherited_before_the_turn() -> None:
    pool = Pool(np.dtype("float32"), expected=1 << 20)
    lent = pool.lend((100, 100), np.dtype("float32"))
    pool.take_back()
    assert not overlap(span(pool.inherit((100, 100))), span(lent))


def test_large_pieces_begin_at_different_places_of_their_pages() -> None:
    pool = Pool(np.dtype("float32"), expected=9 << 20)
    arrays = [pool.take((128, 256)) for _ in range(4)]
    arrays += [pool.lend((128, 256), np.dtype("float32")) for _ in range(4)]
    pool.turn()
    arrays += [pool.inherit((128, 256)) for _ in range(4)]
    places = [(span(array)[0] - span(root_of(array))[0]) % PAGE for array in arrays]
    apart = {(later - place) % PAGE for n, place in enumerate(places) for later in places[n + 1 : n + 8]}
    assert len(set(places)) == 12
    assert min(apart) >= 256
    assert max(apart) <= PAGE - 256
