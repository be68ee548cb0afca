"""The boxes in one array: what is near an area, whatever was put in and taken out before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nnstudio.ui.canvas.box_table import BoxTable

NUMBERS = st.integers(-20, 20).map(float)
BOXES = st.tuples(NUMBERS, NUMBERS, st.integers(0, 9), st.integers(0, 9)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@given(
    acts=st.lists(st.tuples(st.integers(0, 40), st.none() | BOXES), max_size=120),
    area=BOXES,
    reach=st.integers(0, 5).map(float),
)
def test_near_is_what_looking_at_each_would_find(acts, area, reach):
    table, known = BoxTable(), {}
    for key, box in acts:
        if box is not None:
            table.put(key, box)
            known[key] = box
        elif key in known:
            table.drop(key)
            del known[key]
    assert {key: table.get(key) for key in range(41) if table.get(key) is not None} == known
    wanted = {
        key
        for key, box in known.items()
        if box[0] <= area[2] + reach
        and box[2] >= area[0] - reach
        and box[1] <= area[3] + reach
        and box[3] >= area[1] - reach
    }
    assert set(table.near(area, reach)) == wanted
    assert len(table.near(area, reach)) == len(wanted)
