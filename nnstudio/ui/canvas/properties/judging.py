"""What an output beside others is judged by: its loss, the loss's own parameters, and by what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nnstudio import engine
from nnstudio.document import Edit, SetLossWeight, SetOutputLoss
from nnstudio.document.fields import LOSS_WEIGHT, OUTPUT_LOSS, SAME_LOSS
from nnstudio.document.model import TrainingSettings
from nnstudio.engine.declaration import Parameter, Value

_OWN = f"{OUTPUT_LOSS.id}."


def judged(settings: TrainingSettings, output: str) -> tuple[tuple[Parameter, ...], dict[str, Value]]:
    """Return the parameters of an output beside others, and their values."""
    own = next((each for each in settings.output_losses if each.output == output), None)
    declared = engine.losses[own.loss].declaration.parameters if own is not None else ()
    values: dict[str, Value] = {
        OUTPUT_LOSS.id: SAME_LOSS if own is None else own.loss,
        LOSS_WEIGHT.id: dict(settings.loss_weights).get(output, 1.0),
    }
    if own is not None:
        values |= {_OWN + name: value for name, value in own.parameters}
    return (OUTPUT_LOSS, *(replace(each, id=_OWN + each.id) for each in declared), LOSS_WEIGHT), values


def judging(output: str, shown: Mapping[str, Value], name: str, value: Value) -> Edit | None:
    """Return the edit of one of these parameters, ``shown`` being all that the form has; None for any other."""
    if name == LOSS_WEIGHT.id and isinstance(value, float):
        return SetLossWeight(output, value)
    if name == OUTPUT_LOSS.id:
        return SetOutputLoss(output, str(value))
    if name.startswith(_OWN):
        own = {row: each for row, each in shown.items() if row.startswith(_OWN)} | {name: value}
        parameters = tuple(sorted((row.removeprefix(_OWN), each) for row, each in own.items()))
        return SetOutputLoss(output, str(shown[OUTPUT_LOSS.id]), parameters)
    return None
