"""Recurrent layers step by step with torch's operations, with every variant and learned initial states."""

from __future__ import annotations

from typing import Any

import torch
from torch_layers import COMPOSED, Weights

from nnstudio.engine.layer import Layer

Tensor = Any


def recurrent(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    """Return ``(N, T, H)`` or ``(N, H)``; in both directions the reverse cell's beside."""
    found = []
    for prefix in ("", "reverse_") if layer.bidirectional else ("",):
        own = {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}
        x = inputs[0].flip(1) if prefix else inputs[0]
        states = _states(layer, own, x)
        found.append((states.flip(1) if prefix else states) if layer.output == "sequence" else states[:, -1])
    return torch.cat(found, -1)


def _states(layer: Layer, own: Weights, x: Tensor) -> Tensor:
    zero = torch.zeros(len(x), layer.units, dtype=x.dtype)
    h, c = zero + own.get("initial_hidden", 0.0), zero + own.get("initial_cell", 0.0)
    states = []
    for t in range(x.shape[1]):
        h, c = CELLS[layer.declaration.id](layer, own, x[:, t], h, c)
        states.append(h)
    return torch.stack(states, 1)


def _simple(layer: Layer, own: Weights, x: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
    return torch.tanh(x @ own["input_weight"] + own["bias"] + h @ own["recurrent_weight"]), c


def _lstm(layer: Layer, own: Weights, x: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
    names = {"coupled": ("f", "c", "o"), "no_forget": ("i", "c", "o")}.get(layer.variant, ("f", "i", "c", "o"))
    z = x @ own["input_weight"] + own["bias"] + h @ own["recurrent_weight"]
    part = dict(zip(names, z.chunk(len(names), -1), strict=True))
    if layer.variant == "peephole":
        part["f"] = part["f"] + own["peephole"][0] * c
        part["i"] = part["i"] + own["peephole"][1] * c
    f = torch.sigmoid(part["f"]) if "f" in part else 1.0
    i = torch.sigmoid(part["i"]) if "i" in part else 1.0 - f
    c = f * c + i * torch.tanh(part["c"])
    o = part["o"] + own["peephole"][2] * c if layer.variant == "peephole" else part["o"]
    return torch.sigmoid(o) * torch.tanh(c), c


def _gru(layer: Layer, own: Weights, x: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
    units = layer.units
    fed, weight = x @ own["input_weight"] + own["bias"], own["recurrent_weight"]
    r, u = torch.sigmoid(fed[:, : 2 * units] + h @ weight[:, : 2 * units]).chunk(2, -1)
    if layer.reset == "after":
        sent = r * (h @ weight[:, 2 * units :] + own["recurrent_bias"])
    else:
        sent = (r * h) @ weight[:, 2 * units :]
    return (1 - u) * torch.tanh(fed[:, 2 * units :] + sent) + u * h, c


CELLS = {"simple_rnn": _simple, "lstm": _lstm, "gru": _gru}
ALL = COMPOSED | dict.fromkeys(CELLS, recurrent)
