"""The settings by which a run stops by itself."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.document.model import TrainingSettings


@dataclass(frozen=True)
class StopRule:
    """The settings of early stopping, as in ``TrainingSettings``; 0 switches a part off."""

    patience: int = 0
    minimum_change: float = 0.0
    restore_best: bool = True
    gradient_tolerance: float = 0.0

    @property
    def is_on(self) -> bool:
        """Whether there is anything to look at."""
        return self.patience > 0 or self.gradient_tolerance > 0


def rule_of(settings: TrainingSettings) -> StopRule:
    """Return the rule that the settings ask for."""
    return StopRule(settings.patience, settings.minimum_change, settings.restore_best, settings.gradient_tolerance)
