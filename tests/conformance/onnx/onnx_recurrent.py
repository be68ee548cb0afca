"""Recurrent layers: ONNX has the time first, one array for all directions, and its own order of gates."""

from __future__ import annotations

import numpy as np
from onnx_cases import Found, Node, NotApplicableError, Tensor
from onnx_machine import at_work, layer, run

from nnstudio.engine.layer import Layer

OURS = {"i": "input", "o": "output", "f": "forget", "c": "candidate", "z": "update", "r": "reset", "h": "candidate"}
ORDER = {"RNN": ("h",), "LSTM": ("i", "o", "f", "c"), "GRU": ("z", "r", "h")}
GATES = {
    "RNN": ("candidate",),
    "LSTM": ("forget", "input", "candidate", "output"),
    "GRU": ("reset", "update", "candidate"),
}
USUAL = {"RNN": [b"Tanh"], "LSTM": [b"Sigmoid", b"Tanh", b"Tanh"], "GRU": [b"Sigmoid", b"Tanh"]}


def recur(node: Node) -> Found:
    """Return Y ``(T, directions, N, H)``, and Y_h and Y_c ``(directions, N, H)``; batch first under layout 1."""
    by_batch = bool(node.attributes.get("layout", 0))
    x = node.given(0) if by_batch else node.given(0).swapaxes(0, 1)
    _check(node, x)
    direction = node.attributes.get("direction", b"forward")
    turned, both = direction == b"reverse", direction == b"bidirectional"
    x, count = x[:, ::-1] if turned else x, 2 if both else 1
    made, weights = _layer(node, both)
    _, plan = at_work(made, x, weights=weights)
    y = np.stack(np.split(plan.prediction[:, ::-1] if turned else plan.prediction, count, axis=-1), axis=2)
    # The states at the end from the layer that gives out nothing else, the cell from what the sequence's has shown.
    states = [np.stack(np.split(run(_at_its_end(made), x, weights=weights), count, axis=-1), axis=1)]
    if node.op == "LSTM":
        cells = [plan.quantity("layer", "c")[:, -1], *([plan.quantity("layer", "reverse_c")[:, 0]] if both else [])]
        states.append(np.stack(cells, axis=1))
    return (y, *states) if by_batch else (y.transpose(1, 2, 0, 3), *(state.swapaxes(0, 1) for state in states))


def _at_its_end(made: Layer) -> Layer:
    return type(made)(**{**made.values, "output": "last"})


def _check(node: Node, x: Tensor) -> None:
    if node.attributes.get("clip"):
        raise NotApplicableError("clipped net inputs")
    wanted = USUAL[node.op] * (2 if node.attributes.get("direction") == b"bidirectional" else 1)
    if node.attributes.get("activations", wanted) != wanted:
        raise NotApplicableError("other activation functions")
    lengths = node.input(4)
    if lengths is not None and len(set(lengths.tolist())) > 1:
        raise NotApplicableError("sequences of different length in one batch")
    for place in (5, 6):
        state = node.input(place)
        if state is not None and state.any():
            raise NotApplicableError("an initial state that differs between samples")


def _layer(node: Node, both: bool) -> tuple[Layer, dict[str, Tensor]]:
    options: dict[str, object] = {
        "units": int(node.attributes["hidden_size"]),
        "output": "sequence",
        "bidirectional": both,
    }
    if node.op == "LSTM":
        peepholes = node.input(7) is not None
        coupled = bool(node.attributes.get("input_forget", 0))
        options["variant"] = "peephole" if peepholes else "coupled" if coupled else "standard"
    if node.op == "GRU":
        options["reset"] = "after" if node.attributes.get("linear_before_reset", 0) else "before"
    weights: dict[str, Tensor] = {}
    for number, prefix in enumerate(("", "reverse_") if both else ("",)):
        weights |= {prefix + name: values for name, values in _weights(node, number, options).items()}
    return layer({"RNN": "simple_rnn", "LSTM": "lstm", "GRU": "gru"}[node.op], **options), weights


def _weights(node: Node, number: int, options: dict[str, object]) -> dict[str, Tensor]:
    units = int(node.attributes["hidden_size"])
    found = {"input_weight": _ordered(node, node.given(1)[number], units).T}
    found["recurrent_weight"] = _ordered(node, node.given(2)[number], units).T
    bias = node.input(3)
    both = np.zeros(2 * len(ORDER[node.op]) * units, np.float32) if bias is None else bias[number]
    fed, sent = (_ordered(node, part, units) for part in np.split(both, 2))
    found["bias"] = fed + sent
    if options.get("reset") == "after":
        # The candidate's recurrent bias stands inside the product with r.
        found["recurrent_bias"] = sent[2 * units :]
        found["bias"] = np.concatenate((fed[: 2 * units] + sent[: 2 * units], fed[2 * units :]))
    if options.get("variant") == "peephole":
        i, o, f = np.split(node.given(7)[number], 3)
        found["peephole"] = np.stack((f, i, o))
    return found


def _ordered(node: Node, rows: Tensor, units: int) -> Tensor:
    """Return rows ``(G·H, …)`` with the gates in the engine's order."""
    parts = {OURS[gate]: rows[k * units : (k + 1) * units] for k, gate in enumerate(ORDER[node.op])}
    return np.concatenate([parts[gate] for gate in GATES[node.op]])


RECURRENT = {"RNN": recur, "LSTM": recur, "GRU": recur}
