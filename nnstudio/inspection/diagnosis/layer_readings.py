"""What a look's layers say along the network: flat, dead, growing or shrinking from layer to layer."""

from __future__ import annotations

import math

from nnstudio.inspection.diagnosis.look import LayerLook, Look

FLAT = 0.5
"""Above this share of flat slopes a layer's first weights are too large."""
DEAD = 0.6
GROWN = 100.0
LEFT = 2e-3
FEW = 3
"""A layer of so few neurons may lose most of them by chance."""
DEEP = 3
"""Hidden layers of which one can say that something grows along them."""

Layer = LayerLook | None


def hidden(look: Look) -> list[LayerLook]:
    """Return a look's layers between input and answer that a gradient reaches."""
    return [each for each in look.layers if each.hidden and not math.isnan(each.signal)]


def flattest(look: Look) -> tuple[float, Layer]:
    """Return the largest share of flat slopes of a hidden layer, and the layer."""
    found = [(each.saturated, each) for each in hidden(look) if each.neurons > 1]
    return max(found, key=lambda pair: pair[0], default=(0.0, None))


def deadest(look: Look) -> tuple[float, Layer]:
    """Return the largest share of dead neurons of a hidden layer, and the layer."""
    found = [(each.dead_share, each) for each in hidden(look) if each.neurons > FEW]
    return max(found, key=lambda pair: pair[0], default=(0.0, None))


def growth(look: Look) -> tuple[float, Layer, Layer]:
    """Return by what the numbers grow along the hidden layers, forwards or backwards, from which layer to which."""
    layers = [each for each in hidden(look) if each.learns]
    if len(layers) < DEEP:
        return 1.0, None, None
    first, last = layers[0], layers[-1]
    found = [
        (_times(last.activation, first.activation), first, last),
        (_times(first.signal, last.signal), last, first),
    ]
    return max(found, key=lambda each: each[0])


def left(look: Look) -> tuple[float, Layer, Layer]:
    """Return what share of the gradient is left at the first hidden layer, that layer, and the one with the most."""
    layers = [each for each in hidden(look) if each.learns and math.isfinite(each.signal)]
    if len(layers) < 2:
        return 1.0, None, None
    high = max(layers, key=lambda each: each.signal)
    low = layers[0]
    return (low.signal / high.signal, low, high) if high.signal > 0 else (1.0, None, None)


def illness(look: Look | None) -> str:
    """Return the culprit that a network's very first weights already show; empty if they are sound, or not seen."""
    if look is None:
        return ""
    if flattest(look)[0] > FLAT:
        return "saturated"
    if growth(look)[0] > GROWN:
        return "exploding"
    if deadest(look)[0] > DEAD:
        return "dead"
    return "vanishing" if left(look)[0] < LEFT else ""


def _times(large: float, small: float) -> float:
    if math.isinf(large):
        return math.inf
    return large / small if small > 0 and math.isfinite(small) and math.isfinite(large) else 1.0
