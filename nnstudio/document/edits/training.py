"""Change how the network learns."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from nnstudio.document.edits.edit import Edit, require_node
from nnstudio.document.edits.settings import checked_field, parameters_of, require_registered
from nnstudio.document.errors import EditError
from nnstudio.document.fields import LOSS_WEIGHT, OUTPUT_LOSS, SAME_LOSS, TRAINING
from nnstudio.document.kinds import OUTPUT
from nnstudio.document.model import Document, OutputLoss, Parameters, TrainingSettings
from nnstudio.document.wording import names_of
from nnstudio.engine.declaration import Value
from nnstudio.engine.errors import ParameterError
from nnstudio.engine.layers import layers
from nnstudio.engine.losses import losses
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.schedules import schedules
from nnstudio.text import Message, msg

Member = TypeVar("Member")
Asked = Value | Parameters | tuple[OutputLoss, ...]
"""What a field of the settings may be set to."""

_CHOICES = (("loss", losses), ("optimizer", optimizers), ("schedule", schedules))


@dataclass(frozen=True)
class SetTraining(Edit):
    """Set fields of the training settings: (field, value) pairs.

    ``loss_parameters``, ``optimizer_parameters``, ``schedule_parameters``, ``loss_weights``, ``output_losses`` are set
    as a whole. A new loss, optimiser or schedule keeps what it shares with the old.
    """

    values: tuple[tuple[str, Asked], ...]

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
        _require_output(document, self.id)
        weights = {**dict(document.training.loss_weights), self.id: self.value}
        return SetTraining((("loss_weights", tuple(weights.items())),)).applied(document)


@dataclass(frozen=True)
class SetOutputLoss(Edit):
    """Give an output a loss of its own, with ``parameters`` or those it has; ``same``: that of the training again."""

    id: str
    loss: str
    parameters: Parameters | None = None

    @property
    def name(self) -> Message:
        """Name the choice."""
        return msg("Change {parameter}", parameter=OUTPUT_LOSS.name)

    @property
    def merge_key(self) -> Hashable:
        """A slider's steps: the same output's same loss."""
        return ("output loss", self.id, self.loss)

    def applied(self, document: Document) -> Document:
        """Return the document with the loss set; EditError: no such layer, or it is no output."""
        _require_output(document, self.id)
        settings = document.training
        found = {each.output: each for each in settings.output_losses if each.output != self.id}
        if self.loss != SAME_LOSS:
            chosen = require_registered(losses, self.loss, f"training.output_losses.{self.id}")
            kept = settings.loss_at(self.id)[1]
            parameters = parameters_of(chosen, kept, self.parameters, chosen.declaration.id)
            found[self.id] = OutputLoss(self.id, self.loss, parameters)
        return SetTraining((("output_losses", tuple(found.values())),)).applied(document)


def _require_output(document: Document, output: str) -> None:
    node = require_node(document, output)
    if node.kind != OUTPUT:
        expected, received = msg("an output layer"), layers[node.kind].declaration.name
        raise EditError(node.name, expected, received, msg("Choose an output."))


def changed_training(settings: TrainingSettings, asked: dict[str, Asked]) -> TrainingSettings:
    """Return the settings with fields replaced.

    Raises
    ------
    ParameterError : an unknown field, or a value outside its declaration.
    """
    own = {"loss_weights", "output_losses", *(f"{choice}_parameters" for choice, _ in _CHOICES)}
    plain = {field: checked_field(TRAINING, field, v, "training") for field, v in asked.items() if field not in own}
    changes: dict[str, Any] = dict(plain)
    if "loss_weights" in asked:
        changes["loss_weights"] = _loss_weights(asked["loss_weights"])
    if "output_losses" in asked:
        changes["output_losses"] = _output_losses(asked["output_losses"])
    for choice, registry in _CHOICES:
        key = f"{choice}_parameters"
        if choice in asked or key in asked:
            chosen = require_registered(registry, plain.get(choice, getattr(settings, choice)), f"training.{choice}")
            changes[key] = parameters_of(chosen, getattr(settings, key), asked.get(key), chosen.declaration.id)
    return replace(settings, **changes)


def _loss_weights(asked: object) -> Parameters:
    """Return pairs of output and weight, sorted, without those of 1."""
    place = "training.loss_weights"
    pairs = _members(asked, tuple, place)
    checked = {str(name): replace(LOSS_WEIGHT, id=str(name)).checked(weight, place) for name, weight in pairs}
    return tuple(sorted((name, weight) for name, weight in checked.items() if weight != 1))


def _output_losses(asked: object) -> tuple[OutputLoss, ...]:
    """Return the outputs' own losses checked, sorted, one for each output."""
    place = "training.output_losses"
    found = {}
    for each in _members(asked, OutputLoss, place):
        chosen = require_registered(losses, each.loss, f"{place}.{each.output}")
        parameters = parameters_of(chosen, (), each.parameters, chosen.declaration.id)
        found[each.output] = OutputLoss(each.output, each.loss, parameters)
    return tuple(found[output] for output in sorted(found))


def _members(asked: object, kind: type[Member], place: str) -> tuple[Member, ...]:
    """Return what a setting is made of; ParameterError unless it is a row of that kind of thing."""
    if not isinstance(asked, tuple) or not all(isinstance(each, kind) for each in asked):
        expected, received = msg("pairs of name and value"), msg("{value}", value=repr(asked))
        raise ParameterError(place, expected, received, msg("Check its spelling."))
    return asked
