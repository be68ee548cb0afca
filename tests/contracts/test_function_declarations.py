"""Activations, losses, optimisers and initialisers declare themselves completely, and in every language."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from nnstudio.engine.activations import GROUPS as ACTIVATION_GROUPS
from nnstudio.engine.activations import activations
from nnstudio.engine.declaration import Declaration, Declared, Kind
from nnstudio.engine.errors import ParameterError
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.initializers import GROUPS as INITIALIZER_GROUPS
from nnstudio.engine.initializers import initializers
from nnstudio.engine.losses import GROUPS as LOSS_GROUPS
from nnstudio.engine.losses import losses
from nnstudio.engine.metric import Metric
from nnstudio.engine.metrics import GROUPS as METRIC_GROUPS
from nnstudio.engine.metrics import metrics
from nnstudio.engine.optimizer import Optimizer
from nnstudio.engine.optimizers import GROUPS as OPTIMIZER_GROUPS
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.schedule import Schedule
from nnstudio.engine.schedules import GROUPS as SCHEDULE_GROUPS
from nnstudio.engine.schedules import schedules
from nnstudio.text import Message

ROOT = Path(__file__).resolve().parents[2]
FOLDERS: tuple[tuple[Mapping[str, type[Declared]], dict[str, Message]], ...] = (
    (activations, ACTIVATION_GROUPS),
    (losses, LOSS_GROUPS),
    (optimizers, OPTIMIZER_GROUPS),
    (initializers, INITIALIZER_GROUPS),
    (metrics, METRIC_GROUPS),
    (schedules, SCHEDULE_GROUPS),
)
EVERY = [(cls, groups) for registry, groups in FOLDERS for cls in registry.values()]
every = pytest.mark.parametrize(("cls", "groups"), EVERY, ids=lambda value: getattr(value, "__name__", ""))


def messages(declaration: Declaration) -> Iterator[Message]:
    yield from (declaration.name, declaration.help)
    for parameter in declaration.parameters:
        yield from (parameter.name, parameter.help)
        yield from (choice.name for choice in parameter.choices)


@every
def test_declaration_is_complete(cls: type[Declared], groups: dict[str, Message]) -> None:
    declaration = cls.declaration
    assert declaration.group in groups
    assert all(str(message) for message in messages(declaration))
    assert len(str(declaration.help)) > 20
    assert declaration.formula
    assert declaration.source
    assert declaration.glyph
    assert declaration.aliases
    assert declaration.derivative or issubclass(cls, Optimizer | Initializer | Metric | Schedule)


@every
def test_ids_and_files_agree(cls: type[Declared], groups: dict[str, Message]) -> None:
    assert cls.__module__.rpartition(".")[2] == cls.declaration.id
    assert cls.__doc__


@every
def test_defaults_are_valid_and_ranges_are_kept(cls: type[Declared], groups: dict[str, Message]) -> None:
    assert cls() == cls(**cls().values)
    for parameter in cls.declaration.parameters:
        assert parameter.symbol or parameter.kind in (Kind.CHOICE, Kind.BOOLEAN)
        with pytest.raises(ParameterError):
            cls(**{parameter.id: None})
        if parameter.kind is Kind.REAL:
            for outside in (parameter.maximum * 1.01 + 1.0, parameter.minimum - 1.0, float("nan")):
                with pytest.raises(ParameterError):
                    cls(**{parameter.id: outside})


@every
def test_a_slope_is_gamma_and_alpha_the_learning_rate(cls: type[Declared], groups: dict[str, Message]) -> None:
    declaration = cls.declaration
    assert all(parameter.symbol != "α" for parameter in declaration.parameters)
    assert r"\alpha" not in declaration.formula + declaration.derivative or issubclass(cls, Optimizer | Schedule)


@every
def test_formulas_can_be_set(cls: type[Declared], groups: dict[str, Message]) -> None:
    ziamath = pytest.importorskip("ziamath")
    for formula in filter(None, (cls.declaration.formula, cls.declaration.derivative)):
        assert "<svg" in ziamath.Latex(formula).svg()


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_every_word_is_translated(language: str) -> None:
    translated = set()
    for path in (ROOT / "resources" / "translations" / language).glob("*.po"):
        with path.open("rb") as file:
            translated |= {entry.id for entry in read_po(file) if entry.string}
    wanted = {message.id for cls, _ in EVERY for message in messages(cls.declaration)}
    wanted |= {message.id for _, groups in FOLDERS for message in groups.values()}
    wanted |= {kept.help.id for cls in optimizers.values() for kept in cls.keeps}
    assert sorted(wanted - translated) == []


def test_bounds_of_the_uniform_initialiser_are_checked_together() -> None:
    with pytest.raises(ParameterError) as caught:
        initializers.make("uniform", low=1.0, high=0.5)
    assert caught.value.place == "uniform.high"
