"""The bars over time: of a long sequence none stands out that is like the others, and nothing covers another thing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from nnstudio.ui import theme
from nnstudio.ui.sequence_views.time_bars import Bars, TimeBars

LONG = 200


@pytest.fixture
def bars(qapp: QApplication) -> Iterator[TimeBars]:
    theme.apply(qapp, "light")
    made = TimeBars()
    # A step is 2.3 pixels wide or so: neither whole pixels nor whole halves.
    made.resize(501, 160)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def colors(bars: TimeBars, share: float) -> list[QColor]:
    """Return what is painted across the bars, so far down them."""
    QApplication.processEvents()
    picture, first, last = bars.grab().toImage(), bars.box(0), bars.box(len(bars.bars.values) - 1)
    y = int(first.top() + share * first.height())
    return [picture.pixelColor(x, y) for x in range(round(first.left()) + 2, round(last.right()) - 2)]


def test_long_sequences_have_no_gaps_between_bars_of_which_some_would_be_lost(bars: TimeBars) -> None:
    bars.show_bars(Bars(np.ones(LONG)))
    assert set(map(QColor.name, colors(bars, 0.5))) == {theme.tokens().positive.name()}
    bars.show_bars(Bars(np.ones(20)))
    assert len(set(map(QColor.name, colors(bars, 0.5)))) > 1


def test_outlines_of_a_long_sequence_leave_the_bars_to_be_seen(bars: TimeBars) -> None:
    bars.show_bars(Bars(np.ones(LONG), outline=np.full(LONG, 1.5)))
    assert set(map(QColor.name, colors(bars, 0.5))) == {theme.tokens().positive.name()}
    top = bars._bar(LONG // 2, 1.5, bars.axis(), bars._room(bars.axis())).top()
    picture = bars.grab().toImage()
    here = [picture.pixelColor(bars.width() // 2, round(top) + off).name() for off in (-1, 0, 1)]
    assert theme.tokens().text_soft.name() in here


def test_a_dashed_line_over_a_long_sequence_is_dashed(bars: TimeBars) -> None:
    bars.show_bars(Bars(np.full(LONG, 1.0), lines=(np.full(LONG, 0.5),)))
    dark = [color.lightness() < 60 for color in colors(bars, 0.5)]
    changes = sum(one != other for one, other in pairwise(dark))
    assert changes > LONG / 4, "dashes and what is between them"


def test_the_smallest_bar_is_seen_though_it_is_a_power_of_ten(bars: TimeBars) -> None:
    bars.show_bars(Bars(np.array([8.0, 3.0, 1.0]), lines=(np.array([0.2, 0.5, 1.0]),), logarithmic=True))
    assert bars.box(2).height() > 10
    assert 0 < bars.scale.share(0.5) < 1, "nor is what it is compared with off the scale"
