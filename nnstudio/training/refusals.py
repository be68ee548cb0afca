"""The errors of commands that cannot be obeyed."""

from __future__ import annotations

from nnstudio.engine.errors import DataError, NnstudioError
from nnstudio.text import msg
from nnstudio.training.commands import SetParameterValue


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


def not_finite(command: SetParameterValue) -> DataError:
    """Return the error of a weight set to NaN or infinity."""
    return DataError(
        f"{command.layer}.{command.name}",
        msg("a finite number"),
        msg("{value}", value=str(command.value)),
        msg("Type a finite number."),
    )
