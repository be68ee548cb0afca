"""One derivative four ways: by nudging, by a formula of its own, and by the two modes over the graph."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.checking import STEPS, Check
from nnstudio.engine.errors import DataError
from nnstudio.engine.formulas import FormulaError, differentiate, latex, read
from nnstudio.engine.formulas.vocabulary import ALIASES, CONSTANTS, FUNCTIONS, SAME
from nnstudio.engine.scalars import Value, topological_order
from nnstudio.engine.scalars.from_formula import graph_of_tape
from nnstudio.inspection.checking import Regimes, regimes
from nnstudio.inspection.graphs.walks import Walk, forward, reverse
from nnstudio.text import msg

MOST = 5
"""Names in a formula."""
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_NUMBERED = re.compile(r"([A-Za-z]+)_?(\d+)$")


@dataclass(frozen=True, eq=False)
class FourWays:
    """The derivative of ``root`` by ``by``; ``symbolic`` is what the formula of the slope comes to.

    ``letter`` (that name), ``formula`` and ``slope`` are LaTeX.

    ``checks`` : ``(f(x+h) − f(x−h)) / 2h`` for one h after another, ``regimes`` the lines that their error follows.
    """

    root: Value
    leaves: Mapping[str, Value]
    by: str
    letter: str
    formula: str
    slope: str
    symbolic: float
    checks: tuple[Check, ...]
    regimes: Regimes | None
    forward: Walk
    reverse: Walk

    @property
    def order(self) -> tuple[Value, ...]:
        """All numbers of the graph, operands first."""
        return tuple(topological_order(self.root))

    @property
    def by_forward(self) -> float:
        """The derivative by forward mode: what its pass leaves at the root."""
        return self.forward.numbers().get(self.root, 0.0)

    @property
    def by_reverse(self) -> float:
        """The derivative by reverse mode: what its pass leaves at the leaf."""
        return self.reverse.numbers().get(self.leaves[self.by], 0.0)

    def check(self, h: float) -> Check | None:
        """Return the check whose h is the nearest."""
        return min(self.checks, key=lambda check: abs(math.log(check.h / h)), default=None)


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of a formula that stand for numbers, in the order in which they come.

    Raises
    ------
    FormulaError : there are none, or more than :data:`MOST`.
    """
    known = {*CONSTANTS, *FUNCTIONS, *(alias for alias, name in ALIASES.items() if name in FUNCTIONS)}
    plain = text.translate(SAME)
    found = [each for each in _NAME.finditer(plain) if each[0] not in known and not plain[each.end() :].startswith("(")]
    names = tuple(dict.fromkeys(each[0] for each in found))
    if not names:
        problem, advice = msg("no name that the derivative could be by"), msg("Write {example}.", example="w * x + b")
        raise FormulaError("formula", text, 0, max(1, len(text)), problem, advice)
    if len(names) > MOST:
        late = next(each for each in found if each[0] == names[MOST])
        problem = msg("more than {count} names", count=MOST)
        raise FormulaError("formula", text, late.start(), len(late[0]), problem, msg("Write numbers for some."))
    return names


def check_formula(text: str) -> None:
    """Raise the FormulaError of a text that cannot be read."""
    read(text, "formula", names_in(text))


def four_ways(text: str, numbers: Mapping[str, float], by: str) -> FourWays:
    """Differentiate a formula at a point by one of its names.

    Raises
    ------
    FormulaError : the text cannot be read. DataError : it has no value there.
    """
    names = names_in(text)
    found = read(text, "formula", names)
    tape = found.tape
    slope = differentiate(tape, found.value, by)
    root, leaves = graph_of_tape(tape, found.value, numbers)
    # One that has been simplified away changes nothing: it is a leaf all the same.
    leaves = {name: leaves.get(name) or Value(numbers[name], name) for name in names}
    symbolic = graph_of_tape(tape, slope, numbers)[0].data
    checks = tuple(_nudged(root, leaves[by], symbolic))
    lines = regimes(checks, abs(root.data), float(np.finfo(np.float64).eps))
    letter, formula, derivative = (
        _lettered(text, names) for text in (by, latex(tape, found.value, r"\dots"), latex(tape, slope, r"\dots"))
    )
    walks = forward(root, leaves[by]), reverse(root)
    return FourWays(root, leaves, by, letter, formula, derivative, symbolic, checks, lines, *walks)


def _nudged(root: Value, leaf: Value, analytic: float) -> list[Check]:
    """Return the central differences that exist: beside an edge of where f has a value there may be none."""
    here, checks = leaf.data, []
    for h in STEPS:
        sides: list[float] = []
        for nudge in (h, -h):
            leaf.data = here + nudge
            try:
                sides.append(root.recompute())
            except DataError:
                break
        if len(sides) == 2:
            checks.append(Check(analytic, (sides[0] - sides[1]) / (2 * h), h))
    leaf.data = here
    root.recompute()
    return checks


def _lettered(text: str, names: tuple[str, ...]) -> str:
    """Set names as the field does: w1 as w with an index, longer ones upright."""
    for name in names:
        numbered = _NUMBERED.match(name)
        letters, index = (numbered[1], numbered[2]) if numbered else (name, "")
        letter = letters if len(letters) == 1 else rf"\mathrm{{{letters.replace('_', ' ')}}}"
        shown = f"{letter}_{{{index}}}" if index else letter
        text = re.sub(rf"(?<![\\A-Za-z]){name}(?![A-Za-z0-9])", shown.replace("\\", r"\\"), text)
    return text
