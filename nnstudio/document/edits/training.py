"""Change how the network learns."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

from nnstudio.document.edits.edit import Edit
from nnstudio.document.edits.settings import checked_field, parameters_of, require_registered
from nnstudio.document.fields import TRAINING
from nnstudio.document.model import Document, Parameters, TrainingSettings
from nnstudio.document.wording import names_of
from nnstudio.engine.declaration import Value
from nnstudio.engine.losses import losses
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.schedules import schedules
from nnstudio.text import Message

_CHOICES = (("loss", losses), ("optimizer", optimizers), ("schedule", schedules))


@dataclass(frozen=True)
class SetTraining(Edit):
    """Set fields of the training settings: (field, value) pairs.

    ``loss_parameters``, ``optimizer_parameters`` and ``schedule_parameters`` are set as a whole. A new loss, optimiser
    or schedule keeps what it shares with the old.
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


def changed_training(settings: TrainingSettings, asked: dict[str, Value | Parameters]) -> TrainingSettings:
    """Return the settings with fields replaced.

    Raises
    ------
    ParameterError : an unknown field, or a value outside its declaration.
    """
    own = {f"{choice}_parameters" for choice, _ in _CHOICES}
    plain = {field: checked_field(TRAINING, field, v, "training") for field, v in asked.items() if field not in own}
    changes: dict[str, Any] = dict(plain)
    for choice, registry in _CHOICES:
        key = f"{choice}_parameters"
        if choice in asked or key in asked:
            chosen = require_registered(registry, plain.get(choice, getattr(settings, choice)), f"training.{choice}")
            changes[key] = parameters_of(chosen, getattr(settings, key), asked.get(key), chosen.declaration.id)
    return replace(settings, **changes)
