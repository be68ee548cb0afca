"""Optimisers against fifty steps of torch 2.13.0 (CPU, float64) on a fixed sequence of gradients, written down once."""

import numpy as np
import pytest

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.optimizers import optimizers

THETA_AFTER = {
    "sgd": {
        1: [0.99, -1.9875, 0.49995],
        2: [1.0, -2.0375, 0.49975],
        10: [0.975, -2.0875000000000004, 0.49940000000000007],
        50: [0.965, -2.0500000000000003, 0.4975000000000003],
    },
    "momentum": {
        1: [0.99, -1.9875, 0.49995],
        2: [0.991, -2.02625, 0.499705],
        10: [0.8467392926099998, -2.2764503030125, 0.49731979504804996],
        50: [0.7972782636466614, -2.4269060074208593, 0.4785917722756661],
    },
    "rmsprop": {
        1: [0.5000002499998752, -1.5000001999999202, 4.999500050012484e-05],
        2: [0.8544407268759469, -1.9852141339734373, -0.485152214714744],
        10: [0.423338967108455, -2.1097647475798684, -1.0617958771673535],
        50: [0.4240732975892788, -1.9706504410161545, -2.795062600541555],
    },
    "adam": {
        1: [0.9500000024999999, -1.950000002, 0.450000499995],
        2: [0.9526315813157894, -1.9779751763181619, 0.4057818271015353],
        10: [0.8392535358169089, -2.0298861944216373, 0.18306437776569268],
        50: [0.8229564066838447, -2.0481362504941587, -0.7195423840317392],
    },
}
STATE_AFTER_FIFTY = {
    "sgd": {},
    "momentum": {"v": [0.32728503032591494, 0.16243109462031047, 0.007981716168146885]},
    "rmsprop": {"v": [0.03963106679574115, 0.340782357668125, 1.9271935745147412e-06]},
    "adam": {
        "m": [0.032728503032591484, 0.016243109462031047, 0.0007981716168146881],
        "v": [0.004872288142174525, 0.04197789861433201, 2.398761747783013e-07],
    },
}


def gradient(step: int) -> list[float]:
    return [((step * 7) % 11 - 5) / 10.0, ((step * 5) % 13 - 6) / 4.0, 1e-3 * ((step * 3) % 7 - 2)]


@pytest.mark.parametrize("name", THETA_AFTER)
def test_fifty_steps(name: str) -> None:
    optimizer, emit = optimizers[name](), Emitter(np.dtype(np.float64))
    theta, grad = np.array([1.0, -2.0, 0.5]), np.zeros(3)
    state = {kept.name: np.zeros(3) for kept in optimizer.kept()}
    scalars = {key: np.zeros(()) for key in ("learning_rate", *optimizer.varies)}
    scalars["learning_rate"][...] = 0.05
    optimizer.emit_update(emit, theta, grad, state, scalars)
    for step in range(1, 51):
        grad[:] = gradient(step)
        for key, value in zip(optimizer.varies, optimizer.at_step(step, 0.05), strict=True):
            scalars[key][...] = value
        emit.run()
        if step in THETA_AFTER[name]:
            np.testing.assert_allclose(theta, THETA_AFTER[name][step], rtol=1e-12)
    assert state.keys() == STATE_AFTER_FIFTY[name].keys()
    for key, values in STATE_AFTER_FIFTY[name].items():
        np.testing.assert_allclose(state[key], values, rtol=1e-12)
