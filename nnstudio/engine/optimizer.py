"""What an optimiser is: a few calls over the flat arena, and the scalars that change from step to step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from nnstudio.engine.declaration import Declared
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.terms import Term
from nnstudio.engine.typing import Array
from nnstudio.text import Message


@dataclass(frozen=True)
class StateArray:
    """One number that an optimiser keeps for each weight, such as Adam's ``m``; it starts at zero."""

    name: str
    symbol: str
    help: Message


@dataclass(frozen=True)
class NamedTerms:
    """A number that an update uses or keeps, written out: ``symbol`` is LaTeX, ``terms`` add up to it.

    ``name`` : of the scalar, or of the state array that is corrected.
    """

    name: str
    symbol: str
    help: Message
    terms: tuple[Term, ...]


_STEP = r"\theta \leftarrow \theta - "


class Optimizer(Declared, ABC):
    """Base of the optimisers ``θ ← θ − α · direction``.

    ``theta`` and ``grad`` are flat, ``(P,)``: every parameter of the network. ``state`` has a flat array for each of
    ``keeps``. ``scalars`` has a 0-d array for each name of ``varies`` plus ``learning_rate``; the program writes
    :meth:`at_step` into them before each update, so that the calls never see a Python number. An ``elementwise``
    optimiser treats each weight on its own, so the program may call :meth:`emit_update` once for each block of the
    arena, small enough to stay in the cache. One that is not gets the whole arena at once, and finds in ``state`` also
    what it asks for by :meth:`memory`.

    Before the optimiser come the penalties, then clipping, then (where there is a parameter ``weight_decay``) the
    decoupled decay ``θ ← θ − α λ θ`` of the weights: see ``update.py``. The step itself never reads ``theta``.
    """

    keeps: ClassVar[tuple[StateArray, ...]] = ()
    varies: ClassVar[tuple[str, ...]] = ()
    elementwise: ClassVar[bool] = True

    def at_step(self, step: int, learning_rate: float) -> tuple[float, ...]:
        """Return the values of ``varies`` for update number ``step`` (the first is 1)."""
        return ()

    def kept(self) -> tuple[StateArray, ...]:
        """Return those of ``keeps`` that an optimiser of these parameters needs."""
        return self.keeps

    def memory(self, count: int) -> dict[str, tuple[int, ...]]:
        """Return names and shapes of what is kept beside one number for each of ``count`` weights: a history, scalars.

        Only an optimiser that is not ``elementwise`` may ask for it. It starts at zero and is saved with the rest.
        """
        return {}

    def goes_on_from(self, other: Optimizer) -> bool:
        """Whether it can take another's place in the midst of a run: the same rule, which keeps the same numbers."""
        return type(other) is type(self) and (other.kept(), other.memory(1)) == (self.kept(), self.memory(1))

    @property
    def decay(self) -> float:
        """The factor λ of the decoupled decay; 0 where the optimiser has none."""
        return float(self.values.get("weight_decay", 0.0))

    @property
    def formula(self) -> str:
        """The rule in LaTeX as its parameters have it, without the decoupled decay."""
        return self.declaration.formula

    def written(self, decay: float) -> str:
        """Return the rule for a weight that the decoupled decay shrinks by this λ; for λ = 0, as for a bias, plain."""
        return self.formula.replace(_STEP, rf"{_STEP}\alpha \lambda \, \theta - ") if decay else self.formula

    @abstractmethod
    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit the calls that change ``theta`` and ``state`` in place; ``grad`` stays as it is."""

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return the terms whose sum is the new weight, for the inspector, from the values *before* the update.

        The first is ``theta`` itself; decoupled decay is added by who asks. None: old weight and change are shown.
        """
        return ()

    def state_terms(
        self, name: str, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return the terms whose sum is the new value of what is kept as ``name``, from the values *before* the update.

        None: the new value is shown as one number.
        """
        return ()

    def scalar_terms(self, step: int, scalars: Mapping[str, float]) -> tuple[NamedTerms, ...]:
        """Return how those of ``varies`` are made that hide something, such as a bias correction, in update ``step``.

        The learning rate in force is ``scalars["learning_rate"]``.
        """
        return ()

    def corrected(self, step: int, after: Mapping[str, float]) -> tuple[NamedTerms, ...]:
        """Return what is kept with its bias correction, such as m̂, from the values *after* update number ``step``."""
        return ()

    def terms_at(
        self, index: int, theta: float, grad: Array, after: Mapping[str, Array], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return the terms of weight ``index`` of the arena for an optimiser that is not ``elementwise``.

        ``grad`` is the whole gradient, ``after`` the state as the update leaves it. None: as for :meth:`terms`.
        """
        return ()
