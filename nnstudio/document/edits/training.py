"""Change how the network learns."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

from nnstudio.document.edits.edit import Edit, require_node
from nnstudio.document.edits.settings import checked_field, parameters_of, require_registered
from nnstudio.document.errors import EditError
from nnstudio.document.fields import LOSS_WEIGHT, TRAINING
from nnstudio.document.kinds import OUTPUT
from nnstudio.document.model import Document, Parameters, TrainingSettings
from nnstudio.document.wording import names_of
from nnstudio.engine.declaration import Value
from nnstudio.engine.errors import ParameterError
from nnstudio.engine.layers import layers
from nnstudio.engine.losses import losses
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.schedules import schedules
from nnstudio.text import Message, msg

_CHOICES = (("loss", losses), ("optimizer", optimizers), ("schedule", schedules))


@dataclass(frozen=True)
class SetTraining(Edit):
    """Set fields of the training settings: (field, value) pairs.

    ``loss_parameters``, ``optimizer_parameters``, ``schedule_parameters``, ``loss_weights`` are set as a whole. A new
    loss, optimiser or schedule keeps what it shares with the old.
    """

    values: tuple[tuple[str, Value | Parameters], ...]

    @property
    def name(self) -> Message:
        """Name the field if it is one."""
        return names_of(tuple(field for field, _ in self.values), TRAINING)

    @property
    def merge_key(self) -> Hashable:
        """A slider's steps: the same fields."""
        return ("training", tuple(field for field, _ in self.values))

    def applied(self, document: Document) -> Document:
        """Return the document with the settings changed."""
        return replace(document, training=changed_training(document.training, dict(self.values)))


@dataclass(frozen=True)
class SetLossWeight(Edit):
    """Set by what an output's loss counts beside those of the other outputs."""

    id: str
    value: float

    @property
    def name(self) -> Message:
        """Name the number."""
        return msg("Change {parameter}", parameter=LOSS_WEIGHT.name)

    @property
    def merge_key(self) -> Hashable:
        """A slider's steps: the same output."""
        return ("loss weight", self.id)

    def applied(self, document: Document) -> Document:
        """Return the document with the weight set; EditError: no such layer, or it is no output."""
        node = require_node(document, self.id)
        if node.kind != OUTPUT:
            expected, received = msg("an output layer"), layers[node.kind].declaration.name
            raise EditError(node.name, expected, received, msg("Choose an output."))
        weights = {**dict(document.training.loss_weights), self.id: self.value}
        return SetTraining((("loss_weights", tuple(weights.items())),)).applied(document)


def changed_training(settings: TrainingSettings, asked: dict[str, Value | Parameters]) -> TrainingSettings:
    """Return the settings with fields replaced.

    Raises
    ------
    ParameterError : an unknown field, or a value outside its declaration.
    """
    own = {"loss_weights", *(f"{choice}_parameters" for choice, _ in _CHOICES)}
    plain = {field: checked_field(TRAINING, field, v, "training") for field, v in asked.items() if field not in own}
    changes: dict[str, Any] = dict(plain)
    if "loss_weights" in asked:
        changes["loss_weights"] = _loss_weights(asked["loss_weights"])
    for choice, registry in _CHOICES:
        key = f"{choice}_parameters"
        if choice in asked or key in asked:
            chosen = require_registered(registry, plain.get(choice, getattr(settings, choice)), f"training.{choice}")
            changes[key] = parameters_of(chosen, getattr(settings, key), asked.get(key), chosen.declaration.id)
    return replace(settings, **changes)


def _loss_weights(asked: object) -> Parameters:
    """Return pairs of output and weight, sorted, without those of 1."""
    place = "training.loss_weights"
    if not isinstance(asked, tuple):
        expected, received = msg("pairs of name and value"), msg("{value}", value=repr(asked))
        raise ParameterError(place, expected, received, msg("Check its spelling."))
    checked = {str(name): replace(LOSS_WEIGHT, id=str(name)).checked(weight, place) for name, weight in asked}
    return tuple(sorted((name, weight) for name, weight in checked.items() if weight != 1))
