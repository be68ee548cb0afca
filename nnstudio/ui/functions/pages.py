"""The lab's pages, in the order in which they are offered: a maker and a line each."""

from __future__ import annotations

from typing import Final

from nnstudio.text import msg
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.page import LabPage, PageDeclaration


def _curves(lab: Lab) -> LabPage:
    from nnstudio.ui.functions.curves_page import CurvesPage

    return CurvesPage(lab)


def _properties(lab: Lab) -> LabPage:
    from nnstudio.ui.functions.properties_page import PropertiesPage

    return PropertiesPage(lab)


def _identities(lab: Lab) -> LabPage:
    from nnstudio.ui.functions.identities_page import IdentitiesPage

    return IdentitiesPage(lab)


def _depth(lab: Lab) -> LabPage:
    from nnstudio.ui.functions.depth_page import DepthPage

    return DepthPage(lab)


def _zigzag(lab: Lab) -> LabPage:
    from nnstudio.ui.functions.zigzag_page import ZigzagPage

    return ZigzagPage(lab)


def _dying(lab: Lab) -> LabPage:
    from nnstudio.ui.functions.dying_page import DyingPage

    return DyingPage(lab)


def _network(lab: Lab) -> LabPage:
    from nnstudio.ui.functions.network_page import NetworkPage

    return NetworkPage(lab)


def _gates(lab: Lab) -> LabPage:
    from nnstudio.ui.functions.gates_page import GatesPage

    return GatesPage(lab)


def _losses(lab: Lab) -> LabPage:
    from nnstudio.ui.functions.losses_page import LossesPage

    return LossesPage(lab)


def _softmax(lab: Lab) -> LabPage:
    from nnstudio.ui.functions.softmax_page import SoftmaxPage

    return SoftmaxPage(lab)


def _bumps(lab: Lab) -> LabPage:
    from nnstudio.ui.functions.bumps_page import BumpsPage

    return BumpsPage(lab)


PAGES: Final = (
    PageDeclaration("curves", msg("Curves"), _curves, ("activation functions", "激活函数", "激活函數")),
    PageDeclaration("properties", msg("Properties"), _properties),
    PageDeclaration("identities", msg("Identities"), _identities),
    PageDeclaration("depth", msg("Depth"), _depth, ("vanishing gradient", "saturation", "梯度消失", "饱和", "飽和")),
    PageDeclaration("zigzag", msg("Zig-zag"), _zigzag, ("zero-centred", "bias shift", "零中心化", "偏置偏移")),
    PageDeclaration("dying", msg("Dying ReLU"), _dying),
    PageDeclaration("network", msg("Your network"), _network, ("net inputs z", "净输入", "淨輸入")),
    PageDeclaration("gates", msg("Gates"), _gates, ("self-gated", "自门控", "自閘控")),
    PageDeclaration("losses", msg("Losses"), _losses, ("loss functions", "损失函数", "損失函數", "交叉熵")),
    PageDeclaration("softmax", msg("Softmax"), _softmax, ("temperature", "温度", "溫度")),
    PageDeclaration(
        "bumps", msg("Bumps"), _bumps, ("universal approximation", "any curve", "通用近似定理", "萬能近似定理")
    ),
)
