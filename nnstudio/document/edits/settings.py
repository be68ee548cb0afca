"""What the edits of training and of data share: check one field, and a registered choice with its parameters."""

from __future__ import annotations

from collections.abc import Mapping

from nnstudio.document.kinds import applicable, normalised
from nnstudio.document.model import Parameters
from nnstudio.engine.declaration import Declared, Parameter, Value
from nnstudio.engine.errors import ParameterError
from nnstudio.text import msg


def checked_field(declared: tuple[Parameter, ...], field: str, value: object, place: str) -> Value:
    """Return the value of a field, checked.

    Raises
    ------
    ParameterError : no such field, or a value outside its declaration.
    """
    for parameter in declared:
        if parameter.id == field:
            return parameter.checked(value, place)
    raise ParameterError(
        f"{place}.{field}",
        msg("one of {choices}", choices=", ".join(parameter.id for parameter in declared)),
        msg("{value}", value=field),
        msg("Check its spelling."),
    )


def require_registered(registry: Mapping[str, type[Declared]], key: object, place: str) -> type[Declared]:
    """Return the class registered as ``key``.

    Raises
    ------
    ParameterError : there is none.
    """
    found = registry.get(key) if isinstance(key, str) else None
    if found is None:
        raise ParameterError(
            place,
            msg("one of {choices}", choices=", ".join(registry)),
            msg("{value}", value=repr(key)),
            msg("Choose one from the list."),
        )
    return found


def parameters_of(chosen: type[Declared], kept: Parameters, asked: object, place: str) -> Parameters:
    """Return the parameters of a registered choice: those asked for, else those kept that it has too.

    Raises
    ------
    ParameterError : an unknown name, or a value outside its declaration.
    """
    if asked is None:
        return normalised(chosen.declaration, applicable(chosen.declaration, dict(kept)), place)
    if not isinstance(asked, tuple):
        raise ParameterError(
            place, msg("pairs of name and value"), msg("{value}", value=repr(asked)), msg("Check its spelling.")
        )
    return normalised(chosen.declaration, dict(asked), place)
