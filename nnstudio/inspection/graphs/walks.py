"""The two modes of differentiation, edge by edge, on a copy of the numbers: the graph itself is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nnstudio.engine.scalars import Value, passes
from nnstudio.engine.scalars.scratch import Event, Swept
from nnstudio.engine.scalars.sweeping import Move, forward_moves, reverse_moves

Mode = Literal["reverse", "forward"]


@dataclass(frozen=True, eq=False)
class Walk:
    """What a pass does, move by move. ``seed`` is the root in reverse mode."""

    mode: Mode
    root: Value
    seed: Value
    moves: tuple[Move, ...]

    @property
    def field(self) -> str:
        """What it fills in: ``grad`` or ``tangent``."""
        return "grad" if self.mode == "reverse" else "tangent"

    @property
    def events(self) -> tuple[Event, ...]:
        """The moves as a program's run records them."""
        return tuple(
            Swept(0, node, self.field, source, slope, upstream, before, after)
            for node, source, slope, upstream, _, before, after in self.moves
        )

    def numbers(self) -> dict[Value, float]:
        """Return what the pass leaves."""
        return {move.node: move.after for move in self.moves}


def reverse(root: Value, *, times: int = 1, overwrite: bool = False) -> Walk:
    """Return reverse mode from a root: ∂root/∂node of every node in one pass.

    ``times`` : passes one after the other without zeroing between, each adding to the last. ``overwrite`` : gradients
    are set instead of added to, as a program with that mistake does.
    """
    moves: list[Move] = []
    for _ in range(times):
        known = {move.node: move.after for move in moves}
        moves += reverse_moves(root, known, overwrite=overwrite)
    return Walk("reverse", root, root, tuple(moves))


def forward(root: Value, seed: Value) -> Walk:
    """Return forward mode from a seed: ∂node/∂seed of every node up to the root, in one pass."""
    return Walk("forward", root, seed, tuple(forward_moves(root, seed)))


def needed(order: Sequence[Value]) -> tuple[int, int]:
    """Return how many passes forward and reverse mode need for the last node's gradient by all leaves that vary.

    Leaves that are constants of the formula, labelled with their number, do not count.
    """
    leaves = [node for node in order if node.is_leaf and not is_constant(node)]
    found = passes(order[-1:], leaves)
    return found.forward, found.reverse


def is_constant(node: Value) -> bool:
    """Whether a leaf is a number written in a formula, such as the 2 of ``2 * a``: it has no name of its own."""
    return node.is_leaf and node.place is None and node.label in ("", f"{node.data:g}")
