"""Least squares in closed form, beside the same network's descent (F12)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio.data.samples import Numbers, Prepared, Task
from nnstudio.document.model import Document

SQUARED: Final = ("mse", "half_mse")
"""The losses that least squares make smallest."""
_THROUGH: Final = ("input", "output", "flatten")


@dataclass(frozen=True, eq=False)
class Solution:
    """``weight`` ``(D, K)`` and ``bias`` ``(K,)`` that make the mean squared error on the training set smallest.

    ``error`` is that error, and ``error_of`` any other weights'.
    """

    weight: Numbers
    bias: Numbers
    x: Numbers
    y: Numbers

    @property
    def error(self) -> float:
        """The smallest mean squared error there is."""
        return self.error_of(self.weight, self.bias)

    def error_of(self, weight: Numbers, bias: Numbers) -> float:
        """Return the mean squared error of other weights and biases on the same samples."""
        with np.errstate(all="ignore"):
            return float(np.mean(np.square(self.x @ weight + bias - self.y)))


def fitted(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Return weight ``(D, K)`` and bias ``(K,)`` of the least squares; of many solutions that of the shortest weight.

    Centred first, so that the bias is no unknown and takes no part in what is short.
    """
    mean, target = x.mean(axis=0), y.mean(axis=0)
    centred = x - mean
    weight = np.linalg.pinv(centred.T @ centred, rcond=1e-10, hermitian=True) @ (centred.T @ (y - target))
    return weight, target - mean @ weight


def linear_layer(document: Document, prepared: Prepared) -> str:
    """Return the id of the one layer of a network that is linear regression: empty where it is anything else.

    One dense layer with a bias, without an activation, judged by a squared error, on rows with one target each.
    """
    nodes = [node for node in document.network.nodes if node.kind not in _THROUGH]
    outputs = document.network.of_kind("output")
    if len(nodes) != 1 or nodes[0].kind != "dense" or len(outputs) != 1:
        return ""
    node = nodes[0]
    plain = node.value("activation", "identity") == "identity" and bool(node.value("bias", True))
    squared = document.training.loss in SQUARED
    shape = prepared.shape
    fits = shape.task is Task.REGRESSION and not shape.places and not shape.codes
    return node.id if plain and squared and fits else ""


def solve(prepared: Prepared) -> Solution:
    """Return the least squares of the whole training set, in the units in which the network learns."""
    training = prepared.training
    x = training.x.reshape(len(training), math.prod(prepared.shape.inputs))
    y = np.asarray(training.y, np.float64).reshape(len(training), -1)
    return Solution(*fitted(x, y), x, y)
