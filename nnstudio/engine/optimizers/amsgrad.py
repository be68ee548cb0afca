"""AMSGrad: Adam whose step sizes never grow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_maximum
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.moments import BETA1, BETA2, MEAN, MEAN_SQUARE, epsilon, running
from nnstudio.engine.optimizer import StateArray
from nnstudio.engine.optimizers.adam import Adam
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class AMSGrad(Adam):
    r"""Adam with the largest v so far in the divisor, in PyTorch's form (``Adam(amsgrad=True)``).

    .. math:: u \leftarrow \max(u, v), \qquad
              \theta \leftarrow \theta - \alpha\,\frac{\hat m}{\sqrt{\hat u} + \varepsilon}

    With it Adam converges on the examples on which it otherwise does not.
    """

    declaration = Declaration(
        id="amsgrad",
        name=msg("AMSGrad"),
        help=msg("Adam that divides by the largest size so far, so that no weight's step size grows again."),
        group="adaptive",
        formula=r"u \leftarrow \max(u, v), \quad"
        r" \theta \leftarrow \theta - \alpha \, \frac{\hat{m}}{\sqrt{\hat{u}} + \varepsilon}",
        parameters=(BETA1, BETA2, epsilon()),
        source="Reddi, Kale & Kumar, ICLR (2018)",
        glyph="max v",
        aliases=("Adam(amsgrad=True)",),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (
        MEAN,
        MEAN_SQUARE,
        StateArray("u", "u", msg("Largest running mean of the squared gradient")),
    )

    def emit_size(self, emit: Emitter, state: Mapping[str, Array]) -> Array:
        """Emit one call, and return u."""
        emit_maximum(emit, state["u"], state["v"], state["u"])
        return state["u"]

    def size(self, grad: float, state: Mapping[str, float]) -> tuple[str, float]:
        """Return u, the new one."""
        return "u", max(state["u"], running(self.beta2, state["v"], grad * grad))

    def state_terms(
        self, name: str, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return as Adam does; for u whichever is larger, the old u or the new v."""
        if name != "u":
            return super().state_terms(name, grad, state, scalars)
        v = running(self.beta2, state["v"], grad * grad)
        return (product(Factor("u", state["u"])) if state["u"] >= v else product(Factor("v", v)),)
