"""What the data's features, classes and target are called in the language in force."""

from __future__ import annotations

from nnstudio.data import shown
from nnstudio.text import tr
from nnstudio.ui.bridge.session import Session


def feature_names(session: Session) -> tuple[str, ...]:
    """Return the names of the measured features in order, as one enters them; none without data."""
    names = session.prepared.raw.feature_names if session.prepared is not None else ()
    return tuple(shown(session.document.data.dataset, name) for name in names)


def class_names(session: Session) -> tuple[str, ...]:
    """Return the classes' names in order; none without data or classes."""
    names = session.prepared.shape.class_names if session.prepared is not None else ()
    return tuple(shown(session.document.data.dataset, name) for name in names)


def class_name(names: tuple[str, ...], number: float) -> str:
    """Return a class's name; of −1, that its label is hidden."""
    return names[int(number)] if number >= 0 else tr("no label")


def target_name(session: Session) -> str:
    """Return the name of the first target."""
    names = session.prepared.raw.target_names if session.prepared is not None else ()
    return shown(session.document.data.dataset, names[0]) if names else "y"
