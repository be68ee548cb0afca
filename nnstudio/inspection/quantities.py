"""What the layers' quantities and parameters are called: their letters, their names, a sentence for each.

A quantity that is not here is shown under its own name, with its layer's help: nothing fails.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from nnstudio.engine.recurrence.cell import REVERSE
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class Known:
    """A quantity's ``letter`` in the markup of ``inspection.symbols``, its ``title``, and what it is for (``said``)."""

    letter: str
    title: Message
    said: Message | None = None


_GATES = {
    "forget_gate": Known(
        "f", msg("Forget gate f"), msg("How much of the old cell is kept: 0 forgets it, 1 keeps all of it.")
    ),
    "input_gate": Known("i", msg("Input gate i"), msg("How much of the candidate is let into the cell.")),
    "output_gate": Known("o", msg("Output gate o"), msg("How much of the cell is shown to the outside.")),
    "candidate": Known("c̃", msg("Candidate"), msg("What this step would like to write into the memory.")),
    "update_gate": Known(
        "u", msg("Update gate u"), msg("How much of the old state is kept; the rest comes from the candidate.")
    ),
    "reset_gate": Known("r", msg("Reset gate r"), msg("How much of the old state the candidate may see.")),
}

_RECURRENT = {
    "recurrent_candidate": Known(
        "s",
        msg("The state's part of the candidate"),
        msg("What the old state brings to the candidate, before the reset gate lets it through."),
    ),
    "change": Known("g", msg("Change g"), msg("What this time step adds to the state.")),
    "c": Known("c", msg("Cell c"), msg("The long memory: what is kept of the old one, and what is let in.")),
    "h": Known(
        "h",
        msg("State h"),
        msg("What the layer knows after this time step: its output, and its memory for the next step."),
    ),
}

_NORMS = {
    "mean": Known("μ", msg("Mean μ"), msg("The mean of the numbers that are normalised together.")),
    "centred": Known("(x−μ)", msg("Deviation x − μ"), msg("What is left when the mean is taken away.")),
    "variance": Known("σ²", msg("Variance σ²"), msg("The mean of the squared deviations: how far the numbers spread.")),
    "inverse_deviation": Known(
        "σ^{−1}",
        msg("One over the deviation σ"),
        msg("Dividing by the spread brings every feature to one scale; ε keeps it from dividing by zero."),
    ),
    "normalized": Known(
        "x̂", msg("Normalised x̂"), msg("Deviation times one over the spread: mean 0, variance 1 within its group.")
    ),
}

_ATTENTION = {
    "query": Known("q", msg("Query q"), msg("What this step looks for.")),
    "key": Known("k", msg("Key k"), msg("What this step can be found by.")),
    "value": Known("v", msg("Value v"), msg("What this step passes on to those that attend to it.")),
    "scores": Known(
        "s", msg("Score s"), msg("How well one step's query fits the other's key: their product, divided by √d.")
    ),
    "total": Known(
        "Σ", msg("Sum of the exponentials"), msg("What the softmax divides by, so that a step's weights add up to 1.")
    ),
    "weights": Known(
        "w", msg("Attention weight"), msg("The share of attention that goes there: a softmax over the step's scores.")
    ),
    "context": Known("c", msg("Context"), msg("The values, each weighted by the attention that it gets.")),
}

_OTHERS = {
    "z": Known("z", msg("Net input z")),
    "a": Known("a", msg("Output a")),
    "slope": Known("f′(z)", msg("Slope f′(z)")),
    "sum": Known("s", msg("Sum of the window s"), msg("What the window holds, added up; a weight and a bias follow.")),
    "pieces": Known(
        "z", msg("Linear piece z"), msg("A weighted sum of its own; the largest of a neuron's pieces is its output.")
    ),
    "projected": Known(
        "p", msg("Projected input"), msg("The skipped input, brought to the branch's shape by a matrix.")
    ),
    "position": Known("p", msg("Position p"), msg("What is added so that the network can tell the steps apart.")),
}

_KNOWN = {**_GATES, **_RECURRENT, **_NORMS, **_ATTENTION, **_OTHERS}

