"""A step's result worked out by the reader: whether a number is right, and what may have gone wrong with it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from nnstudio.inspection.description import Line
from nnstudio.inspection.expression import Node, Num, Product, Sum, evaluate
from nnstudio.inspection.letters import result_of
from nnstudio.inspection.moment import Moment
from nnstudio.inspection.symbols import to_text
from nnstudio.text import Message, msg

CLOSE = 0.01
"""Share of the result by which an answer may be off: it is worked out from rounded numbers."""
_MOST = 64
"""Terms of a sum up to which each is tried as the missing one."""


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is ``right``, and what is ``said`` of it."""

    right: bool
    said: Message


def is_covered(moment: Moment) -> bool:
    """Whether the result of the moment's step is not to be seen yet; that of single operations comes by stepping."""
    return moment.options.covered and moment.operation is None and result_of(moment.description) is not None


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
