"""The keys that panels take themselves, for the list of shortcuts: they are in no menu."""

from __future__ import annotations

from nnstudio.text import Message, msg, tr
from nnstudio.ui.shell.actions import Listed


def keys_of_panels() -> tuple[tuple[Message, list[Listed]], ...]:
    """Return the keys of the panels that have some, each with where they hold."""
    return (
        (msg("On the canvas of Build"), _canvas()),
        (msg("On the network of Train"), _network()),
        (msg("In Inspect"), _inspect()),
        (msg("On a graph of scalars"), _graph()),
    )


def _canvas() -> list[Listed]:
    return [
        Listed(tr("Search a layer and add it"), tr("Space")),
        Listed(tr("Move the view"), tr("Space and drag")),
        Listed(tr("Search a layer where the mouse points at nothing"), "Tab"),
        Listed(tr("Next layer, previous layer"), "Tab, Shift+Tab"),
        Listed(tr("Keep what is selected: Tab selects more"), "S"),
        Listed(tr("Move the selected layers"), "← → ↑ ↓"),
        Listed(tr("Connect the selected layer"), "C"),
        Listed(tr("Search a layer to lead the wire to"), tr("C, then Space")),
        Listed(tr("Cut wires one by one"), "X"),
        Listed(tr("Cut wires by a stroke across them"), tr("Ctrl and right drag, Alt and drag")),
        Listed(tr("Rename the selected layer"), "F2"),
        Listed(tr("Fold or open the selected group"), "F"),
        Listed(tr("Into a group, or out of it"), tr("Drag")),
        Listed(tr("Add a note"), "N"),
        Listed(tr("Make the selected note larger or smaller"), "Ctrl+← → ↑ ↓"),
        Listed(tr("Go to the properties"), "Enter"),
    ]


def _network() -> list[Listed]:
    return [
        Listed(tr("Walk from neuron to neuron"), "← → ↑ ↓"),
        Listed(tr("Walk along the links into a neuron"), "Shift+↑ ↓"),
        Listed(tr("Inspect the neuron, or change the link's weight"), "Enter"),
    ]


def _inspect() -> list[Listed]:
    return [
        Listed(tr("Previous step, next step"), "← →"),
        Listed(tr("Into the step, one grain finer; out of it"), "↓ ↑"),
        Listed(tr("First step, last step"), "Home, End"),
        Listed(tr("Previous layer, next layer"), "Page Up, Page Down"),
        Listed(tr("Walk from neuron to neuron"), "Tab, ← → ↑ ↓"),
        Listed(tr("Walk along the links into a neuron"), "Shift+↑ ↓"),
    ]


def _graph() -> list[Listed]:
    return [
        Listed(tr("Choose the next number that way"), "← → ↑ ↓"),
        Listed(tr("Choose one more, in the scratch pad"), "Shift+← → ↑ ↓"),
        Listed(tr("Unfold a neuron or layer, or fold it again"), "Enter"),
        Listed(tr("Delete the chosen number, in the scratch pad"), "Delete"),
        Listed(tr("Larger, smaller, all of it"), "+, −, 0"),
        Listed(tr("Run your code and check it, in an exercise"), "Ctrl+Enter"),
    ]
