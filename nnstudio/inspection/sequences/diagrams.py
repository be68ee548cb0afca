"""How the cells are drawn: parts on a grid and the wires between them, for every kind and variant.

Columns count from the left, rows from above; the state comes in on the left and goes out on the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nnstudio.engine.recurrence.cell import Cell
from nnstudio.engine.recurrence.gru import GRUAfterCell, GRUBeforeCell
from nnstudio.engine.recurrence.lstm import LSTMCell
from nnstudio.engine.recurrence.lstm_variants import CoupledCell, NoForgetCell, PeepholeCell
from nnstudio.engine.recurrence.simple import AdditiveCell

Kind = Literal["state", "before", "gate", "operation", "input", "join"]
"""``state``: made by this step; ``before``: by the step before; ``gate``: a function of its own net input z;
``operation``: of what comes in over the wires; ``input``: the whole vector; ``join``: where wires meet."""


@dataclass(frozen=True)
class Drawn:
    """One part. ``sign``: the function or operation that it does. ``quantity``: what the layer calls its number."""

    id: str
    kind: Kind
    x: float
    y: float
    sign: str = ""
    quantity: str = ""


@dataclass(frozen=True)
class Wire:
    """From a part to another: across first, then up or down (``upright`` the other way round).

    ``dashed``: a peephole.
    """

    source: str
    target: str
    upright: bool = False
    dashed: bool = False


Diagram = tuple[tuple[Drawn, ...], tuple[Wire, ...]]

PRODUCT = "hW"
"""The sign of what the state brings through its matrix, in rows."""
_BUS, _HIGHER = 4.3, 3.9
"""The row in which inputs and state go along to the gates; the second where the gates stand higher."""
_INTO_JOIN = (Wire("h_before", "join"), Wire("x", "join"))


def _reads(bus: float) -> tuple[Drawn, ...]:
    """Return what a cell reads, above and below the row in which it goes along."""
    return (
        Drawn("h_before", "before", 0.0, bus - 0.5, quantity="h"),
        Drawn("x", "input", 0.0, bus + 0.5, quantity="x"),
        Drawn("join", "join", 0.7, bus),
    )


def diagram_of(cell: Cell) -> Diagram:
    """Return how a kind of cell is drawn."""
    if isinstance(cell, GRUAfterCell):
        return _gru(before=isinstance(cell, GRUBeforeCell))
    if isinstance(cell, LSTMCell):
        return _lstm(cell)
    return _additive() if isinstance(cell, AdditiveCell) else _simple()


def _simple() -> Diagram:
    parts = (
        *_reads(_BUS),
        Drawn("z", "state", 3.0, _BUS, "Σ", "z"),
        Drawn("h", "state", 6.0, _BUS, "f", "h"),
    )
    return parts, (*_INTO_JOIN, Wire("join", "z"), Wire("z", "h"))


def _additive() -> Diagram:
    parts = (
        *_reads(_HIGHER),
        Drawn("h_old", "before", 0.0, 1.6, quantity="h"),
        Drawn("z", "state", 2.4, _HIGHER, "Σ", "z"),
        Drawn("change", "state", 4.3, _HIGHER, "f", "change"),
        Drawn("h", "state", 6.3, 1.6, "+", "h"),
    )
    return parts, (*_INTO_JOIN, Wire("join", "z"), Wire("z", "change"), Wire("change", "h"), Wire("h_old", "h"))


def _lstm(cell: LSTMCell) -> Diagram:
    coupled, forgets = isinstance(cell, CoupledCell), not isinstance(cell, NoForgetCell)
    parts = [
        *_reads(_HIGHER),
        Drawn("c_before", "before", 0.0, 0.0, quantity="c"),
        Drawn("added", "operation", 3.7, 1.25, "×"),
        Drawn("c", "state", 5.2, 0.0, "+", "c"),
        Drawn("bent", "operation", 6.6, 0.8, "tanh"),
        Drawn("h", "state", 6.6, 1.65, "×", "h"),
        Drawn("candidate", "gate", 3.7, 2.5, "tanh", "candidate"),
        Drawn("o", "gate", 5.2, 2.5, "σ", "output_gate"),
    ]
    wires = [
        *_INTO_JOIN,
        Wire("candidate", "added"),
        Wire("i", "added", upright=True),
        Wire("added", "c", upright=False),
        Wire("c", "bent"),
        Wire("bent", "h"),
        Wire("o", "h", upright=True),
        *(Wire("join", gate) for gate in ("candidate", "o")),
    ]
    if forgets:
        parts += [Drawn("kept", "operation", 1.0, 0.0, "×"), Drawn("f", "gate", 1.0, 2.5, "σ", "forget_gate")]
        wires += [Wire("c_before", "kept"), Wire("kept", "c"), Wire("f", "kept"), Wire("join", "f")]
    else:
        wires.append(Wire("c_before", "c"))
    if coupled:
        parts.append(Drawn("i", "operation", 2.3, 1.85, "1−", "input_gate"))
        wires.append(Wire("f", "i"))
    else:
        parts.append(Drawn("i", "gate", 2.3, 2.5, "σ", "input_gate"))
        wires.append(Wire("join", "i"))
    if isinstance(cell, PeepholeCell):
        wires += [Wire("c_before", "f", True, True), Wire("c_before", "i", True, True), Wire("c", "o", True, True)]
    return tuple(parts), tuple(wires)


def _gru(*, before: bool) -> Diagram:
    parts = [
        *_reads(_BUS),
        Drawn("h_old", "before", 0.0, 0.0, quantity="h"),
        Drawn("kept", "operation", 2.4, 0.0, "×"),
        Drawn("h", "state", 6.3, 0.0, "+", "h"),
        Drawn("rest", "operation", 3.5, 1.0, "1−"),
        Drawn("new", "operation", 6.3, 1.0, "×"),
        Drawn("r", "gate", 1.0, 2.9, "σ", "reset_gate"),
        Drawn("u", "gate", 2.4, 2.9, "σ", "update_gate"),
        Drawn("candidate", "gate", 6.3, 2.1, "tanh", "candidate"),
    ]
    wires = [
        *_INTO_JOIN,
        Wire("h_old", "kept"),
        Wire("u", "kept"),
        Wire("u", "rest", upright=True),
        Wire("kept", "h"),
        Wire("rest", "new"),
        Wire("candidate", "new"),
        Wire("new", "h"),
        Wire("r", "reset", upright=True),
        Wire("reset", "candidate"),
        *(Wire("join", gate) for gate in ("r", "u", "candidate")),
    ]
    if before:
        parts.append(Drawn("reset", "operation", 4.1, 2.1, "×", "reset_state"))
        wires.append(Wire("join", "reset"))
    else:
        parts += [
            Drawn("reset", "operation", 4.1, 2.1, "×"),
            Drawn("s", "gate", 4.1, 3.2, PRODUCT, "recurrent_candidate"),
        ]
        wires += [Wire("s", "reset"), Wire("join", "s")]
    return tuple(parts), tuple(wires)
