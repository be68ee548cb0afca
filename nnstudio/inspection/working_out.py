"""A step's result worked out by the reader: whether a number is right, and what may have gone wrong with it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Place
from nnstudio.inspection.description import Line
from nnstudio.inspection.expression import Node, Num, Operand, Product, Sum, evaluate
from nnstudio.inspection.letters import result_of
from nnstudio.inspection.moment import Moment
from nnstudio.inspection.quantities import is_gradient
from nnstudio.inspection.symbols import to_text
from nnstudio.text import Message, msg

CLOSE = 0.01
"""Share of the result by which an answer may be off: it is worked out from rounded numbers."""
_MOST = 64
"""Terms of a sum up to which each is tried as the missing one."""
_SAME = 1e-6
"""How far two numbers may be apart, relatively, that are the same but for rounding."""
_ALIKE = 1e-3
"""The same where one of them is worked out anew, in another precision."""
_PLAIN = ("", "1", "·")
"""Symbols of numbers that stand for themselves alone."""


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is ``right``, and what is ``said`` of it."""

    right: bool
    said: Message


@dataclass(frozen=True)
class Covered:
    """A result that is not to be seen yet, wherever it stands.

    ``place`` : where the plan holds it. ``values`` : what it is shown as, of the sample's own loss and of the batch's.
    A number elsewhere that is the same gives it away as well: a sum that no layer keeps, the input that an output is.
    """

    place: Place
    values: tuple[float, ...]

    def hides(self, value: float, place: Place | None = None) -> bool:
        """Whether a number at a place would show it."""
        return place == self.place or any(value and math.isclose(value, own, rel_tol=_ALIKE) for own in self.values)

    def is_of(self, line: Line) -> bool:
        """Whether a line's result is the one."""
        return any(math.isclose(line.result, own, rel_tol=_SAME) for own in self.values)

    def is_told_by(self, operand: Operand) -> bool:
        """Whether an operand of a sum would show it: itself, or what a view has added up to it.

        One that is another number of the network, as z for a = z, is what it is worked out of.
        """
        if operand.place is None:
            return operand.symbol not in _PLAIN and self.hides(operand.value)
        return operand.place == self.place

    def hidden(self, values: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
        """Return which of many numbers would show it; not a zero: that may stand anywhere."""
        found = np.zeros(values.shape, bool)
        for own in self.values:
            found |= np.isclose(values, own, rtol=_SAME, atol=0) & (values != 0)
        return found


def covered(moment: Moment) -> Covered | None:
    """Return the result of the moment's step if it is covered; that of single operations comes by stepping."""
    step, trace = moment.step, moment.trace
    own = result_of(moment.description) if moment.options.covered and moment.operation is None else None
    if own is None:
        return None
    kept = step.quantity in trace.plan.sites[step.layer].quantities
    place = Place(step.layer, step.quantity, step.index or (), trace.sample if kept else -1)
    of_loss = is_gradient(step.quantity) or step.quantity.endswith("_grad")
    scales = (1, trace.count, 1 / trace.count) if of_loss else (1,)
    return Covered(place, tuple(own.value * scale for scale in scales))


def is_covered(moment: Moment) -> bool:
    """Whether the result of the moment's step is not to be seen yet."""
    return covered(moment) is not None


def judge(answer: float, line: Line) -> Verdict:
    """Compare an answer with the result of a line; of a wrong one say which slip would lead to it, if one would."""
    if _is_close(answer, line.result):
        return Verdict(True, msg("Right."))
    if _is_close(-answer, line.result):
        return Verdict(False, msg("The sign is the other one."))
    symbol = next(_missing_factor(answer, line), None)
    if symbol is not None:
        return Verdict(False, msg("The factor {symbol} is missing.", symbol=to_text(symbol)))
    symbol = next(_missing_term(answer, line), None)
    if symbol is not None:
        return Verdict(False, msg("The term {symbol} is missing.", symbol=to_text(symbol)))
    return Verdict(False, msg("Not yet: look at each factor and each term."))


def _is_close(answer: float, result: float) -> bool:
    return math.isclose(answer, result, rel_tol=CLOSE, abs_tol=1e-12)


def _missing_factor(answer: float, line: Line) -> Iterator[str]:
    factors = line.expression.factors if isinstance(line.expression, Product) else ()
    for factor in factors:
        if isinstance(factor, Num) and _is_close(answer * factor.operand.value, line.result):
            yield factor.operand.symbol


def _missing_term(answer: float, line: Line) -> Iterator[str]:
    terms = line.expression.terms if isinstance(line.expression, Sum) else ()
    for sign, term in terms if len(terms) <= _MOST else ():
        value = evaluate(term)
        if value and _is_close(answer + sign * value, line.result):
            yield _written(term)


def _written(term: Node) -> str:
    """Return a term in its symbols."""
    parts = term.factors if isinstance(term, Product) else (term,)
    return " ".join(part.operand.symbol for part in parts if isinstance(part, Num))
