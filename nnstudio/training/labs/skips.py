"""Past how many layers a signal has a way of its own."""

from __future__ import annotations

from typing import Final

from nnstudio.document.edits import RepeatBlock, Several
from nnstudio.document.model import Document
from nnstudio.document.skips import RemoveSkips, StackUnits, skips_of, unit_of
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg
from nnstudio.training.lab import Lab, Variant, hidden, settled

UNITS: Final = (2, 6, 12)
"""Units of two layers each that are added."""
TIMES: Final = (3,)
"""How often a unit that has a skip already is repeated."""


class SkipLab(Lab):
    """Of the same depth one network without and one with skips, deeper and deeper."""

    declaration = Declaration(
        id="skips",
        name=msg("Skip lab"),
        help=msg(
            "The same layers with and without skip connections, deeper and deeper. "
            "Without skips a deep network learns worse than a shallow one; Gradients shows why."
        ),
        aliases=("residual", "ResNet", "degradation"),
    )

    def variants(self, document: Document, samples: int) -> tuple[Variant, ...]:
        """Return pairs of one depth, and the network as it is."""
        return _of_units(document) if skips_of(document.network) else _of_layers(document)


def _of_units(document: Document) -> tuple[Variant, ...]:
    """Return the network with and without its skips, and with the first unit that can be repeated several times."""
    pair = Variant(msg("with skips")), Variant(msg("without skips"), RemoveSkips())
    for skip in skips_of(document.network):
        deeper: list[Variant] = []
        for times in TIMES:
            repeat = RepeatBlock(unit_of(document.network, skip), times)
            bare = Several((repeat, RemoveSkips()), RemoveSkips().name)
            deeper += (
                Variant(msg("with skips, a unit {times} times", times=times), repeat),
                Variant(msg("without skips, a unit {times} times", times=times), bare),
            )
        found = settled(document, (*pair, *deeper))
        if len(found) > len(pair):
            return found
    return settled(document, pair)


def _of_layers(document: Document) -> tuple[Variant, ...]:
    """Return the network with more layers like its last hidden one, in pairs; behind them as it is."""
    nodes = hidden(document, "initializer")
    for node in reversed(nodes):
        deeper: list[Variant] = []
        for units in UNITS:
            count = len(nodes) + 2 * units
            deeper += (
                Variant(msg("plain, {count} hidden layers", count=count), StackUnits(node.id, units, skips=False)),
                Variant(msg("skips, {count} hidden layers", count=count), StackUnits(node.id, units, skips=True)),
            )
        found = settled(document, (*deeper, Variant(msg("as it is"))))
        if len(found) > 1:
            return found
    return ()
