"""Every registered layer has a view made for it in Inspect, or the one of all its numbers, and that is on purpose."""

from __future__ import annotations

from nnstudio.engine import layers
from nnstudio.ui.layer_views import views

PASSED_BY = {
    "activation": "its z, a, slope and δ are one number each, and the card has the function",
    "concatenate": "numbers stand beside one another as they are",
    "flatten": "the same numbers in another shape",
    "input": "the data as they come",
    "maxout": "its pieces are lists, and the card has the largest",
    "multiply": "one product for each number",
    "output": "the last layer's output as it is",
    "positional_encoding": "one sum for each number",
    "repeat": "the same list at every step",
    "reshape": "the same numbers in another shape",
}
"""Kinds for which the grids of all numbers will do, and why."""

ELSEWHERE = {"simple_rnn", "lstm", "gru", "attention", "multi_head_attention"}
"""Kinds of sequences: their views are those of ``ui.sequence_views``."""


def test_every_kind_has_a_view_or_a_reason() -> None:
    made_for = set().union(*views.KINDS.values())
    known = [*made_for, *PASSED_BY, *ELSEWHERE]
    assert sorted(known) == sorted(layers)
    assert all(PASSED_BY.values())


def test_each_view_is_declared() -> None:
    declared = {view.id for view in views.LAYER_VIEWS}
    assert set(views.KINDS) <= declared
    assert all(view.group == "layer" for view in views.LAYER_VIEWS)
