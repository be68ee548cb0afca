"""Many small areas taken together: all that is to be painted is, and a few rectangles are left of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nnstudio.ui.canvas.areas import few

PLACES = st.integers(-50, 2000).map(float)
AREAS = st.tuples(PLACES, PLACES, st.integers(0, 900), st.integers(0, 900)).map(
    lambda area: (area[0], area[1], area[0] + area[2], area[1] + area[3])
)


@given(areas=st.lists(AREAS, max_size=60), most=st.integers(1, 12))
def test_few_areas_cover_all(areas, most):
    found = few(areas, most)
    assert len(found) <= min(most, len(areas))
    for left, top, right, bottom in areas:
        assert any(a <= left and b <= top and c >= right and d >= bottom for a, b, c, d in found)


def test_what_is_far_apart_stays_apart():
    corners = [(0.0, 0.0, 100.0, 100.0), (1000.0, 0.0, 1100.0, 100.0), (0.0, 800.0, 100.0, 900.0)]
    assert sorted(few([*corners, (80.0, 80.0, 120.0, 104.0)])) == sorted([(0.0, 0.0, 120.0, 104.0), *corners[1:]])
    assert few([]) == []
