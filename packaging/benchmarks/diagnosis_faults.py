"""What is done to the sound networks of ``diagnosis.py``, so that one thing is wrong, and which culprit is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from diagnosis_networks import Net

from nnstudio.data import Column, DataSettings, ImportedTable, Scaling, prepare
from nnstudio.data.samples import Samples, Task
from nnstudio.data.settings import TaskChoice

Random = np.random.Generator
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fault:
    """``seed(net, random)`` returns the net with the fault; ``fits`` says for which nets there is such a fault.

    ``layers`` : numbers of the hidden layers of which one must be named; none where it does not matter.
    """

    id: str
    culprit: str
    seed: Callable[[Net, Random], Net]
    fits: Callable[[Net], bool] = lambda net: True
    layers: Callable[[Net], tuple[int, ...]] = lambda net: ()


# -- data as a table, so that it can be changed


def table(net: Net, x: Numbers, y: npt.NDArray[np.float64], scaling: Scaling, *, scale_target: bool = False) -> Net:
    """Return the net on a table of these rows."""
    columns = [Column(f"x{number + 1}", values) for number, values in enumerate(x.T)]
    if net.settings["loss"] == "mse":
        target, task = Column("target", y.reshape(-1)), TaskChoice.REGRESSION
    else:
        target, task = Column("target", texts=tuple(f"c{int(each)}" for each in y)), TaskChoice.CLASSIFICATION
    data = DataSettings("table", target="target", scaling=scaling, task=task, scale_target=scale_target)
    return replace(net, data=data, table=ImportedTable("rows", (*columns, target)))


def rows(net: Net, random: Random) -> tuple[Numbers, Numbers]:
    """Return all rows of the net's data set: features, target; in the order of its split."""
    raw: Samples = prepare(replace(net.data, seed=int(random.integers(1000))), net.table).raw
    y = raw.y.reshape(len(raw.y), -1)[:, 0] if raw.task is Task.REGRESSION else raw.y
    return raw.x.reshape(len(raw.x), -1), y.astype(np.float64)


def _scaled_as(net: Net) -> Scaling:
    return net.data.scaling


# -- settings


def rate_high(net: Net, random: Random) -> Net:
    """A learning rate 100 to 1000 times what is right."""
    return net.changed(learning_rate=net.settings["learning_rate"] * float(10 ** random.uniform(2.2, 2.9)))


def rate_low(net: Net, random: Random) -> Net:
    """A learning rate 3000 to 100,000 times smaller."""
    return net.changed(learning_rate=net.settings["learning_rate"] * float(10 ** random.uniform(-5.0, -3.5)))


def decayed(net: Net, random: Random) -> Net:
    """A penalty on the weights that leaves nothing of them."""
    if random.random() < 0.5:
        return net.changed(l2=float(random.uniform(0.5, 3.0)))
    return net.changed(l1=float(random.uniform(0.1, 0.5)))


def wrong_loss(net: Net, random: Random) -> Net:
    """A loss that does not go with the last activation."""
    if net.settings["loss"] == "mse":
        return replace(net, last=(1, "logistic"))
    loss = "binary_cross_entropy_logits" if net.last[0] == 1 else "cross_entropy_logits"
    return net.changed(loss=loss)


# -- weights


def dead(net: Net, random: Random) -> Net:
    """ReLUs whose weights begin far below 0, behind ReLUs: they are off for every sample."""
    start = {"initializer": "normal", "initializer.mean": -float(random.uniform(0.5, 2.0)), "initializer.std": 0.1}
    units = max(6, net.hidden[0])
    values = {0: {"initializer": "he_normal"}, 1: start}
    return replace(net, activation="relu", hidden=(2 * units, units), values=values)


def saturated(net: Net, random: Random) -> Net:
    """tanh or logistic neurons with first weights so large that the functions are flat."""
    function = "tanh" if random.random() < 0.5 else "logistic"
    number = int(random.integers(2))
    start = {"initializer": "normal", "initializer.std": float(random.uniform(20.0, 80.0))}
    hidden = (max(8, net.hidden[0]), max(8, net.hidden[-1]))
    return replace(net, activation=function, hidden=hidden, values={number: start})


def vanishing(net: Net, random: Random) -> Net:
    """Many logistic layers, one behind the other."""
    return replace(net, activation="logistic", hidden=(10,) * int(random.integers(7, 11)), values={})


def exploding(net: Net, random: Random) -> Net:
    """Many ReLU layers with first weights four to six times too large."""
    depth, factor = int(random.integers(7, 10)), float(random.uniform(4.0, 6.0))
    start = {"initializer": "normal", "initializer.std": factor * float(np.sqrt(2 / 12))}
    return replace(net, activation="relu", hidden=(12,) * depth, values=dict.fromkeys(range(1, depth), start))


def alike(net: Net, random: Random) -> Net:
    """All weights the same at the start."""
    start = {"initializer": "constant", "initializer.value": float(random.choice([0.0, 0.1, 0.3]))}
    if start["initializer.value"] == 0.0:
        start = {"initializer": "zeros"}
    return replace(net, values=dict.fromkeys((*range(len(net.hidden)), -1), start))


