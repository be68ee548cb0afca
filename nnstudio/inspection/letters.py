r"""The letters of a step's formula, and where the numbers stand that they are for: ``w_{ij}`` is for weights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nnstudio.engine import Place
from nnstudio.inspection.description import Description
from nnstudio.inspection.expression import Operand
from nnstudio.inspection.steps import Step
from nnstudio.inspection.symbols import to_latex
from nnstudio.inspection.terms import Terms
from nnstudio.text import Message

_SCRIPT = r"(?:[_^](?:\{(?:[^{}]|\{[^{}]*\})*\}|[A-Za-z0-9]|\\[A-Za-z]+))"
_BASE = r"(?:\\(?:hat|tilde|bar|dot)\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])"
_ATOM = rf"{_BASE}{_SCRIPT}*"
_PRIMED = rf"{_BASE}{_SCRIPT}*'+{_SCRIPT}*(?:\({_ATOM}\))?"
_SLOPE = rf"\\t?frac\{{\\partial(?:[^{{}}]|\{{[^{{}}]*\}})*\}}\{{\\partial\s*(?P<of>{_ATOM}'*{_SCRIPT}*)\s*\}}"
_PART = re.compile(rf"(?P<slope>{_SLOPE})|(?P<primed>{_PRIMED})|(?P<atom>{_ATOM})")
_HEAD = re.compile(rf"(?P<base>{_BASE})(?P<scripts>{_SCRIPT}*)(?P<primes>'*)")
_GATE = re.compile(r"\^\{?([A-Za-z]{1,2})\}?")
_BUILT_OF = re.compile(r"\\(?:t?frac|d?frac|sum|prod|sqrt|left|right|max|min|ln|exp|begin|operatorname|text|mathrm)\b")
"""Commands that are no letters: they hold others."""
_NO_FIGURES = str.maketrans("123456789", "000000000")
Span = tuple[int, int]


@dataclass(frozen=True)
class Letter:
    """A letter of a formula.

    ``spans`` : where it stands in the LaTeX, from and up to. ``places`` : of the numbers that it is for; a constant,
    such as N, has none. ``name`` : of the first of them; ``count`` : how many of the card's operands they are, 0 for
    the step's own result. ``leads`` : the operand whose making one can go to.
    """

    spans: tuple[Span, ...]
    places: tuple[Place, ...]
    name: Message
    count: int = 0
    leads: Operand | None = None


@dataclass
class _Known:
    """What a head such as ``w`` stands for among the operands."""

    first: Operand
    places: list[Place]
    count: int = 0
    leads: Operand | None = None


def letters(description: Description) -> tuple[Letter, ...]:
    """Return the letters of the formula that stand for numbers of the card, in the order of reading."""
    known, formula = _known(description), description.formula
    split = formula.find("=")
    spans: dict[str, list[Span]] = {}
    for head, span in _scan(formula, max(split, 0), known):
        spans.setdefault(head, []).append(span)
    found = [_letter(known[head], tuple(where)) for head, where in spans.items()]
    return tuple(sorted((*_own(description, formula[: max(split, 0)]), *found), key=lambda letter: letter.spans))


def _letter(known: _Known, spans: tuple[Span, ...]) -> Letter:
    return Letter(spans, tuple(dict.fromkeys(known.places)), known.first.name, known.count, known.leads)


def _own(description: Description, made: str) -> Iterator[Letter]:
    """Yield the letter before the equals sign: the step's own number."""
    own, match = result_of(description), _PART.search(made)
    whole = match is not None and (match["slope"] or not _BUILT_OF.match(match[0]))
    if own is not None and own.place is not None and match is not None and whole:
        yield Letter((match.span(),), (own.place,), own.name)


def result_of(description: Description) -> Operand | None:
    """Return the step's own number, with where it stands; None where the step makes none, or many."""
    main, step = description.main, description.step
    if main is None or step.index is None:
        return None
    return Operand(main.symbol, main.result, main.name, place_of(step, _sample(description)))


def _sample(description: Description) -> int:
    return next((place.sample for place in description.operands.places() if place and place.sample >= 0), -1)


def place_of(step: Step, sample: int) -> Place:
    """Return where a step's own number stands; of a gradient or an update, the weight that it is about."""
    for suffix in ("_grad", "_update"):
        if step.quantity.endswith(suffix):
            return Place(step.layer, step.quantity.removesuffix(suffix), step.index or ())
    return Place(step.layer, step.quantity, step.index or (), sample)


def _scan(formula: str, start: int, known: dict[str, _Known]) -> Iterator[tuple[str, Span]]:
    """Yield every known letter; of one that is not known (the e of an exponential) the scripts are read as well."""
    while (match := _PART.search(formula, start)) is not None:
        head = _head_of(match)
        if head in known:
            yield head, match.span()
            start = match.end()
        else:
            base = re.compile(_BASE).match(formula, match.start())
            assert base is not None
            start = base.end()


def _head_of(match: re.Match[str]) -> str:
    return f"∂{head_of(match['of'])}" if match["slope"] else head_of(match[0])


def head_of(latex: str) -> str:
    """Return what is common to all letters of a kind: ``w`` of ``w_{ij}``, ``f'`` of ``f'(z_j)``, ``z^f`` of a gate."""
    match = _HEAD.match(latex.strip())
    if match is None:
        return ""
    gate = _GATE.search(match["scripts"])
    return match["base"] + match["primes"] + (f"^{gate[1]}" if gate is not None else "")


def _known(description: Description) -> dict[str, _Known]:
    found: dict[str, _Known] = {}
    for part in description.operands.parts:
        if isinstance(part, Terms):
            _add_long(found, part)
        else:
            _add(found, part)
    main = description.main
    if description.step.phase == "update" and main is not None:
        own = found.get(_operand_head(main.symbol))
        if own is not None:
            found.setdefault(r"\theta", own)
    return found


def _operand_head(symbol: str) -> str:
    """Return the head of an operand's symbol: ``∂w`` of ``∂L/∂w_{11}``, ``N`` of ``1/N``."""
    # Hundreds of operands differ by their indices alone.
    base, script, rest = symbol.partition("_")
    return _head_of_kind(base + script + rest.translate(_NO_FIGURES))


@lru_cache(1024)
def _head_of_kind(symbol: str) -> str:
    latex = to_latex(symbol).strip()
    if latex.startswith(r"\partial"):
        return f"∂{head_of(latex.rpartition(chr(92) + 'partial')[2])}"
    return head_of(latex.removeprefix("1/"))


def _add(found: dict[str, _Known], operand: Operand) -> None:
    head = _operand_head(operand.symbol)
    if head:
        known = found.setdefault(head, _Known(operand, []))
        known.count += 1
        known.leads = known.leads or (operand if operand.step is not None else None)
        if operand.place is not None:
            known.places.append(operand.place)


def _add_long(found: dict[str, _Known], terms: Terms) -> None:
    """Add a long sum's operands without making them."""
    places = list(terms.places())
    for number in (0, 1):
        _add(found, terms.operand(number))
        own = found[_operand_head(terms.operand(number).symbol)]
        own.places += [place for place in places[number : 2 * terms.pairs : 2] if place is not None]
        own.count += terms.pairs - 1
    for number in range(2 * terms.pairs, len(places)):
        _add(found, terms.operand(number))
