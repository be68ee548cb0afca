"""The samples' gradients beside the batch's: read from the bars, chosen by click and by keys."""

from __future__ import annotations

import numpy as np
from inspecting import Hand
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnstudio.engine import per_sample_gradients
from nnstudio.inspection import Step
from nnstudio.ui import theme
from nnstudio.ui.inspector.picture.shares_bar import SharesBar
from nnstudio.ui.inspector.picture.view import NetworkView


def shown(hand: Hand) -> SharesBar:
    hand.inspection.go_to(Step("backward", "n3", "weight_grad", (2, 1)))
    hand.click(hand.panel.toolbar.scope.buttons["batch"])
    view = hand.panel.view("network")
    assert isinstance(view, NetworkView)
    hand.settle()
    return view.shares


def test_they_are_shown_for_the_batch_alone(hand: Hand) -> None:
    bar = shown(hand)
    assert bar.isVisible()
    hand.click(hand.panel.toolbar.scope.buttons["sample"])
    assert not bar.isVisible()


def test_bars_and_mean_are_the_plan_s(hand: Hand) -> None:
    bar = shown(hand)
    with hand.inspection.hold() as moment:
        plan = moment.trace.plan
        own, mean = (
            per_sample_gradients(plan, "n3", "weight")[:, 2, 1],
            float(plan.sites["n3"].gradient("weight")[2, 1]),
        )
    np.testing.assert_allclose(bar.bars.shares.values, own, rtol=1e-4, atol=1e-8)
    assert theme.number(mean, 4) in bar.said.text()
    assert bar.bars.shares.holds
    highest = int(np.argmax(np.abs(own)))
    assert bar.bars.bar(highest).height() == max(bar.bars.bar(n).height() for n in range(len(own)))


def test_sorted_they_rise_and_a_click_chooses_the_sample(hand: Hand) -> None:
    bar = shown(hand)
    hand.click(bar.sort)
    values = [bar.bars.shares.values[sample] for sample in bar.bars.order]
    assert values == sorted(values)
    wanted = bar.bars.order[3]
    hand.click(bar.bars, QPoint(round(bar.bars.bar(3).center().x()), bar.bars.height() // 2))
    hand.until(lambda: hand.session.sample == wanted)


def test_keys_walk_over_the_bars(hand: Hand) -> None:
    bar, before = shown(hand), hand.step
    bar.bars.setFocus()
    QTest.keyClick(bar.bars, Qt.Key.Key_Right)
    QTest.keyClick(bar.bars, Qt.Key.Key_Right)
    assert bar.bars.accessibleDescription() == bar.bars.words(1)
    QTest.keyClick(bar.bars, Qt.Key.Key_Return)
    hand.until(lambda: hand.session.sample == 1)
    assert hand.step == before