_SLOPES_SAID = {
    "h": msg("What comes back to this state: from this step's output, and from the next time step."),
    "c": msg("What comes back to the cell: through the state of this step, and from the cell of the next one."),
}

PARAMETERS = {
    "weight": Known("w", msg("Weight")),
    "bias": Known("b", msg("Bias")),
    "scale": Known("γ", msg("Scale γ")),
    "shift": Known("β", msg("Shift β")),
    "gamma": Known("γ", msg("γ")),
    "input_weight": Known("u", msg("Input weight")),
    "recurrent_weight": Known("w", msg("Recurrent weight")),
    "recurrent_bias": Known("b′", msg("Bias of the state's part")),
    "peephole": Known("p", msg("Peephole weight")),
    "initial_hidden": Known("h_{0}", msg("Initial state")),
    "initial_cell": Known("c_{0}", msg("Initial cell")),
    "position": Known("p", msg("Position p")),
    "query_weight": Known("w^{q}", msg("Query weight")),
    "query_bias": Known("b^{q}", msg("Query bias")),
    "key_weight": Known("w^{k}", msg("Key weight")),
    "key_bias": Known("b^{k}", msg("Key bias")),
    "value_weight": Known("w^{v}", msg("Value weight")),
    "value_bias": Known("b^{v}", msg("Value bias")),
    "output_weight": Known("w^{o}", msg("Output weight")),
    "output_bias": Known("b^{o}", msg("Output bias")),
}


@cache
def is_gradient(quantity: str) -> bool:
    """Whether a quantity is a slope of the loss, which the plan holds for L: N times as small as for ℓ."""
    return quantity.removeprefix(REVERSE).startswith("grad_") or quantity.endswith("_grad_z")


@cache
def known(quantity: str) -> Known:
    """Return letter, title and sentence of a quantity; its own name where it is not known here."""
    own = quantity.removeprefix(REVERSE)
    found = _known(own)
    if own == quantity:
        return found
    return Known(f"{found.letter}^{{←}}", msg("{what} (from the end)", what=found.title), found.said)


@cache
def known_of(kind: str, quantity: str) -> Known:
    """Return the same as a kind of layer calls it: the candidate of a GRU, which has no cell, is one for its state."""
    found = known(quantity)
    return replace(found, letter=found.letter.replace("c̃", "h̃")) if kind == "gru" else found


def _known(name: str) -> Known:
    if name in _KNOWN:
        return _KNOWN[name]
    gate, back = name.removesuffix("_z").removesuffix("_grad"), name.endswith("_grad_z")
    if gate in _GATES and back:
        said = msg("What comes back to this gate, times the slope of its function.")
        return Known(f"δ^{{{_raised(gate)}}}", msg("Gradient δ · {what}", what=_GATES[gate].title), said)
    if gate in _GATES:
        said = msg("Input and old state, weighted and added up, and a bias: this gate's own net input.")
        return Known(f"z^{{{_raised(gate)}}}", msg("Net input z · {what}", what=_GATES[gate].title), said)
    if name in ("grad_z", "grad_pieces"):
        return Known("δ", msg("Gradient δ = ∂ℓ/∂z"))
    if name.startswith("grad_"):
        inner = _known(name.removeprefix("grad_"))
        said = _SLOPES_SAID.get(
            name.removeprefix("grad_"), msg("How the loss would change if this number grew a little.")
        )
        return Known(f"∂ℓ/∂{inner.letter}", msg("Slope of the loss · {what}", what=inner.title), said)
    return Known(name.replace("_", " "), msg("{name}", name=name.replace("_", " ")))


def _raised(gate: str) -> str:
    """Return a gate's letter as it is raised beside another: without its tilde, which would be too small to see."""
    return _GATES[gate].letter[0]


@cache
def parameter(name: str) -> Known:
    """Return letter and title of a parameter."""
    own = name.removeprefix(REVERSE)
    found = PARAMETERS.get(own, Known(own.replace("_", " "), msg("{name}", name=own.replace("_", " "))))
    if own == name:
        return found
    return Known(f"{found.letter}^{{←}}", msg("{what} (from the end)", what=found.title))
