"""Batch normalisation: each feature (channel) over the whole batch."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.layer import Weight
from nnstudio.engine.normalisation.base import AFFINE, EPSILON, Normalisation
from nnstudio.engine.normalisation.grouping import Grouping, over_batch
from nnstudio.engine.normalisation.passes import GRAD_INPUT, Passes
from nnstudio.engine.reach import Mask
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Shape
from nnstudio.text import msg


class BatchNormalization(Normalisation):
    r"""Mean and variance of each feature over all samples and places of the batch; in evaluation the running ones.

    .. math:: \hat x = \frac{x - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}, \quad a = \gamma\,\hat x + \beta, \qquad
              \bar\mu \leftarrow (1 - m)\,\bar\mu + m\,\mu_B

    ``running_mean`` and ``running_variance`` move in each forward pass of a training plan. As in PyTorch the running
    variance takes the unbiased one, :math:`\frac{M}{M-1}\sigma_B^2`; where M is 1 there is none, and it stays.

    Source: Ioffe & Szegedy 2015.
    """

    declaration = Declaration(
        id="batch_normalization",
        name=msg("Batch normalisation"),
        help=msg(
            "Gives each feature mean 0 and variance 1 over the batch, then a learned scale and shift. "
            "In evaluation it uses the running mean and variance of training."
        ),
        group="normalisation",
        formula=r"a = \gamma\,\frac{x - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}} + \beta",
        derivative=GRAD_INPUT,
        parameters=(
            Parameter(
                "momentum",
                msg("Momentum"),
                Kind.REAL,
                0.1,
                msg("The share of the new batch in the running mean and variance."),
                minimum=0,
                maximum=1,
                symbol="m",
            ),
            EPSILON,
            AFFINE,
        ),
        source="Ioffe & Szegedy 2015",
        glyph="normalisation",
        aliases=("batch norm", "batchnorm", "BN", "normalization"),
    )

    mixes_samples = True

    def grouping(self, shape: Shape, batch: int) -> Grouping:
        """Return each feature (channel) over samples and places."""
        return over_batch(shape, batch)

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the same places: in use its statistics are constants, and so they are taken here."""
        return mask.copy()

    def running(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return the running mean and variance, one of each for every feature."""
        channels = (inputs[0][-1],)
        return (Weight("running_mean", channels, 0.0), Weight("running_variance", channels, 1.0))

    def emit_statistics(self, site: Site, passes: Passes) -> None:
        """Emit the batch's statistics and move the running ones; in evaluation read the running ones."""
        if site.training:
            super().emit_statistics(site, passes)
            self._emit_running(site, passes)
            return
        mean, variance = site.running("running_mean"), site.running("running_variance")
        site.show("mean", passes.grouping.slot(mean))
        site.show("variance", passes.grouping.slot(variance))
        passes.emit_centred(mean)
        passes.emit_normalized(variance.reshape(passes.grouping.small))

    def _emit_running(self, site: Site, passes: Passes) -> None:
        emit, momentum, count = site.emit, self.momentum, passes.grouping.count
        running = site.arenas.carried.rows(site.arenas.running, site.name, ("running_mean", "running_variance"))
        kept, taken = emit.scratch(running.shape), emit.scratch(running.shape)
        kept[:], taken[:] = 1 - momentum, momentum
        if count > 1:
            taken[1] *= count / (count - 1)
        else:
            kept[1], taken[1] = 1, 0
        emit.about("running_mean", r"\bar\mu \leftarrow (1 - m)\,\bar\mu + m\,\mu_B", running)
        part = emit.scratch(running.shape)
        emit.call(np.multiply, running, kept, running)
        emit.call(np.multiply, passes.statistics.reshape(running.shape), taken, part)
        emit.call(np.add, running, part, running)
