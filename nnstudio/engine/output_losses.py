r"""The loss of each output, and by what it counts in the whole: :math:`L = \sum_k \lambda_k L_k`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.demands import finite, is_text, made, unknown
from nnstudio.engine.errors import ParameterError
from nnstudio.engine.loss import Loss
from nnstudio.engine.losses import losses
from nnstudio.text import msg


@dataclass(frozen=True)
class OutputLosses:
    r"""A loss and a weight for each output, by the output layer's name, in the graph's order.

    .. math:: L = \sum_k \lambda_k L_k, \qquad \ell_n = \sum_k \lambda_k \ell_{n,k}, \qquad
              \frac{\partial L}{\partial a_k} = \lambda_k \frac{\partial L_k}{\partial a_k}

    A network with one output has no weight: its learning rate does the same.

    Source: Caruana, Machine Learning 28 (1997), for several tasks; Szegedy et al. 2015, §5, for auxiliary classifiers.
    """

    losses: Mapping[str, Loss]
    weights: Mapping[str, float]

    @property
    def names(self) -> tuple[str, ...]:
        """The output layers' names."""
        return tuple(self.losses)

    @property
    def weighted(self) -> bool:
        """Whether there are weights at all: more than one output."""
        return len(self.losses) > 1


Judging = Loss | str | Mapping[str, Loss | str] | OutputLosses
"""One loss for all outputs, each output's own, or both losses and weights."""


def output_losses(loss: object, weights: object, sinks: tuple[str, ...]) -> OutputLosses:
    """Return the losses and weights of all outputs: one loss for all, or a mapping with each output's own.

    What ``weights`` does not name counts 1.

    Raises
    ------
    ParameterError : an output without a loss, no such loss, a weight that is no number from 0 up, or other than 1 where
        there is but one output. UnknownNameError : no such output.
    """
    if isinstance(loss, OutputLosses):
        weights = loss.weights if weights is None else weights
        loss = loss.losses
    if isinstance(loss, Mapping):
        _check_names("loss", loss, sinks)
        missing = [name for name in sinks if name not in loss]
        if missing:
            expected, received = msg("a loss for each output"), msg("none for {output}", output=missing[0])
            raise ParameterError("loss", expected, received, msg("Name every output, or give one loss for all."))
        found = {name: made(f"loss.{name}", loss[name], losses, Loss) for name in sinks}
    else:
        found = dict.fromkeys(sinks, made("loss", loss, losses, Loss))
    return OutputLosses(found, checked_weights(weights, sinks))


def checked_weights(weights: object, sinks: tuple[str, ...], most: float = np.inf) -> dict[str, float]:
    """Return the weight of each output, 1 where none is given; the errors of :func:`output_losses`."""
    if weights is None:
        return dict.fromkeys(sinks, 1.0)
    if not isinstance(weights, Mapping):
        expected, advice = msg("outputs with their weights"), msg("Give each output's name and its weight.")
        raise ParameterError("loss_weights", expected, msg("{value}", value=repr(weights)), advice)
    _check_names("loss_weights", weights, sinks)
    found = {name: finite(f"loss_weights.{name}", weights.get(name, 1.0), most=most) for name in sinks}
    if len(sinks) == 1 and found[sinks[0]] != 1:
        expected, received = msg("1, as there is no other output"), msg("{value}", value=repr(found[sinks[0]]))
        raise ParameterError("loss_weights", expected, received, msg("Change the learning rate instead."))
    return found


def _check_names(place: str, given: Mapping[object, object], sinks: tuple[str, ...]) -> None:
    for name in given:
        if not is_text(name) or name not in sinks:
            raise unknown(place, name, sinks)
