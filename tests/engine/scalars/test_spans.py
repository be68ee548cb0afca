"""Spans of memory against a plain set of bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nnstudio.engine.scalars.spans import Spans

SPAN = st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(st.tuples(st.sampled_from(("add", "remove")), SPAN), max_size=12), SPAN)
def test_they_hold_what_a_set_of_bytes_holds(deeds: list[tuple[str, tuple[int, int]]], asked: tuple[int, int]) -> None:
    spans, known = Spans(), set[int]()
    for deed, span in deeds:
        getattr(spans, deed)(span)
        known = known | set(range(*span)) if deed == "add" else known - set(range(*span))
    assert spans.touches(asked) == bool(known & set(range(*asked)))
    assert all(spans.touches((byte, byte + 1)) == (byte in known) for byte in range(40))
