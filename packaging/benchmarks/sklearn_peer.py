"""The peer scikit-learn: its multi-layer perceptron, one ``partial_fit`` for each batch. Needs scikit-learn and NumPy.

It has dense networks with one activation in all hidden layers, and its own output layer: softmax with cross-entropy
for classes, linear with the squared error for values.
"""

from __future__ import annotations

import time
from typing import Any

import sklearn
from peer_loop import Train, answer
from sklearn.neural_network import MLPClassifier, MLPRegressor
from workloads import Workload, data


def stepper(workload: Workload, variant: str) -> Train:
    """Return a function that trains for some seconds and returns steps per second."""
    if any(part.kind != "dense" for part in workload.parts) or workload.loss not in ("mse", "ce"):
        raise ValueError("it has only dense networks with cross-entropy or the squared error")
    hidden = workload.parts[:-1]
    made = MLPClassifier if workload.loss == "ce" else MLPRegressor
    model: Any = made(
        hidden_layer_sizes=tuple(part.values["units"] for part in hidden),
        activation=hidden[0].values["activation"],
        solver=workload.optimizer,
        alpha=0.0,
        batch_size=workload.batch,
        learning_rate_init=workload.learning_rate,
        **({"momentum": 0.0} if workload.optimizer == "sgd" else {}),
    )
    x, y = data(workload)
    targets = y.argmax(axis=1) if workload.loss == "ce" else y[:, 0]
    starts = range(0, workload.samples - workload.batch + 1, workload.batch)
    batches = [(x[i : i + workload.batch], targets[i : i + workload.batch]) for i in starts]
    first: dict[str, Any] = {"classes": range(workload.outputs)} if workload.loss == "ce" else {}
    model.partial_fit(*batches[0], **first)

    def train(seconds: float) -> float:
        start, steps = time.perf_counter(), 0
        while (passed := time.perf_counter() - start) < seconds:
            for batch in batches:
                model.partial_fit(*batch)
                steps += 1
                if time.perf_counter() - start > seconds:
                    break
        return steps / passed

    train(0.1)
    return train


if __name__ == "__main__":
    answer(f"scikit-learn {sklearn.__version__}", ["sklearn"], stepper)
