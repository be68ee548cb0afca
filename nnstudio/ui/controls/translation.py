"""Texts that follow the language: bound once, applied now and again after every change of the language.

``bind(button.setText, msg("Run"))`` is all that a panel writes. ``nnstudio.text.set_language`` re-applies every
binding before ``session.language_changed`` is emitted, so a slot of that signal sees the new texts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import ref

import shiboken6

from nnstudio.text import Message, on_language_changed

Text = Message | Callable[[], str]
"""A message, or a function that makes the text anew."""

_owners: dict[int, ref[Any]] = {}
_SLOT = "_bound_texts"


def bind(setter: Callable[[str], object], text: Text, owner: Any = None) -> None:
    """Call ``setter`` with the text now and whenever the language changes.

    ``setter`` is a bound method of a Qt object (``label.setText``), which then owns the binding; anything else needs
    an ``owner``, with whose life the binding ends. Binding the same method of the same object again replaces what was
    bound.
    """
    keeper = owner if owner is not None else getattr(setter, "__self__", None)
    if keeper is None:
        raise TypeError("bind: expected a bound method, or an owner")
    bindings = _bindings(keeper)
    key = getattr(setter, "__name__", "") if owner is None else str(id(setter))
    bindings[key] = lambda: setter(_text(text))
    bindings[key]()


def on_retranslate(owner: Any, refresh: Callable[[], object]) -> None:
    """Call ``refresh`` now and whenever the language changes, as long as ``owner`` lives."""
    _bindings(owner)[str(id(refresh))] = refresh
    refresh()


def unbind(owner: Any) -> None:
    """Forget all texts bound to ``owner``, which from now on shows what it is given."""
    if hasattr(owner, _SLOT):
        getattr(owner, _SLOT).clear()


def retranslate() -> None:
    """Apply every binding again; those that fail are raised together once all others are done."""
    failed: list[Exception] = []
    for key, weak in list(_owners.items()):
        owner = weak()
        if owner is None or not _is_alive(owner):
            _owners.pop(key, None)
            continue
        for apply in list(getattr(owner, _SLOT).values()):
            try:
                apply()
            except Exception as error:
                failed.append(error)
    if failed:
        raise ExceptionGroup("texts that could not be shown", failed)


def _bindings(owner: Any) -> dict[str, Callable[[], object]]:
    # Kept on the owner itself: a table elsewhere would keep the closures, and through them the owner, alive for ever.
    if not hasattr(owner, _SLOT):
        setattr(owner, _SLOT, {})
        _owners[id(owner)] = ref(owner)
    bindings: dict[str, Callable[[], object]] = getattr(owner, _SLOT)
    return bindings


def _text(text: Text) -> str:
    return str(text) if isinstance(text, Message) else text()


def _is_alive(owner: Any) -> bool:
    return not isinstance(owner, shiboken6.Object) or shiboken6.isValid(owner)


on_language_changed(retranslate)
