"""Every registered layer keeps what ``Layer`` promises."""

from __future__ import annotations

import pytest

from nnstudio.engine import layers
from nnstudio.engine.layer import Layer

WANTED = {"input", "output", "dense", "activation", "dropout", "flatten", "add", "concatenate"}
every = pytest.mark.parametrize("kind", layers)


def test_all_are_found() -> None:
    assert set(layers) >= WANTED


@every
def test_it_declares_itself(kind: str) -> None:
    cls = layers[kind]
    assert issubclass(cls, Layer)
    declaration = cls.declaration
    assert declaration.id == kind
    assert declaration.formula
    assert declaration.glyph
    assert declaration.group
    assert str(declaration.name)
    assert str(declaration.help).endswith(".")


@every
def test_defaults_are_valid_and_complete(kind: str) -> None:
    made = layers[kind]()
    values = {} if made.is_source else made.values
    assert set(values) == {parameter.id for parameter in layers[kind].parameters_for({})}
    for parameter in layers[kind].parameters_for(values):
        assert parameter.checked(values[parameter.id], kind) == values[parameter.id]


@every
def test_ports(kind: str) -> None:
    cls = layers[kind]
    assert len(cls.ports) == 0 if cls.is_source else len(cls.ports) >= 1
    assert len(set(cls.ports)) == len(cls.ports)
    assert not (cls.variadic and cls.is_source)


@every
def test_instances_are_equal_by_value_and_immutable(kind: str) -> None:
    assert layers[kind]() == layers[kind]()
    assert hash(layers[kind]()) == hash(layers[kind]())
    with pytest.raises(AttributeError):
        layers[kind]().units = 3
