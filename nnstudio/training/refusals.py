"""The errors of commands that cannot be obeyed."""

from __future__ import annotations

from typing import Final

from nnstudio.engine.errors import DataError, NnstudioError
from nnstudio.text import msg
from nnstudio.training.commands import Write

FAULTS: Final = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What reading a forged state of a run comes to, beside the errors that name a place."""


def nothing_to_train() -> NnstudioError:
    """Return the error of a command that needs a problem where there is none."""
    return NnstudioError(
        "network",
        msg("a network that can be trained"),
        msg("one with an error"),
        msg("Mend what is marked on the canvas first."),
    )


def no_state(error: Exception) -> DataError:
    """Return the error of a saved run that is no such state at all."""
    return DataError(
        "run",
        msg("the state of a run"),
        msg("{reason}", reason=f"{type(error).__name__}: {error}"),
        msg("The network was opened with new weights."),
    )


def run_gone(run: int) -> NnstudioError:
    """Return the error of a seek in a run that is no longer kept."""
    return NnstudioError(
        "run",
        msg("a run of this network"),
        msg("run {number}, which is no longer kept", number=run),
        msg("Only the runs and branches of the network and data in force can be gone back to."),
    )


def not_finite(write: Write) -> DataError:
    """Return the error of a weight set to NaN or infinity."""
    return DataError(
        f"{write.layer}.{write.name}",
        msg("a finite number"),
        msg("{value}", value=str(write.value)),
        msg("Type a finite number."),
    )
