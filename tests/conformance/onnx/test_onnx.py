"""The ONNX package's own cases, with its tolerances; run where ``onnx`` is installed.

``python tests/conformance/onnx/onnx_run.py`` prints the table, with the reasons why cases are not applicable.
"""

from __future__ import annotations

import pytest
from onnx_run import ADAPTERS, outcomes

LEAST = {
    "Adagrad": 2,
    "Adam": 2,
    "Attention": 9,
    "AveragePool": 14,
    "BatchNormalization": 7,
    "Concat": 13,
    "Conv": 26,
    "ConvTranspose": 11,
    "Dropout": 8,
    "GRU": 6,
    "Gemm": 8,
    "GroupNormalization": 2,
    "LSTM": 6,
    "LayerNormalization": 19,
    "LogSoftmax": 10,
    "MaxPool": 14,
    "Momentum": 3,
    "NegativeLogLikelihoodLoss": 6,
    "PRelu": 8,
    "RMSNormalization": 19,
    "RNN": 6,
    "Softmax": 10,
    "SoftmaxCrossEntropyLoss": 10,
}
"""So many cases are applicable at least: a case that is quietly left out would prove nothing."""


@pytest.mark.parametrize("op", sorted(ADAPTERS))
def test_every_applicable_case_agrees(op: str) -> None:
    own = [one for one in outcomes() if one.op == op and not one.reason]
    assert not [f"{one.case}: {one.fault}" for one in own if one.fault]
    assert len(own) >= LEAST.get(op, 1)


def test_what_is_left_out_has_a_reason_and_most_is_not() -> None:
    applicable = [one for one in outcomes() if not one.reason]
    assert not [one for one in applicable if one.fault]
    assert len(applicable) >= 291


def test_every_output_is_compared_but_the_mask_of_no_dropout() -> None:
    left = [one for one in outcomes() if one.left]
    assert {one.op for one in left} == {"Dropout"}
    assert len(left) == 3
