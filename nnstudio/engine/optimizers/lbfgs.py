"""L-BFGS: Newton's step with a curvature that is learned from the last steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from nnstudio.engine.curvature import Recursion
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.optimizer import Optimizer, StateArray
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class LBFGS(Optimizer):
    r"""L-BFGS without line search: one step for each update, as PyTorch's ``LBFGS(max_iter=1)`` whose state lives on.

    .. math:: d = -H g, \qquad \theta \leftarrow \theta + t\,d

    H approximates the inverse of the Hessian. It is never written down: a recursion (see ``curvature.py``) applies it
    from the last M steps :math:`s_k` and changes of the gradient :math:`y_k`. t is the learning rate, in the first step
    at most :math:`1/\lVert g\rVert_1` of it. A pair :math:`s_k, y_k` is kept only where
    :math:`s_k^\top y_k > 10^{-10}`. The gradients must be of one and the same function, so take the
    whole training set as the batch, and clip nothing: from gradients of other samples, or cut off, it learns a
    curvature that is not there, and no line search keeps it from diverging.
    """

    declaration = Declaration(
        id="lbfgs",
        name=msg("L-BFGS"),
        help=msg("Learns the curvature from its last steps. Take the whole set as batch, and a learning rate up to 1."),
        group="curvature",
        formula=r"\theta \leftarrow \theta + t\,d, \quad d = -H g",
        parameters=(
            Parameter(
                "history",
                msg("History"),
                Kind.INTEGER,
                10,
                msg("How many of its last steps the curvature is taken from."),
                minimum=1,
                maximum=100,
                symbol="M",
            ),
        ),
        source="Liu & Nocedal, Mathematical Programming 45 (1989)",
        glyph="H",
        aliases=("BFGS", "quasi-Newton", "second order", "拟牛顿法", "擬牛頓法", "二阶", "二階"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (
        StateArray("d", "d", msg("Direction of the last step")),
        StateArray("before", "g'", msg("Gradient of the step before")),
    )
    elementwise: ClassVar[bool] = False

    def memory(self, count: int) -> dict[str, tuple[int, ...]]:
        """Return the steps and changes of the gradient, and the numbers of the recursion."""
        m = int(self.history)
        return {
            "steps": (m, count),
            "changes": (m, count),
            "inverse": (m,),
            "along": (m,),
            "mixed": (m,),
            "numbers": (len(Recursion.NUMBERS),),
        }

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit one call: how long the history is shows only as it runs."""
        recursion = Recursion(theta, grad, state, scalars["learning_rate"], emit.scratch(theta.shape))
        emit.call(recursion.step)

    def terms_at(
        self, index: int, theta: float, grad: Array, after: Mapping[str, Array], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ``, ``−t γ g``, and for each pair of the history ``−t γ u Δg`` and ``t c Δw``."""
        numbers = dict(zip(Recursion.NUMBERS, after["numbers"].tolist(), strict=True))
        still = product(Factor(r"\theta", theta))
        if not numbers["moved"]:
            return (still,)
        t, scale = Factor("t", numbers["t"]), Factor(r"(-\gamma)", -numbers["gamma"])
        found = [still, product(t, scale, Factor("g", float(grad[index])))]
        for k in range(int(numbers["count"])):
            along, mixed = (
                Factor(f"u_{{{k}}}", float(after["along"][k])),
                Factor(f"c_{{{k}}}", float(after["mixed"][k])),
            )
            found.append(product(t, scale, along, Factor(rf"\Delta g_{{{k}}}", float(after["changes"][k, index]))))
            found.append(product(t, mixed, Factor(rf"\Delta w_{{{k}}}", float(after["steps"][k, index]))))
        return tuple(found)
