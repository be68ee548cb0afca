"""A function as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.inspection.functions.sampled import Chosen


@dataclass(frozen=True)
class Shown:
    """One overlaid function: what, its name, its colour number."""

    chosen: Chosen
    name: str
    slot: int
