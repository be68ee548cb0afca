"""What the emitter makes of the calls that it is given."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from nnstudio.engine.emitter import Emitter


@pytest.fixture
def emitter() -> Emitter:
    """An emitter of single precision."""
    return Emitter(np.dtype(np.float32))


def test_an_input_that_is_the_output_seen_anew_becomes_the_output(emitter: Emitter) -> None:
    rows, factor = np.ones((3, 4), np.float32), np.full(4, 2, np.float32)
    out = rows[0]
    emitter.call(np.multiply, rows[0], factor, out)
    emitter.call(partial(np.maximum, out=out), rows[0], rows[1])
    (_, product), (_, largest) = emitter.calls
    assert product[0] is out
    assert product[1] is factor
    assert largest[0] is out
    emitter.run()
    assert rows.tolist() == [[2, 2, 2, 2], [1, 1, 1, 1], [1, 1, 1, 1]]


def test_what_only_overlaps_the_output_stays_what_it_is(emitter: Emitter) -> None:
    rows = np.arange(12, dtype=np.float32).reshape(3, 4)
    turned, shifted, out = rows[0][::-1], rows.reshape(-1)[1:5], rows[0]
    emitter.call(np.add, turned, shifted, out)
    assert emitter.calls[0][1][0] is turned
    assert emitter.calls[0][1][1] is shifted
    emitter.run()
    assert rows[0].tolist() == [3 + 1, 2 + 2, 1 + 3, 0 + 4]
