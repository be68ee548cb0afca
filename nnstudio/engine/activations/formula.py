"""A function that the student types in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import ClassVar

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula, differentiate, latex, read
from nnstudio.engine.formulas.emission import Store, emit_tape
from nnstudio.engine.formulas.vocabulary import LONGEST
from nnstudio.engine.typing import Array
from nnstudio.text import msg


@lru_cache(maxsize=64)
def _with_derivative(text: str) -> tuple[Formula, int]:
    """Return the formula and the entry of its derivative on the same tape."""
    formula = read(text, "formula.expression")
    return formula, differentiate(formula.tape, formula.value)


class TypedIn(Activation):
    r"""The function ``a = f(z)`` that a formula such as ``z + sin(z)^2`` describes; its derivative by forward mode.

    Allowed are numbers, ``z`` (or ``x``), ``pi``, ``e``, ``+ − * / ^``, brackets and the functions ``exp log sin cos
    tan arctan tanh sinh cosh sqrt abs sign max min sigmoid relu softplus erf``, ``where(z > 0, z, 0)``. The text is
    read by a white-list, never evaluated. Where the formula has no value (``log(-1)``, ``0/0``), a is NaN, and ±∞ where
    it overflows, as NumPy has it; a run that meets one stops and says where. At corners and jumps the derivative is
    that of one side: ``abs`` has 0 at 0, ``max(0, z)`` too.
    """

    declaration = Declaration(
        id="formula",
        name=msg("Your own formula"),
        help=msg("A function that you type in; its derivative is worked out by forward mode and shown with it."),
        group="other",
        formula="a = f(z)",
        derivative="f'(z)",
        parameters=(
            Parameter(
                "expression",
                msg("Formula"),
                Kind.TEXT,
                "z + sin(z)^2",
                msg("With z, numbers, pi, e, + − * / ^ and functions such as exp, tanh, max(0, z)."),
                maximum=LONGEST,
                symbol="f(z)",
                reads=read,
            ),
        ),
        source="Wengert, Communications of the ACM 7 (1964)",
        glyph="f",
        aliases=("custom", "typed in", "expression", "自定义", "自訂", "公式", "函数", "函式"),
    )
    bounds: ClassVar[tuple[float, float] | None] = None
    slope_reads_forward: ClassVar[bool] = True

    @property
    def formula(self) -> str:
        """The formula in LaTeX."""
        found, _ = _with_derivative(self.expression)
        return f"a = {latex(found.tape, found.value, 'f(z)')}"

    @property
    def derivative(self) -> str:
        """Its derivative in LaTeX."""
        found, slope = _with_derivative(self.expression)
        return "f'(z) = " + latex(found.tape, slope, r"\ldots")

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit the formula's operations, each a call or a few."""
        found, _ = _with_derivative(self.expression)
        emit_tape(_store(emit, a), found.tape, found.value, {"z": z}, a, {})

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit the derivative's operations; what the value has computed is read."""
        found, derivative = _with_derivative(self.expression)
        store = _store(emit, a)
        known = {place: held for place in found.tape.needed(found.value) if (held := store.found(place)) is not None}
        known[found.value] = a
        emit_tape(store, found.tape, derivative, {"z": z}, slope, known)

    def written(self, z: float) -> Formula | None:
        """Return the formula."""
        return _with_derivative(self.expression)[0]

    def written_slope(self, z: float) -> Formula | None:
        """Return its derivative."""
        found, slope = _with_derivative(self.expression)
        return Formula(found.text, found.tape, slope)


def _store(emit: Emitter, a: Array) -> Store:
    # By address, as ``elementary.beside`` does: a recurrent layer applies its activation many times.
    return Store(emit, f"formula at {a.ctypes.data}")
