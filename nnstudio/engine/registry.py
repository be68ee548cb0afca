"""Discovery: every file of a folder is imported and each class that declares itself there is registered by its id."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar, cast

from nnstudio.engine.declaration import Declared
from nnstudio.engine.errors import ParameterError, UnknownNameError
from nnstudio.text import Message, msg

T = TypeVar("T", bound=Declared)


class Registry(Mapping[str, type[T]], Generic[T]):
    """The classes of one kind by their id, found in the files of ``package`` on first use, in ``order`` then by id.

    A folder holds one kind, so whatever declares itself there is a ``T``; the contract tests hold every member to it.
    """

    def __init__(self, package: str, order: tuple[str, ...] = ()) -> None:
        self.package = package
        self._order = order
        self._found: dict[str, type[T]] | None = None

    def __getitem__(self, key: str) -> type[T]:
        """Return the class of that id; UnknownNameError, which is a KeyError, if there is none."""
        try:
            return self._classes()[key]
        except (KeyError, TypeError):
            # A TypeError: something that is no key of anything, such as a list.
            raise UnknownNameError(*self._missing(key)) from None

    def __contains__(self, key: object) -> bool:
        """Whether there is a class of that id: a Mapping's own answer words a refusal first, at each asking."""
        return isinstance(key, str) and key in self._classes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes())

    def __len__(self) -> int:
        return len(self._classes())

    def make(self, key: str, place: str = "", **parameters: object) -> T:
        """Return an instance of the class registered as ``key``.

        Raises
        ------
        ParameterError : no such id, or a parameter outside its declaration.
        """
        return self.resolve(key, place)(**parameters)

    def resolve(self, key: str, place: str = "") -> type[T]:
        """Return the class registered as ``key``; ParameterError, with the list of ids, if there is none."""
        if key not in self:
            raise ParameterError(*self._missing(key, place))
        return self[key]

    def _missing(self, key: object, place: str = "") -> tuple[str, Message, Message, Message]:
        return (
            place or self.package.rpartition(".")[2],
            msg("one of {choices}", choices=", ".join(self)),
            msg("{value}", value=repr(key)),
            msg("Choose one from the list."),
        )

    def _classes(self) -> dict[str, type[T]]:
        if self._found is None:
            found = {cls.declaration.id: cls for module in self._modules() for cls in self._declared_in(module)}
            first = {key: place for place, key in enumerate(self._order)}
            self._found = {key: found[key] for key in sorted(found, key=lambda k: (first.get(k, len(first)), k))}
        return self._found

    def _modules(self) -> list[str]:
        package = importlib.import_module(self.package)
        return sorted(f"{self.package}.{info.name}" for info in pkgutil.iter_modules(package.__path__))

    def _declared_in(self, module: str) -> list[type[T]]:
        members = vars(importlib.import_module(module)).values()
        return [
            cast("type[T]", member)
            for member in members
            if isinstance(member, type)
            and issubclass(member, Declared)
            and member.__module__ == module
            and "declaration" in vars(member)
        ]