def not_finite(net: Net, random: Random) -> Net:
    """A function that is not defined everywhere."""
    number = int(random.integers(2))
    text = str(random.choice(["log(z)", "sqrt(z)", "exp(exp(5 + z^2))"]))
    hidden = (net.hidden[0], net.hidden[-1])
    return replace(net, hidden=hidden, values={number: {"activation": "formula", "activation.expression": text}})


# -- data


def unscaled(net: Net, random: Random) -> Net:
    """Features in units of very different sizes, as measured."""
    x, y = rows(net, random)
    factor = 10 ** random.uniform(1.8, 3.2, x.shape[1])
    return table(net, x * factor + factor * random.uniform(0, 3, x.shape[1]), y, Scaling.NONE)


def unscaled_target(net: Net, random: Random) -> Net:
    """A value in thousands, not scaled."""
    x, y = rows(net, random)
    return table(net, x, y * 10 ** random.uniform(2.5, 3.5) + 500.0, Scaling.STANDARD)


def imbalance(net: Net, random: Random) -> Net:
    """A rare class that lies within the frequent one's cloud."""
    many, few = int(random.integers(560, 600)), int(random.integers(18, 30))
    x = np.concatenate([random.normal(0, 1, (many, 2)), random.normal(0.9, 0.8, (few, 2))])
    y = np.repeat([0.0, 1.0], [many, few])
    made = replace(net.changed(loss="binary_cross_entropy"), last=(1, "logistic"), epochs=40)
    return table(made, x, y, Scaling.STANDARD)


def leaked_rows(net: Net, random: Random) -> Net:
    """Rows that were doubled before they were split."""
    x, y = rows(net, random)
    again = random.choice(len(x), len(x) // 2, replace=False)
    return table(net, np.concatenate([x, x[again]]), np.concatenate([y, y[again]]), _scaled_as(net))


def leaked_target(net: Net, random: Random) -> Net:
    """A feature that is the target in another unit."""
    x, y = rows(net, random)
    spread = 0.001 * (np.ptp(y) or 1.0)
    copy = 2.5 * (y + random.normal(0, spread, len(y))) - 1.0
    return table(net, np.insert(x, x.shape[1] // 2, copy, axis=1), y, Scaling.STANDARD)


def overfitting(net: Net, random: Random) -> Net:
    """Few rows, columns that say nothing, wrong labels, and a network with room for all of them."""
    x, y = rows(net, random)
    x = np.concatenate([x, random.normal(0, x.std(), (len(x), 12))], axis=1)
    chosen = random.choice(len(x), min(len(x), 100), replace=False)
    x, y = x[chosen], y[chosen]
    wrong = random.random(len(y)) < 0.4
    y = np.where(wrong, random.permutation(y), y)
    made = table(net, x, y, _scaled_as(net))
    made = made.changed(optimizer="adam", learning_rate=0.005, batch_size=10)
    return replace(made, hidden=(64, 64), activation="relu", epochs=250)


def underfitting(net: Net, random: Random) -> Net:
    """Nothing that bends, or a single neuron that does, where a curve is needed."""
    hidden = () if random.random() < 0.6 else (1,)
    return replace(net, hidden=hidden, epochs=2 * net.epochs, values={})


def not_learning(net: Net, random: Random) -> Net:
    """Targets that have nothing to do with the inputs."""
    x, y = rows(net, random)
    chosen = random.choice(len(x), 900)
    x = x[chosen] + random.normal(0, 0.1, (900, x.shape[1])) * x.std(axis=0)
    y = random.normal(0, 1, 900) if net.settings["loss"] == "mse" else random.permutation(np.resize(np.unique(y), 900))
    return replace(table(net, x, y, _scaled_as(net)), hidden=(4,), epochs=30)


def _several(net: Net) -> bool:
    return net.settings["loss"] == "mse"


FAULTS = (
    Fault("learning rate × 150–800", "learning_rate_high", rate_high),
    Fault("learning rate ÷ 3000–100,000", "learning_rate_low", rate_low),
    Fault("dead ReLUs", "dead", dead, layers=lambda net: (1,)),
    Fault("first weights saturate", "saturated", saturated, layers=lambda net: tuple(net.values)),
    Fault("7–10 logistic layers", "vanishing", vanishing),
    Fault("weights × 4–6 in 7–9 layers", "exploding", exploding),
    Fault("all weights alike", "alike", alike),
    Fault("function not defined there", "not_finite", not_finite, layers=lambda net: tuple(net.values)),
    Fault("inputs not scaled", "unscaled_inputs", unscaled),
    Fault("target not scaled", "unscaled_target", unscaled_target, _several),
    Fault("3–5 % of one class", "class_imbalance", imbalance, lambda net: net.settings["loss"] != "mse"),
    Fault("loss of another activation", "wrong_loss", wrong_loss),
    Fault("rows doubled before the split", "leak", leaked_rows),
    Fault("a feature is the target", "leak", leaked_target),
    Fault("100 rows, 40 % wrong labels", "overfitting", overfitting),
    Fault("nothing or one neuron that bends", "underfitting", underfitting, lambda net: net.bent),
    Fault("penalty too strong", "penalty", decayed),
    Fault("targets drawn at random", "not_learning", not_learning, lambda net: net.plain),
)
