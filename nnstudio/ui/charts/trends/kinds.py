"""The trends that are one number a layer, or one for the whole run: what each is called and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.text import Message, msg
from nnstudio.training.observation import NORMS, RATE


@dataclass(frozen=True)
class TrendKind:
    """``quantity`` is the first word of the trend's name; ``formula`` says what is drawn, ``hint`` what to look for.

    ``logarithmic`` : drawn so at first.
    """

    quantity: str
    name: Message
    formula: str
    hint: Message
    logarithmic: bool = True


LEARNING_RATE = TrendKind(
    RATE, msg("Learning rate"), "α", msg("Of each update, the schedule taken in"), logarithmic=False
)
GRADIENT_NORM = TrendKind(
    NORMS[0],
    msg("Gradient norm by layer"),
    "‖∂L/∂θ‖",
    msg("Much smaller in the first layers: the gradient vanishes. Growing without end: it explodes."),
)
UPDATE_RATIO = TrendKind(
    NORMS[1],
    msg("Update ratio by layer"),
    "‖Δθ‖ / ‖θ‖",
    msg(
        "By what share of its length an update moves a layer: about 0.001 is usual, far above it the rate is too high."
    ),
)
