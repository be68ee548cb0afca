"""What a finding is: what is wrong in a sentence, the numbers that show it, where they stand, and what helps."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from nnstudio.document.edits import Edit
from nnstudio.engine import Place
from nnstudio.engine.declaration import Declared
from nnstudio.text import Message

if TYPE_CHECKING:
    from nnstudio.inspection.diagnosis.case import Case


@dataclass(frozen=True)
class Evidence:
    """One measured number: what it is (``name``), its ``value``, and where it comes from.

    ``layer`` (its id; empty: the whole run) and ``neurons`` (their indices) are where it was measured, ``step`` when.
    """

    name: Message
    value: Message | str
    layer: str = ""
    neurons: tuple[tuple[int, ...], ...] = ()
    step: int = -1


@dataclass(frozen=True)
class Finding:
    """What a culprit was found to have done.

    Attributes
    ----------
    id, title : the culprit's. sentence : what happens, with numbers. remedy : what to try, in words.
    evidence : the numbers, the strongest first. fix : the remedy as one edit, if there is one; its name is the text of
        its button. layer, neurons, step : what to look at; no layer: the data or the settings as a whole. number : the
        very number of the batch, where a neuron's activation is not what to look at.
    """

    id: str
    title: Message
    sentence: Message
    remedy: Message
    evidence: tuple[Evidence, ...]
    fix: Edit | None = field(default=None, compare=False)
    layer: str = ""
    neurons: tuple[tuple[int, ...], ...] = ()
    step: int = -1
    number: Place | None = None


class Culprit(Declared, ABC):
    """Base of the culprits: pure functions of a case. The declaration's name is the title, its help the rule.

    ``explains`` : findings of these culprits follow from this one, so they are not listed beside it.
    """

    explains: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def find(self, case: Case) -> Finding | None:
        """Return what there is to say; None where it is innocent, or cannot be judged yet."""

    def finding(
        self,
        sentence: Message,
        remedy: Message,
        evidence: Sequence[Evidence],
        *,
        fix: Edit | None = None,
        neurons: tuple[tuple[int, ...], ...] = (),
    ) -> Finding:
        """Return a finding of this culprit; it leads to where its first piece of evidence stands."""
        first = evidence[0]
        place = (first.layer, neurons or first.neurons, first.step)
        return Finding(self.declaration.id, self.declaration.name, sentence, remedy, tuple(evidence), fix, *place)
