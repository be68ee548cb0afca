"""What a student has written and done, kept in the settings."""

from __future__ import annotations

from typing import Final

from nnstudio.inspection.exercises import Exercise, exercises
from nnstudio.ui.bridge.settings import Settings

_LAST: Final = "exercise"


class Progress:
    """Texts and marks of the exercises; without settings they last as long as the view."""

    def __init__(self, settings: Settings | None) -> None:
        self._settings = settings
        self._texts: dict[str, str] = {}
        self._done: set[str] = set()

    def last(self) -> Exercise:
        """Return the exercise that was open last, the first one at first."""
        known = {each.id: each for each in exercises()}
        last = self._settings.choice(_LAST) if self._settings is not None else ""
        return known.get(last, exercises()[0])

    def text(self, exercise: Exercise) -> str:
        """Return the student's text; the exercise becomes the one that is open."""
        if self._settings is None:
            return self._texts.get(exercise.id, exercise.start)
        self._settings.set_choice(_LAST, exercise.id)
        return self._settings.choice(f"{_LAST}_{exercise.id}") or exercise.start

    def keep(self, exercise: Exercise, text: str, changed: bool = True) -> None:
        """Keep the student's text, where there is any."""
        if not changed or not text.strip():
            return
        self._texts[exercise.id] = text
        if self._settings is not None:
            self._settings.set_choice(f"{_LAST}_{exercise.id}", text)

    def is_done(self, exercise: Exercise) -> bool:
        """Whether all checks were right once."""
        return exercise.id in self._done or (
            self._settings is not None and self._settings.flag(f"{_LAST}_{exercise.id}_done")
        )

    def finish(self, exercise: Exercise) -> None:
        """Note that all checks were right."""
        self._done.add(exercise.id)
        if self._settings is not None:
            self._settings.set_flag(f"{_LAST}_{exercise.id}_done", True)
