"""Answers that do not depend on a plan's numbers, kept from one moment to the next: where things stand stays."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from nnstudio.engine import Plan

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


class Latest(Generic[Key, Answer]):
    """The latest answer for each plan: a weight that is turned asks for the same again and again."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Plan, tuple[Key, Answer]] = WeakKeyDictionary()

    def get(self, plan: Plan, key: Key, make: Callable[[], Answer]) -> Answer:
        """Return the answer to ``key``; ``make`` it unless it was the last one asked for."""
        known = self._known.get(plan)
        if known is None or known[0] != key:
            known = self._known[plan] = key, make()
        return known[1]
