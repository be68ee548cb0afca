"""AdamW: Adam with a decay of the weights that the gradient has no part in."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.moments import BETA1, BETA2, epsilon, weight_decay
from nnstudio.engine.optimizers.adam import Adam
from nnstudio.text import msg


class AdamW(Adam):
    r"""Adam with decoupled weight decay, with PyTorch's formula and defaults (the decay falls on weights, not biases).

    .. math:: w \leftarrow w - \alpha \lambda w, \qquad
              \theta \leftarrow \theta - \alpha\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon}

    An L2 penalty would go through m and v, and there large gradients would weaken it.
    """

    declaration = Declaration(
        id="adamw",
        name=msg("AdamW"),
        help=msg("Adam that also shrinks every weight a little at each step, in the same way whatever its gradient."),
        group="adaptive",
        formula=r"\theta \leftarrow \theta - \alpha \left(\frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon}"
        r" + \lambda\,\theta\right)",
        parameters=(BETA1, BETA2, epsilon(), weight_decay(0.01)),
        source="Loshchilov & Hutter, ICLR (2019)",
        glyph="m̂λ",
        aliases=("decoupled weight decay", "权重衰减", "權重衰減"),
    )

    @property
    def formula(self) -> str:
        """Adam's rule: that is what is left where nothing decays."""
        return Adam.declaration.formula

    def written(self, decay: float) -> str:
        """Return the rule with its decay, as it is declared; for λ = 0 Adam's."""
        return self.declaration.formula if decay else self.formula
